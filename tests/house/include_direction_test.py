"""Plants each wrong include in a tree of its own and expects the check to find it, and it alone."""

import pathlib
import tempfile
import unittest

import include_direction

HOUSE = {
    "services/common/base/id.h": ["<string>", '"absl/status/statusor.h"'],
    "services/common/db/row.h": ["<cppconn/resultset.h>", '"services/common/base/id.h"'],
    "services/common/rpc/router.h": ['"hecha/common/v1/actor.pb.h"', "<grpcpp/server.h>"],
    "services/intake/lead.h": ["<vector>", '"absl/time/time.h"', '"services/common/base/id.h"'],
    "services/intake/lead.cc": ['"services/intake/lead.h"', "<fmt/format.h>"],
    "services/intake/lead_store.h": ['"services/intake/lead.h"', '"services/common/db/row.h"'],
    "services/intake/lead_service.cc": [
        '"services/intake/lead_store.h"',
        '"services/common/events/journal.h"',
        '"hecha/intake/v1/events.pb.h"',
        '"hecha/verification/v1/events.pb.h"',
        '"hecha/intake/v1/codes.pb.h"',
    ],
    "services/intake/lead_rpc.cc": [
        '"services/intake/lead_service.h"',
        '"hecha/intake/v1/lead.pb.h"',
        '"services/common/rpc/router.h"',
    ],
    "services/intake/inbox.cc": [
        '"services/intake/lead_service.h"',
        '"hecha/verification/v1/events.pb.h"',
    ],
    "services/intake/intake.cc": ['"services/intake/lead_rpc.h"', '"services/intake/inbox.h"'],
    "services/intake/main.cc": ['"services/common/host/host.h"', '"services/intake/intake.h"'],
    "gateway/directory/user_store.cc": ['"gateway/directory/user.h"'],
    "gateway/http/server.cc": ["<boost/beast.hpp>", '"services/common/base/clock.h"'],
}

PLANTED = {
    "rules know no SQL": ("services/intake/lead.cc", '"services/common/db/row.h"'),
    "rules know no proto": ("services/intake/lead.cc", '"hecha/intake/v1/codes.pb.h"'),
    "rules know no gRPC": ("services/intake/lead.h", "<grpcpp/server.h>"),
    "rules know no C library": ("services/intake/lead.h", "<unistd.h>"),
    "rules know no store": ("services/intake/lead.cc", '"services/intake/lead_store.h"'),
    "a store knows no proto": ("services/intake/lead_store.h", '"hecha/intake/v1/events.pb.h"'),
    "a store knows no service": (
        "services/intake/lead_store.h",
        '"services/intake/lead_service.h"',
    ),
    "a service knows no API": ("services/intake/lead_service.cc", '"hecha/intake/v1/lead.pb.h"'),
    "a service knows no rpc": ("services/intake/lead_service.cc", '"services/intake/lead_rpc.h"'),
    "a service knows no router": (
        "services/intake/lead_service.cc",
        '"services/common/rpc/router.h"',
    ),
    "an rpc file knows no other API": (
        "services/intake/lead_rpc.cc",
        '"hecha/verification/v1/case.pb.h"',
    ),
    "an inbox knows no API": ("services/intake/inbox.cc", '"hecha/intake/v1/lead.pb.h"'),
    "only main knows the host": ("services/intake/lead_rpc.cc", '"services/common/host/host.h"'),
    "no service includes another": ("services/intake/main.cc", '"services/verification/case.h"'),
    "common knows no service": ("services/common/rpc/router.h", '"services/intake/lead.h"'),
    "common knows no business proto": (
        "services/common/db/row.h",
        '"hecha/intake/v1/events.pb.h"',
    ),
    "base stands alone": ("services/common/base/id.h", '"services/common/db/row.h"'),
    "base knows no proto": ("services/common/base/id.h", '"hecha/common/v1/actor.pb.h"'),
    "the connector stays in db": ("services/common/rpc/router.h", "<cppconn/resultset.h>"),
    "Beast stays in http": ("gateway/directory/user_store.cc", "<boost/beast.hpp>"),
    "the directory's rows too": ("gateway/directory/user_store.cc", '"hecha/directory/v1/user.pb.h"'),
    "the gateway knows no service": ("gateway/http/server.cc", '"services/intake/lead.h"'),
}


def found_in(house):
    with tempfile.TemporaryDirectory() as root:
        for path, includes in house.items():
            file = pathlib.Path(root, path)
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("".join(f"#include {include}\n" for include in includes))
        return list(include_direction.check(root))


class IncludeDirection(unittest.TestCase):
    def test_a_house_in_order_passes(self):
        self.assertEqual(found_in(HOUSE), [])

    def test_each_planted_include_is_found(self):
        for promise, (path, include) in PLANTED.items():
            with self.subTest(promise):
                found = found_in({**HOUSE, path: HOUSE[path] + [include]})
                self.assertEqual(len(found), 1, found)
                line = len(HOUSE[path]) + 1
                self.assertTrue(found[0].startswith(f"{path}:{line}: "), found[0])


if __name__ == "__main__":
    unittest.main()
