"""What every journey shares: the one suite, both doors, and how a refusal is checked."""

import unittest

from client import Http, NativeGrpc, Refused
from suite import Suite
from town import City

# HTTP status of the rules that the journeys meet; every other rule is a 400 (a bad field, or a
# state that does not allow it).
CODES = {
    "SIGN_IN_REQUIRED": 401,
    "UNKNOWN": 404,
    "STALE_VERSION": 409,
    "ROLE_REQUIRED": 403,
    "NOT_YOUR_UNIT": 403,
    "NOT_OF_TEAM": 403,
    "NOT_A_SIGNATORY": 403,
    "NOT_OFFICE": 403,
    "DECLARATION_REQUIRED": 403,
    "NOT_THE_APPROVER": 403,
    "INVESTIGATOR_MAY_NOT_SIGN": 403,
    "SAME_PERSON": 403,
    "SAME_UNIT": 403,
    "OWN_KEY": 403,
    "KEY_OF_ANOTHER": 403,
    "RECTIFIER_MAY_NOT_ACCEPT": 403,
    "ONLY_THE_CHAIR_SIGNS": 403,
    "UNIT_NOT_REQUIRED": 403,
    "NOT_THE_OWNER": 403,
    "NOT_YOUR_SIDE": 403,
    "PROPOSER_MAY_NOT_DECIDE": 403,
    "ONLY_ACCUSED_APPEALS": 403,
    "ACCUSED_MAY_NOT_JUDGE": 403,
    "PARTY_MAY_NOT_REVIEW": 403,
    "SECOND_PERSON_REQUIRED": 403,
    "LEDGER_NOT_YOURS": 403,
}


class World:
    """The suite of this run; run.py opens and closes it."""

    suite = None
    cities = {}

    @classmethod
    def open(cls):
        cls.suite = Suite()

    @classmethod
    def city(cls, door):
        if door not in cls.cities:
            cls.cities[door] = City(door(cls.suite))
        return cls.cities[door]

    @classmethod
    def close(cls):
        cls.suite.stop()


class Journey(unittest.TestCase):
    """A journey through one door. Subclasses walk; `through_both_doors` makes the test cases."""

    door = None
    town_key = "xigang"

    def setUp(self):
        self.city = World.city(self.door)
        self.town = self.city.town(self.town_key)

    def refused(self, rule, unchanged, call, *arguments, **fields):
        """`call` is refused by `rule`, and what `unchanged` shows stays as it is."""
        before = unchanged()
        with self.assertRaises(Refused) as caught:
            call(*arguments, **fields)
        self.assertEqual(caught.exception.rule, rule, caught.exception)
        if caught.exception.code is not None:
            self.assertEqual(caught.exception.code, CODES.get(rule, 400), caught.exception)
        self.assertEqual(unchanged(), before, f"{rule} changed something")


def through_both_doors(journey):
    """Test cases of `journey` over HTTP and over native gRPC."""
    return [
        type(f"{journey.__name__}Over{door.name.title()}", (journey,), {"door": door})
        for door in (Http, NativeGrpc)
    ]
