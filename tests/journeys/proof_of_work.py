"""Solves what the gateway asks for in a flood (protos/hecha/directory/v1/challenge.proto)."""

import hashlib
import itertools


def solve(challenge, difficulty, body):
    """The header X-Proof-Of-Work for these bytes."""
    prefix = f"{challenge}:{hashlib.sha256(body).hexdigest()}:".encode()
    for counter in itertools.count():
        work = hashlib.sha256(prefix + str(counter).encode()).digest()
        if int.from_bytes(work, "big") >> (256 - difficulty) == 0:
            return f"{challenge}:{counter}"
