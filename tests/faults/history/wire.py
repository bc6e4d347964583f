"""Reads the wire format of Protocol Buffers as far as events use it: numbers and bytes by field."""

VARINT, EIGHT_BYTES, LENGTH, FOUR_BYTES = 0, 1, 2, 5


def _varint(data, at):
    value = shift = 0
    while True:
        byte = data[at]
        value |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if not byte & 0x80:
            return value, at


def fields(data):
    """The last value of each field by its number; of a message or string its bytes."""
    found, at = {}, 0
    while at < len(data):
        key, at = _varint(data, at)
        number, kind = key >> 3, key & 7
        if kind == VARINT:
            found[number], at = _varint(data, at)
            continue
        if kind == LENGTH:
            size, at = _varint(data, at)
        else:
            size = {EIGHT_BYTES: 8, FOUR_BYTES: 4}[kind]
        found[number], at = data[at:at + size], at + size
    return found
