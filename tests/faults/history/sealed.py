"""Opens what the services sealed, given their key files: formats as keyring.h and data_key.h say,
the cipher by libsodium itself."""

import ctypes
import hashlib

FORMAT_OF_KEYRING, FORMAT_OF_DATA_KEY = 1, 2
ID, NONCE, TAG = 8, 24, 16

sodium = ctypes.CDLL("libsodium.so.23")


class Unreadable(Exception):
    """It was altered or moved, or its key is gone."""


def _derive(root, purpose, name):
    return hashlib.blake2b(purpose + b"\0" + name, key=root, digest_size=32).digest()


def _decrypt(secret, sealed, header, associated):
    nonce, cipher = sealed[header:header + NONCE], sealed[header + NONCE:]
    if len(cipher) < TAG:
        raise Unreadable("it is cut short")
    authenticated = sealed[:header] + associated
    plain = ctypes.create_string_buffer(len(cipher) - TAG + 1)
    if sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
            plain, None, None, cipher, ctypes.c_ulonglong(len(cipher)), authenticated,
            ctypes.c_ulonglong(len(authenticated)), nonce, secret):
        raise Unreadable("it was altered or moved")
    return plain.raw[:len(cipher) - TAG]


class Keyring:
    """The keys of one service's file: what it sealed straight, and the data keys under it."""

    def __init__(self, path):
        self.roots = {}
        for line in path.read_text().splitlines():
            if line and not line.startswith("#"):
                name, text = line.split()
                root = bytes.fromhex(text)
                identity = _derive(root, b"hecha.keyring.id.v1", name.encode())[:ID]
                self.roots[identity] = root

    def open(self, sealed, associated):
        if sealed[:1] != bytes([FORMAT_OF_KEYRING]) or sealed[1:1 + ID] not in self.roots:
            raise Unreadable("its key is not in the key file")
        header = 1 + ID + 1 + sealed[1 + ID]
        return _decrypt(self.secret_of(sealed[:header]), sealed, header, associated)

    def secret_of(self, header):
        """Under which a value that begins with `header` is sealed."""
        root, name = self.roots[header[1:1 + ID]], header[1 + ID + 1:]
        return _derive(root, b"hecha.keyring.seal.v1", name)

    def data_key(self, subject, wrapped):
        """The key under which everything about `subject` (16 bytes) is sealed."""
        return DataKey(self.open(wrapped, b"data_key/" + subject + b"/wrapped"))


class DataKey:
    def __init__(self, secret):
        self.secret = secret

    def open(self, sealed, associated):
        if sealed[:1] != bytes([FORMAT_OF_DATA_KEY]):
            raise Unreadable("not sealed under a data key")
        return _decrypt(self.secret, sealed, 1, associated)
