"""Seals as the services do: for bugs that have the keys, and write the wrong thing with them."""

import ctypes
import os
import uuid

from history.sealed import FORMAT_OF_DATA_KEY, ID, NONCE, TAG, sodium
from history.world import SALT, commitment


def seal(secret, header, plain, associated):
    nonce, authenticated = os.urandom(NONCE), header + associated
    cipher = ctypes.create_string_buffer(len(plain) + TAG)
    sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
        cipher, None, plain, ctypes.c_ulonglong(len(plain)), authenticated,
        ctypes.c_ulonglong(len(authenticated)), None, nonce, secret)
    return header + nonce + cipher.raw


def text(world, schema, subject, place, words):
    """`words` sealed under the data key of `subject` for a place, "table/row/column" in bytes."""
    wrapped = world.wrapped(schema, subject)
    secret = world.keyrings[schema].data_key(uuid.UUID(subject).bytes, wrapped).secret
    return seal(secret, bytes([FORMAT_OF_DATA_KEY]), words, place)


def data_key(world, schema, subject, other):
    """The data key of `subject`, wrapped for `other` as well."""
    wrapped, keyring = world.wrapped(schema, subject), world.keyrings[schema]
    header = wrapped[:1 + ID + 1 + wrapped[1 + ID]]
    secret = keyring.data_key(uuid.UUID(subject).bytes, wrapped).secret
    place = b"data_key/" + uuid.UUID(other).bytes + b"/wrapped"
    return seal(keyring.secret_of(header), header, secret, place)


def payload(world, event, change):
    """Sealed payload and commitment of the event, its payload changed by `change`."""
    keyring, content = world.keyrings[event.source], world.payload(event)
    header = event.sealed[:1 + ID + 1 + event.sealed[1 + ID]]
    forged = content[:SALT] + change(content[SALT:])
    sealed = seal(keyring.secret_of(header), header, forged, f"outbox/{event.id}/sealed".encode())
    return sealed, commitment(forged)
