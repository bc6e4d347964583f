#!/usr/bin/env python3
"""Verifies what the evidence log says, trusting nothing but a key.

It takes the JSON that the HTTP API returned and shares no code with the log: formats and
algorithms are those of RFC 9162, RFC 8032, C2SP signed-note and tlog-checkpoint, and
protos/hecha/accountability/v1/evidence.proto.

  evidence_verifier.py --checkpoint C.json                       the signature of a checkpoint
      --inclusion P.json        the entry is a leaf of that checkpoint's tree
      --earlier E.json --consistency Q.json   the tree only added to an earlier checkpoint's
      --key VKEY                the key to trust; else the one that the checkpoint names

Prints one line, "accepted: ..." (exit code 0) or "rejected: ..." (exit code 1).
"""
import argparse
import base64
import binascii
import datetime
import hashlib
import json
import re
import sys


class Rejected(Exception):
    pass


def require(condition, why):
    if not condition:
        raise Rejected(why)


def unbase64(text):
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise Rejected("malformed base64")


def integer(document, name):
    # proto3 JSON: int64 is a string, and a field that is absent is 0.
    text = str(document.get(name, "0"))
    require(re.fullmatch(r"0|[1-9][0-9]{0,18}", text), f"{name} is no count")
    return int(text)


# Ed25519, RFC 8032 section 5.1, after the sample code of its section 6.

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
SQRT_M1 = pow(2, (P - 1) // 4, P)


def point_add(a, b):
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    w, x, y, z = f - e, h - g, h + g, f + e
    return (w * x % P, y * z % P, x * y % P, w * z % P)


def point_mul(scalar, point):
    result = (0, 1, 1, 0)
    while scalar > 0:
        if scalar & 1:
            result = point_add(result, point)
        point = point_add(point, point)
        scalar >>= 1
    return result


def point_equal(a, b):
    return (a[0] * b[2] - b[0] * a[2]) % P == 0 and (a[1] * b[2] - b[1] * a[2]) % P == 0


def recover_x(y, sign):
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if x2 == 0:
        return None if sign else 0
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P != 0:
        x = x * SQRT_M1 % P
    if (x * x - x2) % P != 0:
        return None
    return P - x if (x & 1) != sign else x


def decompress(encoded):
    y = int.from_bytes(encoded, "little")
    sign, y = y >> 255, y & ((1 << 255) - 1)
    x = recover_x(y, sign)
    return None if x is None else (x, y, 1, x * y % P)


BASE_Y = 4 * pow(5, P - 2, P) % P
BASE = (recover_x(BASE_Y, 0), BASE_Y, 1, recover_x(BASE_Y, 0) * BASE_Y % P)


def ed25519_verify(public, message, signature):
    if len(public) != 32 or len(signature) != 64:
        return False
    a, r = decompress(public), decompress(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    digest = hashlib.sha512(signature[:32] + public + message).digest()
    h = int.from_bytes(digest, "little") % L
    return point_equal(point_mul(s, BASE), point_add(r, point_mul(h, a)))


# Checkpoints: C2SP signed-note and tlog-checkpoint.


def parse_key(vkey):
    parts = vkey.split("+", 2)
    require(len(parts) == 3 and parts[0], "the key is no vkey")
    key = unbase64(parts[2])
    require(len(key) == 33 and key[0] == 1, "the key is no Ed25519 key")
    expected = hashlib.sha256(parts[0].encode() + b"\n" + key).digest()[:4]
    require(parts[1] == expected.hex(), "the key's id does not match it")
    return parts[0], expected, key[1:]


def open_note(note, vkey):
    name, key_id, public = parse_key(vkey)
    text, separator, signatures = note.rpartition("\n\n")
    require(separator and signatures.endswith("\n"), "the checkpoint is no signed note")
    text += "\n"
    for line in signatures[:-1].split("\n"):
        match = re.fullmatch(r"\u2014 (\S+) (\S+)", line)
        require(match, "a line of the note is no signature")
        blob = unbase64(match[2])
        if match[1] == name and blob[:4] == key_id:
            require(ed25519_verify(public, text.encode(), blob[4:]), "the signature is wrong")
            return text
    raise Rejected("the trusted key did not sign the checkpoint")


def verify_checkpoint(checkpoint, vkey):
    """Returns size and root of the signed tree."""
    lines = open_note(checkpoint.get("note", ""), vkey).split("\n")
    require(len(lines) >= 4 and lines[0] and lines[-1] == "", "the note is no checkpoint")
    require(re.fullmatch(r"0|[1-9][0-9]*", lines[1]), "the checkpoint's size is malformed")
    size, root = int(lines[1]), unbase64(lines[2])
    require(len(root) == 32, "the checkpoint's root is malformed")
    require(lines[0] == checkpoint.get("origin"), "origin differs from the signed one")
    require(size == integer(checkpoint, "treeSize"), "treeSize differs from the signed one")
    require(root == unbase64(checkpoint.get("rootHash", "")), "rootHash differs from the signed one")
    return size, root


# Merkle proofs: RFC 9162 sections 2.1.3.2 and 2.1.4.2.


def leaf_hash(leaf):
    return hashlib.sha256(b"\x00" + leaf).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def verify_inclusion(index, size, leaf, path, root):
    require(index < size, "the index lies outside the tree")
    fn, sn, r = index, size - 1, leaf_hash(leaf)
    for p in path:
        require(sn != 0, "the proof is too long")
        if fn & 1 or fn == sn:
            r = node_hash(p, r)
            while fn != 0 and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = node_hash(r, p)
        fn, sn = fn >> 1, sn >> 1
    require(sn == 0, "the proof is too short")
    require(r == root, "the proof leads to another root")


def verify_consistency(first, second, first_root, second_root, path):
    require(first <= second, "the earlier tree is the larger one")
    if first == 0:
        require(not path, "a proof from the empty tree is empty")
        require(first_root == hashlib.sha256().digest(), "the empty tree has another root")
        return
    if first == second:
        require(not path, "a proof between equal trees is empty")
        require(first_root == second_root, "two trees of one size differ")
        return
    require(path, "the proof is empty")
    if first & (first - 1) == 0:
        path = [first_root] + path
    fn, sn = first - 1, second - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        require(sn != 0, "the proof is too long")
        if fn & 1 or fn == sn:
            fr, sr = node_hash(c, fr), node_hash(c, sr)
            while fn != 0 and not fn & 1:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = node_hash(sr, c)
        fn, sn = fn >> 1, sn >> 1
    require(sn == 0, "the proof is too short")
    require(fr == first_root, "the proof starts from another root")
    require(sr == second_root, "the proof leads to another root")


def hashes(document):
    path = [unbase64(text) for text in document.get("hashes", [])]
    require(all(len(h) == 32 for h in path), "a hash of the proof has another length")
    return path


# What a leaf says.


def microseconds(text):
    match = re.fullmatch(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z", text)
    require(match, "a time is malformed")
    seconds = datetime.datetime.strptime(match[1], "%Y-%m-%dT%H:%M:%S")
    fraction = int((match[2] or "").ljust(9, "0")[:6])
    return (seconds - datetime.datetime(1970, 1, 1)) // datetime.timedelta(microseconds=1) + fraction


def verify_entry(entry):
    """The readable fields of an entry must be those that its leaf says."""
    leaf = unbase64(entry.get("leaf", ""))
    lines = leaf.decode("utf-8", "replace").split("\n")
    require(len(lines) == 14 and lines[0] == "hecha-evidence-v1" and lines[13] == "",
            "the leaf is malformed")
    said = {
        "eventId": lines[1], "source": lines[2], "type": lines[3], "aggregate": lines[4],
        "aggregateId": lines[5], "aggregateVersion": lines[6], "division": lines[7],
        "actorId": lines[9], "actorUnitId": lines[10], "action": lines[11],
    }
    for name, text in said.items():
        require(str(entry.get(name, "")) == text, f"{name} differs from the leaf")
    require(unbase64(entry.get("commitment", "")).hex() == lines[12],
            "commitment differs from the leaf")
    require(re.fullmatch(r"[^.]*\.\d{6}Z", lines[8]) and
            microseconds(entry.get("occurredAt", "")) == microseconds(lines[8]),
            "occurredAt differs from the leaf")
    return leaf


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def verify(arguments):
    checkpoint = load(arguments.checkpoint)
    vkey = arguments.key or checkpoint.get("verifierKey", "")
    size, root = verify_checkpoint(checkpoint, vkey)
    accepted = f"checkpoint of {size} leaves"
    if arguments.inclusion:
        proof = load(arguments.inclusion)
        entry = proof.get("entry", {})
        leaf = verify_entry(entry)
        index = integer(entry, "entryIndex")
        require(integer(proof, "treeSize") == size, "the proof is for another checkpoint")
        verify_inclusion(index, size, leaf, hashes(proof), root)
        accepted += f", entry {index} is in it"
    if arguments.consistency:
        first_size, first_root = verify_checkpoint(load(arguments.earlier), vkey)
        proof = load(arguments.consistency)
        require((integer(proof, "first"), integer(proof, "second")) == (first_size, size),
                "the proof is between other checkpoints")
        verify_consistency(first_size, size, first_root, root, hashes(proof))
        accepted += f", it adds to that of {first_size}"
    return accepted


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--checkpoint", required=True)
    parser.add_argument("--inclusion")
    parser.add_argument("--earlier")
    parser.add_argument("--consistency")
    parser.add_argument("--key")
    arguments = parser.parse_args()
    if bool(arguments.earlier) != bool(arguments.consistency):
        parser.error("--earlier and --consistency come together")
    try:
        print("accepted: " + verify(arguments))
    except (Rejected, ValueError, AttributeError, TypeError) as why:
        print(f"rejected: {why}")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
