"""Signs by Ed25519 (RFC 8032 section 5.1.6), on the arithmetic of the evidence verifier."""

import hashlib

from evidence_verifier import BASE, L, P, point_mul


def _compress(point):
    z = pow(point[2], P - 2, P)
    x, y = point[0] * z % P, point[1] * z % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def _expand(seed):
    digest = hashlib.sha512(seed).digest()
    a = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
    return a, digest[32:]


def public_key(seed):
    return _compress(point_mul(_expand(seed)[0], BASE))


def sign(seed, message):
    a, prefix = _expand(seed)
    r = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % L
    point = _compress(point_mul(r, BASE))
    digest = hashlib.sha512(point + public_key(seed) + message).digest()
    s = (r + int.from_bytes(digest, "little") * a) % L
    return point + s.to_bytes(32, "little")
