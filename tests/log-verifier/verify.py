"""Verifies logs in folders, with the standard library alone and no code of the register:

    python3 verify.py [--feed] VKEY[,VKEY...] FOLDER...

A folder has `checkpoint`, `tile/...` and, if any, `*.tlog-proof` and `checkpoint.seen`, a checkpoint that was kept. For each
folder it prints one line of JSON: what the checkpoint says, how many entries there are, what each proof proves, and
under `faults` everything that is not as it must be. Exit: 0 without faults, 1 with, 2 where the words are wrong.

With --feed, a folder is that of a feed: its log is in `log/`, and index, documents, statements, vintages and proofs are held
against it too.

It follows RFC 6962, RFC 8032 and C2SP tlog-tiles, signed-note, tlog-checkpoint, tlog-cosignature and tlog-proof.
"""

import base64
import hashlib
import json
import pathlib
import re
import sys

# Ed25519 (RFC 8032, sections 5.1.3, 5.1.4 and 5.1.7).
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, -1, P) % P


def add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(scalar, point):
    total = (0, 1, 1, 0)
    while scalar > 0:
        if scalar & 1:
            total = add(total, point)
        point = add(point, point)
        scalar >>= 1
    return total


def point_of(encoded):
    """The point of 32 bytes; None where there is none."""
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P != 0:
        x = x * pow(2, (P - 1) // 4, P) % P
    if (x * x - square) % P != 0 or (x == 0 and sign == 1):
        return None
    x = P - x if x & 1 != sign else x
    return (x, y, 1, x * y % P)


BASE = point_of((4 * pow(5, -1, P) % P).to_bytes(32, "little"))


def is_signed(key, message, signature):
    a, r, s = point_of(key), point_of(signature[:32]), int.from_bytes(signature[32:], "little")
    if len(signature) != 64 or a is None or r is None or s >= L:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % L
    one, other = times(s, BASE), add(r, times(k, a))
    return (one[0] * other[2] - other[0] * one[2]) % P == 0 and (one[1] * other[2] - other[1] * one[2]) % P == 0


class Fault(Exception):
    """What is not as it must be."""


def unbase64(text):
    try:
        data = base64.b64decode(text, validate=True)
    except ValueError:
        data = None
    if data is None or base64.b64encode(data).decode() != text:
        raise Fault(f"no base 64: {text[:60]}")
    return data


def number(text):
    if not re.fullmatch(r"0|[1-9][0-9]*", text):
        raise Fault(f"no number: {text[:60]}")
    return int(text)


def hash_of(text):
    data = unbase64(text)
    if len(data) != 32:
        raise Fault(f"no hash: {text[:60]}")
    return data


# C2SP signed-note and tlog-cosignature.
def read_vkey(text):
    name, key_id, rest = text.split("+", 2)
    data = unbase64(rest)
    expected = hashlib.sha256(name.encode() + b"\n" + data).digest()[:4]
    if name == "" or data[0] not in (1, 4) or len(data) != 33 or expected.hex() != key_id:
        raise Fault(f"no key: {text}")
    return {"name": name, "id": expected, "type": data[0], "key": data[1:]}


def open_note(data, keys):
    """The text of a note and the keys that have signed it, each with the time if it is a cosignature."""
    try:
        note = data.decode("utf-8")
    except UnicodeDecodeError:
        raise Fault("a note that is no UTF-8")
    if re.search(r"[\x00-\x09\x0b-\x1f]", note) or not note.endswith("\n") or "\n\n" not in note:
        raise Fault("no note")
    at = note.rindex("\n\n") + 1
    text, lines, signed = note[:at], note[at + 1 : -1].split("\n"), []
    for line in lines:
        match = re.fullmatch(r"— ([^\s+]+) (\S+)", line)
        if not match:
            raise Fault("a note with a line that is no signature")
        blob = unbase64(match[2])
        if len(blob) < 5:
            raise Fault("a note with a signature of no bytes")
        for key in keys:
            if (key["name"], key["id"]) != (match[1], blob[:4]):
                continue
            message, signature, time = text.encode(), blob[4:], None
            if key["type"] == 4:
                time, signature = int.from_bytes(blob[4:12], "big"), blob[12:]
                message = f"cosignature/v1\ntime {time}\n".encode() + message
            if not is_signed(key["key"], message, signature):
                raise Fault(f"a note with a signature of {key['name']} that is not")
            signed.append((key, time))
    if not signed:
        raise Fault("a note that no known key has signed")
    return text, signed


def open_checkpoint(data, keys):
    text, signed = open_note(data, keys)
    lines = text[:-1].split("\n")
    if len(lines) < 3 or "" in lines:
        raise Fault("no checkpoint")
    if not any(key["type"] == 1 and key["name"] == lines[0] for key, _ in signed):
        raise Fault("a checkpoint that the log has not signed")
    seen = [{"name": key["name"], "time": time} for key, time in signed if key["type"] == 4]
    return {"origin": lines[0], "size": number(lines[1]), "root": hash_of(lines[2]), "cosignatures": seen}


# RFC 6962, section 2.1, by its definitions.
def leaf_hash(leaf):
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def root_of(hashes):
    if len(hashes) <= 1:
        return hashes[0] if hashes else hashlib.sha256(b"").digest()
    left = 1 << (len(hashes) - 1).bit_length() - 1
    return node_hash(root_of(hashes[:left]), root_of(hashes[left:]))


def root_by_path(leaf, index, size, path):
    """The root that a path leads to, by the definition of PATH read backwards."""
    if size == 1:
        return leaf if not path else None
    if not path:
        return None
    left = 1 << (size - 1).bit_length() - 1
    if index < left:
        below = root_by_path(leaf, index, left, path[:-1])
        return below and node_hash(below, path[-1])
    below = root_by_path(leaf, index - left, size - left, path[:-1])
    return below and node_hash(path[-1], below)


# C2SP tlog-tiles.
def tile_path(level, index, width):
    groups = re.findall("...", str(index).zfill(-(-len(str(index)) // 3) * 3))
    name = "/".join(["x" + group for group in groups[:-1]] + groups[-1:])
    return f"tile/{level}/{name}" + ("" if width == 256 else f".p/{width}")


def read_tile(folder, level, index, width):
    path = folder / tile_path(level, index, width)
    if not path.is_file():
        raise Fault(f"{tile_path(level, index, width)} is not there")
    return path.read_bytes()


def entries_of(folder, size):
    """Every entry, and every tile held against what follows from them."""
    entries = []
    for index in range(-(-size // 256)):
        width = min(256, size - index * 256)
        bundle, at, there = read_tile(folder, "entries", index, width), 0, []
        while at < len(bundle):
            end = at + 2 + int.from_bytes(bundle[at : at + 2], "big")
            if end > len(bundle) or at + 2 > len(bundle):
                raise Fault(f"bundle {index} ends within an entry")
            there.append(bundle[at + 2 : end])
            at = end
        if len(there) != width:
            raise Fault(f"bundle {index} has {len(there)} entries instead of {width}")
        entries += there
    hashes, level = [leaf_hash(entry) for entry in entries], 0
    while hashes:
        tiles = [hashes[at : at + 256] for at in range(0, len(hashes), 256)]
        for index, tile in enumerate(tiles):
            if read_tile(folder, level, index, len(tile)) != b"".join(tile):
                raise Fault(f"tile {index} of level {level} is not that of its entries")
        hashes, level = [root_of(tile) for tile in tiles if len(tile) == 256], level + 1
    return entries


# C2SP tlog-proof; here the extra data are the leaf, one line, and the figures that do not fit into it, another.
def verify_proof(data, keys):
    head, _, checkpoint = data.partition(b"\n\n")
    try:
        lines = head.decode("utf-8").split("\n")
    except UnicodeDecodeError:
        raise Fault("a proof that is no UTF-8")
    if len(lines) < 3 or lines[0] != "c2sp.org/tlog-proof@v1":
        raise Fault("no proof")
    if not lines[1].startswith("extra ") or not lines[2].startswith("index "):
        raise Fault("a proof without leaf and index")
    extra, index = unbase64(lines[1][6:]), number(lines[2][6:])
    leaf, more = extra[: extra.find(b"\n") + 1], extra[extra.find(b"\n") + 1 :]
    if more and json.loads(leaf).get("more") != hashlib.sha256(more).hexdigest():
        raise Fault("a proof with other figures than its statement")
    path = [hash_of(line) for line in lines[3:]]
    signed = open_checkpoint(checkpoint, keys)
    if index >= signed["size"] or root_by_path(leaf_hash(leaf), index, signed["size"], path) != signed["root"]:
        raise Fault(f"a proof that does not prove that leaf {index} is in the log")
    return {"index": index, "leaf": leaf, "of": signed}


# The feed of the register, as docs/history.md and its README tell of it.
def sha256_of(path):
    if not path.is_file():
        raise Fault(f"{path.name} is not there")
    return hashlib.sha256(path.read_bytes()).hexdigest()


def json_in(path):
    try:
        return json.loads(path.read_bytes().decode("utf-8"))
    except (OSError, ValueError):
        raise Fault(f"{path.name} is no JSON")


def statements_of(feed, entries):
    """The statements, each after the one before, and the figures that each states."""
    statements = []
    for entry in entries:
        try:
            statement = json.loads(entry.decode("utf-8"))
            snapshot = statement["snapshot"]
        except (ValueError, KeyError, TypeError):
            raise Fault("an entry that is no statement")
        if statements and snapshot != statements[-1]["snapshot"] + 1:
            raise Fault(f"statement {snapshot} after {statements[-1]['snapshot']}")
        if "more" in statement:
            path = feed / "statements" / f"{snapshot}.json"
            if sha256_of(path) != statement["more"]:
                raise Fault(f"{path.name} is not what the statement says")
            statement["figures"] = json_in(path)["figures"]
        statements.append(statement)
    return statements


def documents_of(feed, index):
    """Every document that is listed, by its path: what the index says, and what its copies are."""
    listed, documents = list(index["documents"]), {}
    for entry in listed:
        for place in (entry["path"], entry["immutable"]):
            path = feed / place
            if sha256_of(path) != entry["sha256"] or path.stat().st_size != entry["bytes"]:
                raise Fault(f"{place} is not what the index says")
        documents[entry["path"]] = feed / entry["path"]
        if re.fullmatch(r"years/\d+\.json", entry["path"]):
            listed += json_in(feed / entry["path"])["documents"]
    return documents


def vintages_of(feed, documents):
    """The headline values of vintages, by (snapshot, period, figure, rule), the pages before included."""
    values = {}
    for path in [each for each in documents if re.fullmatch(r"vintages/[^/]+\.json", each)]:
        pages = [json_in(documents[path])]
        while "earlier" in pages[-1]:
            earlier = pages[-1]["earlier"]
            if sha256_of(feed / earlier["path"]) != earlier["sha256"]:
                raise Fault(f"{earlier['path']} is not what the page after it says")
            pages.append(json_in(feed / earlier["path"]))
        for page in pages:
            for figure in page["figures"]:
                for snapshot, _, value, because in figure["vintages"]:
                    if not because:
                        raise Fault(f"{path} has a value without a cause")
                    if "/" not in figure["id"]:
                        values[(snapshot, page["period"], figure["id"], figure["rule"])] = value
    return values


def verify_feed(feed, entries, keys):
    statements = statements_of(feed, entries)
    index, last = json_in(feed / "index.json"), statements[-1]
    if last["snapshot"] != index["snapshot"] or last["index"] != sha256_of(feed / "index.json"):
        raise Fault("the index is not the one that was stated last")
    latest = json_in(feed / "latest.json")
    stamp = {name: value for name, value in index.items() if name != "documents"}
    metrics = [each for each in index["documents"] if each["path"] == "metrics.json"]
    short = {"bytes": (feed / "index.json").stat().st_size, "sha256": last["index"]}
    if [latest] != [{**stamp, "index": short, "metrics": each} for each in metrics]:
        raise Fault("latest.json is not of this index")
    documents = documents_of(feed, index)
    stated, proofs = {}, {}
    for at, statement in enumerate(statements):
        for period, figure, value, rule in statement["figures"]:
            stated[(statement["snapshot"], period, figure, rule)] = value
            proofs[feed / "proof" / (period or "all-time") / f"{figure}.tlog-proof"] = at
    if vintages_of(feed, documents) != stated:
        raise Fault("the vintages are not what the statements say")
    for path, at in proofs.items():
        if not path.is_file():
            raise Fault(f"{path.name} is not there")
        proof = verify_proof(path.read_bytes(), keys)
        if proof["index"] != at or proof["leaf"] != entries[at]:
            raise Fault(f"{path.name} is of another statement")
    for path in sorted((feed / "statements").glob("*.json")):
        if not any("more" in each and f"{each['snapshot']}.json" == path.name for each in statements):
            raise Fault(f"{path.name} belongs to no statement")
    how = json_in(documents["log.json"])
    if how["first"] != statements[0]["snapshot"]:
        raise Fault("log.json tells of another beginning")


def verify(folder, keys, is_feed=False):
    found, faults, entries = {"folder": folder.name, "faults": []}, [], None

    def attempt(what, work):
        try:
            return work()
        except (Fault, OSError, KeyError, TypeError, ValueError) as error:
            faults.append(f"{what}: {error}")

    def in_log(size, root):
        if entries is None or size > len(entries) or root_of([leaf_hash(entry) for entry in entries[:size]]) != root:
            raise Fault(f"the log does not begin with the {size} leaves that were signed there")

    head = attempt("checkpoint", lambda: open_checkpoint((folder / "checkpoint").read_bytes(), keys))
    if head is not None:
        found |= {"origin": head["origin"], "size": head["size"], "cosignatures": head["cosignatures"]}
        entries = attempt("tiles", lambda: entries_of(folder, head["size"]))
        attempt("root", lambda: in_log(head["size"], head["root"]))
    if (folder / "checkpoint.seen").exists():
        seen = attempt("seen", lambda: open_checkpoint((folder / "checkpoint.seen").read_bytes(), keys))
        if seen is not None:
            found["seen"] = seen["size"]
            attempt("seen", lambda: in_log(seen["size"], seen["root"]))
    found["proofs"] = []
    for path in sorted(folder.glob("*.tlog-proof")):
        proof = attempt(path.name, lambda: verify_proof(path.read_bytes(), keys))
        if proof is not None:
            attempt(path.name, lambda: in_log(proof["of"]["size"], proof["of"]["root"]))
            found["proofs"].append(
                {"file": path.name, "index": proof["index"], "leaf": proof["leaf"].decode("utf-8", "replace")}
            )
    if is_feed and entries:
        attempt("feed", lambda: verify_feed(folder.parent, entries, keys))
    found["faults"] = faults
    return found


def main(words):
    if len(words) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    is_feed, words = words[0] == "--feed", words[1:] if words[0] == "--feed" else words
    keys = [read_vkey(text) for text in words[0].split(",")]
    folders = [pathlib.Path(folder) for folder in words[1:]]
    results = [verify(folder / "log" if is_feed else folder, keys, is_feed) for folder in folders]
    for result in results:
        print(json.dumps(result))
    return 1 if any(result["faults"] for result in results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
