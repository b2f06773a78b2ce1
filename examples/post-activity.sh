#!/usr/bin/env bash
# Posts an activity to the register, and follows it until it is applied, with curl alone:
#   REGISTER_KEY=areg_... ./post-activity.sh [ACTIVITY.json]
# Every try bears the same Idempotency-Key: the activity is taken once, however often it is sent.
set -euo pipefail

register=${REGISTER:-http://127.0.0.1:8080}
activity=${1:-$(dirname "$0")/activity.json}
folder=$(mktemp -d)
trap 'rm -r "$folder"' EXIT

# Sends a request until it is answered for good. Leaves the status in $status, head and body in the folder. No answer
# (000), 409 (the same key is at work), 429 and 5xx may pass: they are tried again, never before a Retry-After is over.
ask() {
  for attempt in 1 2 3 4 5 6; do
    status=$(curl --silent --max-time 30 --header "Authorization: Bearer $REGISTER_KEY" \
      --dump-header "$folder/head" --output "$folder/body" --write-out '%{http_code}' "$@") || status=000
    case $status in
      000 | 409 | 429 | 5??) ;;
      *) return ;;
    esac
    after=$(header retry-after)
    sleep "$((${after:-0} + attempt / 2)).$((RANDOM % 10))"
  done
}
header() {
  [ "$status" = 000 ] || awk -v name="$1:" 'tolower($1) == name { sub(/\r$/, "", $2); print $2 }' "$folder/head"
}

key=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
ask --request POST "$register/v1/activities" --header 'Content-Type: application/json' \
  --header "Idempotency-Key: \"$key\"" --data-binary "@$activity"
if [ "$status" != 202 ]; then
  echo "not taken: $status" >&2
  [ ! -s "$folder/body" ] || cat "$folder/body" >&2 # the problem, with all findings, as JSON
  exit 1
fi
echo "taken: revision $(header etag)"

submission=$(header location)
while true; do
  ask "$register$submission"
  now=$(sed -n 's/.*"status": *"\([a-z-]*\)".*/\1/p' "$folder/body")
  [ "$now" = queued ] || break
  sleep 0.2
done
echo "$now"
[ "$status" = 200 ]
