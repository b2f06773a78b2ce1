"""Posts an activity to the register, and follows it until it is applied, with the standard library alone:

    REGISTER_KEY=areg_... python3 post-activity.py [ACTIVITY.json]

Every try bears the same Idempotency-Key: the activity is taken once, however often it is sent. A partner that must
survive its own crash keeps the key beside the activity until it has an answer.
"""

import http.client
import json
import os
import pathlib
import random
import sys
import time
import urllib.error
import urllib.request
import uuid

REGISTER = os.environ.get("REGISTER", "http://127.0.0.1:8080")
KEY = os.environ["REGISTER_KEY"]
TRIES = 6


def ask(method, path, body=None, headers=None):
    """The status and the JSON of an answer. What may pass is tried again, never before a Retry-After is over."""
    request = urllib.request.Request(
        REGISTER + path,
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": f"Bearer {KEY}", "Content-Type": "application/json", **(headers or {})},
    )
    for attempt in range(1, TRIES + 1):
        after = None
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return response.status, json.load(response)
        except urllib.error.HTTPError as error:
            after = error.headers.get("Retry-After")
            passing = error.code in (429, 500, 502, 503, 504) or (error.code == 409 and after is not None)
            if not passing or attempt == TRIES:
                return error.code, json.load(error)
        except (OSError, http.client.HTTPException):
            if attempt == TRIES:
                raise
        time.sleep(float(after or 0) + random.uniform(0, 0.2 * 2**attempt))


def main():
    file = sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).with_name("activity.json")
    activity = json.loads(pathlib.Path(file).read_text(encoding="utf-8"))
    key = {"Idempotency-Key": f'"{uuid.uuid4()}"'}
    status, answer = ask("POST", "/v1/activities", activity, key)
    if status != 202:
        print(f"{answer['title']}: {answer['detail']}", file=sys.stderr)
        for finding in answer.get("findings", []):
            print(f"{finding['severity']}: {finding['pointer']} {finding['detail']}", file=sys.stderr)
        return 1
    print(f"taken: {answer['activity']}, revision {answer['revision']}")
    for finding in answer["findings"]:
        print(f"warning: {finding['pointer']} {finding['detail']}")
    pause = 0.05
    while True:
        status, told = ask("GET", f"/v1/submissions/{answer['submission']}")
        if status != 200:
            print(f"{told['title']}: {told['detail']}", file=sys.stderr)
            return 1
        if told["status"] != "queued":
            print(told["status"])
            return 0
        time.sleep(pause)
        pause = min(2 * pause, 2)


if __name__ == "__main__":
    sys.exit(main())
