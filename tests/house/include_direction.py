"""Checks who includes whom.

    rules <- store <- service <- rpc <- main

Each file knows only what stands left of it, a service never another's directory, and the
common mechanism no service. Prints one line per include that points the wrong way, and then
leaves with 1.

usage: include_direction.py [ROOT]
"""

import pathlib
import re
import sys

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')

# Proto files that speak of events or code lists, and the evidence log, whom any service may ask;
# every other one is an API of its own service.
SHARED_PROTO = re.compile(
    r"hecha/(\w+/v1/(events|codes)|accountability/v1/evidence"
    r"|events/v1/\w+|common/v1/\w+|options/v1/\w+)\.pb\.h"
)
LAYERS = ["rules", "store", "service", "rpc", "main"]

# The layer of a file, by the last word of its name.
SUFFIXES = {
    "store": "store",
    "service": "service",
    "event": "service",
    "rpc": "rpc",
    "inbox": "service",
    "proto": "rpc",
    "handler": "rpc",
}
# Files that are no noun's row, and the layer they stand in. A file named like its directory
# puts the whole service together, which is main's work.
ROLES = {
    "case_vault": "store",  # seals what the rows of a case say
    "report_print": "service",  # a report on paper
    "demo": "main",
    "demo_data": "main",
    "demo_file": "main",
    "deployment": "main",
    "inbox": "service",  # what is done about other services' events
    "lead_number": "store",  # serials, allocated from a table
    "password_hasher": "service",
    "registrar": "service",  # registrations that share a commit
}

# What of services/common each layer may include beside its base and the files of its own
# directory up to its own layer.
COMMON = {
    "rules": (),
    "store": ("db", "security"),
    "service": ("db", "security", "events", "telemetry", "print", "picture"),
    "rpc": ("db", "security", "events", "telemetry", "print", "rpc"),
    "main": ("db", "security", "events", "telemetry", "print", "rpc", "host"),
}
PROMISE = {
    "rules": "rules know std, absl, fmt, libsodium, liboath and services/common/base",
    "store": "a store knows its rules, services/common/db and security; no proto",
    "service": "a service knows stores, rules and the protos of events; no API",
    "rpc": "an rpc file knows its service and its own API",
    "main": "main knows its own directory and services/common",
}
# Libraries that one place alone names.
CONFINED = {
    "jpeglib.h": ("services/common/picture/", "tests/"),
    "png.h": ("services/common/picture/", "tests/"),
    "webp/": ("services/common/picture/", "tests/"),
    "boost/": ("gateway/http/", "tests/"),
    "cppconn/": ("services/common/db/", "tests/"),
    "mysql": ("services/common/db/", "tests/"),
    "expat.h": ("services/common/sheet/",),
    "xlsxwriter.h": ("services/common/sheet/",),
    "zip.h": ("services/common/sheet/", "tests/"),
    "prometheus/": ("services/common/telemetry/", "services/common/host/", "tests/"),
    "grpcpp/": ("services/common/", "gateway/", "tests/"),
    "grpc/": ("services/common/", "gateway/", "tests/"),
}


def layer_of(path):
    """The layer of a file of a service, by its name."""
    path = pathlib.PurePath(path)
    if path.stem in ("main", path.parent.name):
        return "main"
    if path.stem in ROLES:
        return ROLES[path.stem]
    _, underscore, last_word = path.stem.rpartition("_")
    return SUFFIXES.get(last_word, "rules") if underscore else "rules"


def is_pure(name, angled):
    """What computes and does nothing else: every layer may use it."""
    if angled and "/" not in name and not name.endswith(".h"):
        return True  # the standard library
    pure = ("absl/", "fmt/", "liboath/", "services/common/base/", "services/common/sheet/")
    return name.startswith(pure) or name in (
        "sodium.h",
        "services/common/security/sodium.h",
    )


def check_row_file(directory, own, layer, name, angled):
    """Whether a file of `layer` in `directory` may include `name`; `own` names its protos."""
    if is_pure(name, angled):
        return True
    if name.startswith("services/common/"):
        return name.split("/")[2] in COMMON[layer]
    if name.startswith(directory):
        return LAYERS.index(layer_of(name)) <= LAYERS.index(layer)
    if name.startswith(("services/", "gateway/", "tests/")):
        return False
    if layer == "main":
        return not name.startswith("hecha/") or SHARED_PROTO.fullmatch(name) is not None
    if layer in ("rules", "store"):
        return False
    if name.startswith("google/protobuf/") or SHARED_PROTO.fullmatch(name):
        return True
    if layer == "service":
        return False
    return name.startswith((f"hecha/{own}/v1/", "google/rpc/", "google/api/"))


def check_common_file(path, name, angled):
    if name.startswith("services/common/"):
        return not path.startswith("services/common/base/") or name.startswith(
            "services/common/base/"
        )
    if name.startswith(("services/", "gateway/", "tests/")):
        return False
    if name.startswith("hecha/"):
        return re.match(r"hecha/(common|events|operations|options)/v1/", name) is not None and not (
            path.startswith("services/common/base/")
        )
    return True


def violation(path, name, angled):
    """Why `path` may not include `name`, or None if it may."""
    for library, places in CONFINED.items():
        if name.startswith(library) and not path.startswith(places):
            return f"only {' and '.join(places[:-1])} may name {library}"
    parts = path.split("/")
    if path.startswith("services/common/"):
        if not check_common_file(path, name, angled):
            return "services/common has no business noun, and its base stands alone"
    elif parts[0] == "services" and len(parts) > 2:
        layer = layer_of(path)
        if not check_row_file(f"services/{parts[1]}/", parts[1], layer, name, angled):
            return PROMISE[layer]
    elif path.startswith("gateway/directory/"):
        layer = layer_of(path)
        if not check_row_file("gateway/directory/", "directory", layer, name, angled):
            return PROMISE[layer]
    elif parts[0] == "gateway" and name.startswith("services/"):
        if not name.startswith("services/common/"):
            return "the gateway reaches a service by its descriptors alone"
    return None


def check(root):
    """Yields "path:line: what is wrong" for each include that points the wrong way."""
    root = pathlib.Path(root)
    for top in ("services", "gateway"):
        for file in sorted((root / top).rglob("*")):
            if file.suffix not in (".h", ".cc"):
                continue
            path = file.relative_to(root).as_posix()
            for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
                match = INCLUDE.match(line)
                if not match:
                    continue
                why = violation(path, match[2], match[1] == "<")
                if why:
                    yield f"{path}:{number}: includes {match[2]}: {why}"


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else "."
    found = list(check(root))
    print("\n".join(found) if found else "every include points the right way")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
