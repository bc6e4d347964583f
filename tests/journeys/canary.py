"""Canaries: a mark for every sensitive field of every request, and where marks are found.

Which fields are sensitive is asked of the running gateway (/openapi.json, from the descriptors),
so a field that is added to the API is looked for, and missed, without a word here.
"""

import base64
import mmap
import re
import zlib

from client import Http, request_body

WORD = "金丝雀"
# A mark is the word and four digits; this one is planted where it must be found.
CONTROL = f"{WORD}0000"

# Fields that hold no text of one's choice. Where a value is somebody's secret, the value itself is
# looked for instead.
NO_FREE_TEXT = {
    "otp": "six digits that are good for half a minute",
    "sealedIdentity": "sealed to a custodian's key before it is sent",
    "receipt": "128 random bits that the suite made; they themselves are looked for",
}
# The path of a body that is no JSON.
BYTES = "(bytes)"
# Where a password only opens something; the ones that are set have their mark.
ASK_PASSWORD = {
    "SessionService/CreateSession",
    "SecondFactorService/EnrolSecondFactor",
    "UserService/ChangePassword",
}


def is_free_text(method, path):
    asked = path == "password" and method in ASK_PASSWORD
    return not asked and path not in NO_FREE_TEXT


class CanaryDoor(Http):
    """The HTTP door; whatever sensitive text passes it gets a mark of its field at its end."""

    def __init__(self, suite):
        super().__init__(suite)
        self.document = self.exchange("GET", "/openapi.json")[1]
        self.sensitive = {method: set(self._sensitive_fields(method)) for method in self.routes}
        self.marks, self.secrets = {}, set()

    def call(self, method, fields, session=None):
        planted = dict(fields)
        for path in self.sensitive.get(method, ()):
            planted = self._plant(planted, path.split("."), method, path)
        return super().call(method, planted, session)

    def upload(self, method, fields, content, session=None, **headers):
        """A call whose body is a file's bytes; the mark stands at their end."""
        verb, path, _ = self.request(method, fields)
        headers.update({"Authorization": f"Bearer {session}"} if session else {})
        code, answer = self.send(verb, path, content + self.mark(method, BYTES).encode(), headers)
        if code != 200:
            raise AssertionError(f"{method}: {answer}")
        return answer

    def _sensitive_fields(self, method):
        content = request_body(self.document, method)
        if "application/json" in content:
            yield from sensitive_fields(self.document, content["application/json"]["schema"])
        elif content:
            yield BYTES

    def mark(self, method, path):
        """The mark of a field, which is planted with this."""
        return self.marks.setdefault((method, path), f"{WORD}{len(self.marks) + 1:04}")

    def missing(self):
        """Sensitive fields that no call planted so far."""
        return sorted(
            f"{method} {path}"
            for method, paths in self.sensitive.items()
            for path in paths
            if is_free_text(method, path) and (method, path) not in self.marks
        )

    def _plant(self, value, path, method, whole):
        name, *rest = path
        repeated, name = name.endswith("[]"), name.removesuffix("[]")
        if name not in value:
            return value

        def planted(one):
            return self._plant(one, rest, method, whole) if rest else self._leaf(one, method, whole)

        inner = [planted(one) for one in value[name]] if repeated else planted(value[name])
        return {**value, name: inner}

    def _leaf(self, value, method, path):
        if not is_free_text(method, path):
            self.secrets.add(value)
            return value
        mark = self.mark(method, path)
        if path == "file":  # bytes, in base64
            return base64.b64encode(base64.b64decode(value) + mark.encode()).decode()
        return value + mark


def sensitive_fields(document, schema, prefix="", sensitive=False, within=()):
    """Paths such as "subjects[].name" of the sensitive texts of a schema."""
    sensitive = sensitive or schema.get("x-hecha-sensitive", False)
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        if name in within:
            return
        resolved = document["components"]["schemas"][name]
        yield from sensitive_fields(document, resolved, prefix, sensitive, (*within, name))
    elif schema.get("type") == "array":
        yield from sensitive_fields(document, schema["items"], prefix + "[]", sensitive, within)
    elif "properties" in schema:
        for name, field in schema["properties"].items():
            path = f"{prefix}.{name}" if prefix else name
            yield from sensitive_fields(document, field, path, sensitive, within)
    elif sensitive:
        yield prefix


def encodings(text):
    """What `text` looks like in files, whatever wrote it."""
    utf8 = text.encode()
    yield from (text.encode(name) for name in ("utf-8", "utf-16-le", "utf-16-be", "gb18030"))
    yield from (utf8.hex().encode(), utf8.hex().upper().encode())
    percent = "".join(f"%{byte:02X}" for byte in utf8)
    yield from (percent.encode(), percent.lower().encode())
    escaped = text.encode("unicode_escape")
    yield from (escaped, re.sub(rb"\\u(....)", lambda m: b"\\u" + m[1].upper(), escaped))
    for shift in range(3):
        # Without the characters that depend on what stands before and after.
        yield base64.b64encode(bytes(shift) + utf8)[-(-shift * 4 // 3) : (shift + len(utf8)) * 4 // 3]


# How compressed data begins, and how zlib is told of it: gzip, zlib at its usual levels, a zip's
# member.
GZIP, RAW, ZIP = 31, -15, b"PK\x03\x04"
COMPRESSED = ((b"\x1f\x8b\x08", GZIP), (b"\x78\x01", 15), (b"\x78\x5e", 15), (b"\x78\x9c", 15),
              (b"\x78\xda", 15), (ZIP, RAW))
MOST_INFLATED = 256 << 20


class Search:
    """Looks for texts in files, in every encoding, also within compressed data."""

    def __init__(self, texts, except_for=()):
        self.needles = sorted({needle for text in texts for needle in encodings(text)})
        self.passed_over = [needle for text in except_for for needle in encodings(text)]

    def within_file(self, file):
        """What of it is found in the file, each with what stands around it."""
        if file.stat().st_size == 0:
            return []
        with file.open("rb") as opened, mmap.mmap(
            opened.fileno(), 0, access=mmap.ACCESS_READ
        ) as data:
            return self.within(data)

    def within(self, data):
        found = list(self._plain(data))
        for inflated in inflate_all(data):
            found += self._plain(inflated)
        return found

    def _plain(self, data):
        for needle in self.needles:
            for at in places(data, needle):
                around = bytes(data[max(0, at - 40) : at + len(needle) + 48])
                if not any(passed in around for passed in self.passed_over):
                    yield around


def places(data, needle):
    at = data.find(needle)
    while at >= 0:
        yield at
        at = data.find(needle, at + 1)


def inflate_all(data):
    """What is compressed somewhere within `data`."""
    for magic, window in COMPRESSED:
        for at in places(data, magic):
            begin = at
            if magic == ZIP:  # behind its name and what is said beside it
                lengths = data[at + 26 : at + 30]
                begin += 30 + int.from_bytes(lengths[:2], "little")
                begin += int.from_bytes(lengths[2:], "little")
            inflated = inflate(data, begin, window)
            if inflated:
                yield inflated


def inflate(data, begin, window):
    """What inflates from there; nothing of what only looks like a beginning."""
    stream = zlib.decompressobj(window)
    try:
        head = stream.decompress(data[begin : begin + 4096], 1 << 16)
        rest = stream.unconsumed_tail + data[begin + 4096 : begin + MOST_INFLATED]
        return head + stream.decompress(rest, MOST_INFLATED)
    except zlib.error:
        return b""
