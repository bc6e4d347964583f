"""The people of the demo city, and what they do with a lead on its way."""

import base64
import datetime
import itertools
import os

import ed25519
from client import Refused
from suite import until

UNITS = ("police", "resources", "construction", "transport", "markets", "finance")


def in_days(days):
    time = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
    return time.strftime("%Y-%m-%dT%H:%M:%SZ")


class Actor:
    """A user who signs in once it matters; with no user, a citizen."""

    def __init__(self, door, user=None):
        self.door, self.user, self._session = door, user, None

    @property
    def id(self):
        return self.user["userId"]

    @property
    def unit(self):
        return self.user["unitId"]

    @property
    def session(self):
        if self.user and not self._session:
            self._session = self.door.sign_in(self.user)
        return self._session

    def call(self, method, **fields):
        return self.door.call(method, fields, self.session)


class City:
    """Whoever is asked for by username, each with one session."""

    def __init__(self, door):
        self.door, self.suite = door, door.suite
        self.citizen = Actor(door)
        self.actors = {}

    def actor(self, username):
        if username not in self.actors:
            self.actors[username] = Actor(self.door, self.suite.user(username))
        return self.actors[username]

    @property
    def office(self):
        return self.actor("tengzhou.city_office")

    @property
    def discipline(self):
        return self.actor("tengzhou.discipline")

    def town(self, key):
        return Town(self, key)


class Town:
    def __init__(self, city, key):
        self.city, self.key = city, key
        self.clerk, self.office, self.leader, self.discipline, self.organisation = (
            city.actor(f"{key}.{role}")
            for role in ("clerk", "office", "leader", "discipline", "organisation")
        )
        self.division = self.clerk.user["division"]

    def head(self, unit):
        return self.city.actor(f"{self.key}.{unit}.head")

    def investigator(self, unit, number):
        return self.city.actor(f"{self.key}.{unit}.{number}")

    def unit_name(self, unit_id):
        """Which of UNITS has this id."""
        return next(unit for unit in UNITS if self.head(unit).unit == unit_id)

    def registers(self, **fields):
        """The clerk registers a lead, from a phone call unless `fields` say otherwise."""
        told = {
            "division": self.division,
            "channel": "CHANNEL_PUBLIC_PHONE",
            "sector": "SECTOR_COAL",
            "title": "反映某洗煤场强买强卖",
            "narrative": "称有人在煤场门口强行收取过磅费。",
            "contact": {
                "beganAt": "2026-04-15T01:00:00Z",
                "minutes": 12,
                "people": 1,
                "receivedBy": "王受理",
                "summary": "来电反映强收过磅费。",
            },
        }
        lead = self.clerk.call("LeadService/CreateLead", **{**told, **fields})
        return Lead(self, lead["id"])

    def receives_document(self, instruction, **fields):
        """The clerk registers what a superior passed down."""
        return self.registers(
            level="LEVEL_PREFECTURE",
            instruction=instruction,
            documentNo="枣扫黑转〔2026〕17号",
            issuingBody="枣庄市扫黑办",
            keyLead=True,
            **{"deadline": in_days(30), **fields},
        )

    def find_report(self, title):
        """The lead that a citizen's report of this title became."""
        leads = self.clerk.call("LeadService/ListLeads", channel="CHANNEL_PUBLIC_WEB")["leads"]
        return Lead(self, next(lead["id"] for lead in leads if lead.get("title") == title))


class Lead:
    """A lead of a town and, once it is assigned, its case."""

    def __init__(self, town, lead_id):
        self.town, self.id, self.case_id, self.unit = town, lead_id, None, None

    def view(self):
        return self.town.office.call("LeadService/GetLead", leadId=self.id)

    def case(self):
        return self.town.office.call("CaseService/GetCase", caseId=self.case_id)

    def reaches(self, state):
        """Waits until intake shows the state that verification told it of."""
        until(lambda: self.view()["state"] == f"STATE_{state}", f"the lead is {state}")

    def act(self, actor, verb, **fields):
        return actor.call(f"CaseService/{verb}", caseId=self.case_id, **fields)

    def is_triaged(self, **fields):
        """Once every lead that looks like it is said to be another matter."""
        told = {
            "summary": "反映煤场强行收费，未涉身份信息。",
            "opinion": "线索具体，建议核查。",
            **fields,
        }
        for answered in itertools.count():
            try:
                return self.town.clerk.call("LeadService/TriageLead", leadId=self.id, **told)
            except Refused as refused:
                if refused.rule != "MATCHES_UNANSWERED" or answered == 20:
                    raise
            self.answer_matches()

    def answer_matches(self):
        listed = self.town.clerk.call("MatchService/ListMatches", leadId=self.id, pageSize=200)
        for match in listed.get("matches", []):
            if match["state"] == "MATCH_STATE_OPEN" and not match.get("restricted"):
                self.town.clerk.call(
                    "MatchService/DecideMatch",
                    leadId=self.id,
                    matchId=match["id"],
                    decision="MATCH_STATE_DIFFERENT",
                    reason="时间、地点不同，不是同一事项。",
                )

    def is_assigned(self, **fields):
        """By the routing rule, unless a unit is named; waits for the unit's case."""
        lead = self.town.office.call(
            "LeadService/AssignLead", leadId=self.id, hintsAcknowledged=True, **fields)
        self.unit = self.town.unit_name(lead["unitId"])

        def opened():
            cases = self.town.office.call("CaseService/ListCases", leadId=self.id)
            return [c for c in cases.get("cases", []) if c["round"] == lead["round"]]

        self.case_id = until(opened, "verification opens the case")[0]["id"]
        return lead

    @property
    def head(self):
        return self.town.head(self.unit)

    @property
    def team(self):
        return [self.town.investigator(self.unit, number) for number in (1, 2)]

    def plan(self, team=None):
        members = self.team if team is None else team
        return {
            "team": [{"userId": member.id} for member in members],
            "text": "走访商户，调取过磅记录。",
            "allegations": ["强行收取过磅费", "殴打司机"],
        }

    def is_accepted(self):
        return self.act(self.head, "AcceptCase")

    def is_proposed(self):
        """A plan of the team's leader, with the declarations of both."""
        self.act(self.team[0], "PlanCase", **self.plan())
        for member in self.team:
            self.declares(member)

    def declares(self, member, **fields):
        text = "与被反映人无亲属及利害关系。"
        return self.act(member, "DeclareInterests", text=text, **fields)

    def is_planned(self):
        """Proposed, and approved by one who ranks high enough whatever the level."""
        self.is_proposed()
        return self.act(self.town.leader, "ApprovePlan", reason="人员和措施适当，同意。")

    def gets_step(self, text="走访三家商户。"):
        return self.act(
            self.team[0], "RecordStep", kind="KIND_INTERVIEW", place="煤场门口", text=text
        )

    def gets_finding(self, allegation, outcome):
        return self.act(
            self.team[1],
            "RecordFinding",
            allegation=allegation,
            outcome=f"OUTCOME_{outcome}",
            basis="过磅记录与三份谈话笔录。",
            legalBasis="刑法第二百二十六条",
        )

    def is_submitted(self):
        return self.act(self.team[0], "SubmitReport", text="经核查，情况如下。")

    def is_signed_by(self, actor):
        """Signs the payload that the gateway sends, with the actor's own key."""
        seed = signing_key(self.town, actor)
        prepared = self.act(actor, "PrepareEndorsement")
        return self.act(
            actor,
            "EndorseCase",
            signature=encode(ed25519.sign(seed, base64.b64decode(prepared["payload"]))),
            publicKey=encode(ed25519.public_key(seed)),
            signedAt=prepared["signedAt"],
        )

    def is_investigated(self, *outcomes):
        """From ASSIGNED to SIGNING, with one outcome an allegation."""
        self.is_accepted()
        self.is_planned()
        self.gets_step()
        for allegation, outcome in enumerate(outcomes, 1):
            self.gets_finding(allegation, outcome)
        self.is_submitted()

    def is_signed(self):
        self.is_signed_by(self.head)
        self.is_signed_by(self.town.leader)
        self.reaches("SIGNED")

    def is_reported_up(self):
        self.act(self.town.office, "ReportUp")
        self.act(self.town.city.office, "AcceptReport", remark="材料齐全。")

    def is_closed(self):
        self.act(self.town.office, "CloseCase")
        self.reaches("CLOSED")


def encode(binary):
    return base64.b64encode(binary).decode()


# The seed of each signatory, by username. A key belongs to its owner, whatever the door.
_seeds = {}


def confirmer(town, actor):
    """Who vouches for the key: the town's office, and for its own the city's."""
    return town.city.office if actor is town.office else town.office


def signing_key(town, actor):
    """The seed of the actor's confirmed key; enrolled at its first use."""
    name = (id(town.city.suite), actor.user["username"])
    if name not in _seeds:
        seed = os.urandom(32)
        public = ed25519.public_key(seed)
        possessed = f"hecha-signing-key-v1\n{actor.id}\n{public.hex()}\n"
        key = actor.call(
            "SigningKeyService/EnrolSigningKey",
            publicKey=encode(public),
            proof=encode(ed25519.sign(seed, possessed.encode())),
        )
        confirmer(town, actor).call("SigningKeyService/ConfirmSigningKey", signingKeyId=key["id"])
        _seeds[name] = seed
    return _seeds[name]
