"""What opens with a service's key file in hand: its sealed values, read by code that is none of the
suite's (services/common/security/keyring.cc says how they are sealed)."""

import ctypes
import hashlib
import uuid

sodium = ctypes.CDLL("libsodium.so.23")

FORMAT = 1
NONCE, TAG = 24, 16


class Keyring:
    def __init__(self, suite, name):
        self.suite, self.name, self.roots = suite, name, {}
        file = suite.var / "keys" / name / "keyring"
        for line in file.read_text(encoding="ascii").splitlines():
            key_name, _, root = line.partition(" ")
            if root and not line.startswith("#"):
                root = bytes.fromhex(root)
                self.roots[derived(root, b"hecha.keyring.id.v1", key_name.encode())[:8]] = root

    def open(self, sealed, associated):
        """Nothing if no key of the file opens it."""
        if len(sealed) < 10 or sealed[0] != FORMAT or sealed[1:9] not in self.roots:
            return None
        size = 10 + sealed[9]
        key = derived(self.roots[sealed[1:9]], b"hecha.keyring.seal.v1", sealed[10:size])
        cipher, context = sealed[size + NONCE:], sealed[:size] + associated.encode()
        plain = ctypes.create_string_buffer(max(len(cipher) - TAG, 1))
        failed = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
            plain, None, None, cipher, ctypes.c_ulonglong(len(cipher)), context,
            ctypes.c_ulonglong(len(context)), sealed[size:size + NONCE], key)
        return None if failed else plain.raw[:len(cipher) - TAG]

    def told(self):
        """Of each event that the service's outbox keeps with its content: its type and that."""
        rows = self.suite.query(
            f"SELECT type, HEX(id), HEX(sealed) FROM hecha_{self.name}.outbox WHERE sealed <> ''")
        for row in rows.splitlines():
            kind, event, sealed = row.split("\t")
            said = self.open(bytes.fromhex(sealed), f"outbox/{uuid.UUID(event)}/sealed")
            if said is None:
                raise AssertionError(f"the key file does not open event {event} of {self.name}")
            yield kind, said


def derived(root, purpose, name):
    return hashlib.blake2b(purpose + b"\0" + name, digest_size=32, key=root).digest()
