"""What people do with the suite while it is watched: citizens report, some by name, and the offices
and units of a town take leads from their registration to their close, by every ordinary way there
is; seal them, merge them, forget them, and answer for what was forgotten.

An errand that comes to nothing, because somebody gave up or found the state another one, is left as
it lies: the next one begins with another lead.
"""

import base64

import ed25519
from client import Refused
from history.door import GaveUp
from suite import until
from town import UNITS, City, Lead, encode, in_days, signing_key

TOWNS = ("xigang", "jisuo")
SECTORS = ("SECTOR_COAL", "SECTOR_CONSTRUCTION", "SECTOR_TRANSPORT", "SECTOR_SAND_WASHING")
OUTCOMES = ("SUBSTANTIATED", "REFUTED", "UNVERIFIABLE", "ALREADY_HANDLED")
# Shares of all errands.
OPENS_RECEIPT, IS_NAMED, TAKES_REPORT, IS_RETURNED, IS_SUSPENDED, IS_REFUSED, IS_EDITED = (
    0.5, 0.4, 0.5, 0.15, 0.2, 0.15, 0.15)
IS_UNMERGED, IS_DECLINED, IS_FILED = 0.3, 0.3, 0.5


def words(source, count):
    """Text that looks like no other, so that no lead is taken for the double of another."""
    return "".join(chr(source.randrange(0x4E00, 0x9FA0)) for _ in range(count))


def says(source):
    return {"title": words(source, 12), "narrative": words(source, 60)}


class Citizen:
    """Reports, and looks behind the receipt."""

    # Between two errands, in seconds.
    pause = 0.4

    def __init__(self, door):
        self.city, self.source = City(door), door.source

    def errand(self):
        citizen, town = self.city.citizen, self.city.town(self.source.choice(TOWNS))
        identity = {"identity": self.identity()} if self.source.random() < IS_NAMED else {}
        filed = citizen.call("ReporterService/FileReport", division=town.division,
                             sector=self.source.choice(SECTORS), **says(self.source), **identity)
        if self.source.random() < OPENS_RECEIPT:
            citizen.call("ReporterService/OpenReceipt", receipt=filed["receipt"])


    def identity(self):
        return {"name": words(self.source, 3), "phone": f"138{self.source.randrange(10**8):08}"}


class Desk:
    """Everybody whom one lead meets on its way through the town."""

    pause = 0.0

    def __init__(self, door, taken):
        self.city, self.source, self.taken = City(door), door.source, taken
        self.checkpoint = None
        # The errands to come: each kind has its turn.
        self.deck = []

    def errand(self):
        town = self.city.town(self.source.choice(TOWNS))
        if proceeding := self.waiting(town):
            self.holds_to_account(town, proceeding)
        if not self.deck:
            self.deck = [self.follows] * 3 + [self.seals, self.merges, self.forgets]
            self.source.shuffle(self.deck)
        self.deck.pop()(town)

    def follows(self, town):
        """A lead to its close."""
        lead = self.begins(town)
        lead.is_triaged()
        lead.is_assigned()
        if self.happens(IS_RETURNED):
            self.is_returned(lead)
        outcome = self.source.choice(OUTCOMES)
        self.is_investigated(lead, outcome)
        self.is_signed(lead)
        self.is_concluded(lead, outcome)
        lead.is_closed()
        self.audits()

    def happens(self, share):
        return self.source.random() < share

    def begins(self, town):
        """With a report that waits, if any does, or with a call that the clerk takes."""
        if self.happens(TAKES_REPORT):
            waiting = town.clerk.call("LeadService/ListLeads", state="STATE_REGISTERED",
                                      pageSize=200)
            for lead in waiting.get("leads", []):
                if self.taken.take(lead["id"]):
                    return Lead(town, lead["id"])
        return self.registers(town)

    def registers(self, town, **fields):
        lead = town.registers(sector=self.source.choice(SECTORS), **says(self.source), **fields)
        self.taken.take(lead.id)
        return lead

    def seals(self, town):
        """A lead that accuses an official: the discipline commission gets a letter, and decides."""
        lead = self.registers(town, umbrella="UMBRELLA_SUSPECTED")
        lead.is_triaged()
        town.office.call("LeadService/SealLead", leadId=lead.id)

        def letters():
            listed = town.discipline.call("TransferService/ListTransfers", pageSize=200)
            return [each for each in listed.get("transfers", []) if each.get("leadId") == lead.id]

        letter = {"transferId": until(letters, "the letter is with the commission")[0]["id"]}
        town.discipline.call("TransferService/AcknowledgeTransfer", **letter)
        town.discipline.call("TransferService/ConcludeTransfer", opinion="已核查。",
                             filed=self.happens(IS_FILED), **letter)

    def merges(self, town):
        """Two leads that are one matter, or were thought to be."""
        survivor, lead = self.registers(town), self.registers(town)
        survivor.is_triaged()
        lead.is_triaged()
        into = {"leadId": lead.id, "reason": "同一煤场同一时段。"}
        town.clerk.call("MergeService/ProposeMerge", survivorLeadId=survivor.id, **into)
        if self.happens(IS_DECLINED):
            town.office.call("MergeService/DeclineMerge", **into)
            return
        town.office.call("MergeService/ConfirmMerge", **into)
        if self.happens(IS_UNMERGED):
            town.office.call("MergeService/UndoMerge", **into)

    def forgets(self, town):
        """A lead that waits where it came in, and one that waits with its unit: its clock runs out,
        should time pass."""
        self.registers(town)
        lead = self.registers(town)
        lead.is_triaged()
        lead.is_assigned()

    def waiting(self, town):
        """A proceeding that nobody took up yet, such as a red light opens."""
        listed = town.office.call("ProceedingService/ListProceedings", state="STATE_TRIGGERED",
                                  pageSize=200)
        return next((each["id"] for each in listed.get("proceedings", [])
                     if self.taken.take(each["id"])), None)

    def holds_to_account(self, town, proceeding):
        def act(actor, verb, **fields):
            actor.call(f"ProceedingService/{verb}", proceedingId=proceeding, **fields)

        act(town.office, "FindFacts", facts="办理超期。")
        act(town.office, "HearProceeding", statement="人手不足。")
        act(town.office, "ProposeMeasure", measure="MEASURE_INTERVIEW", grounds="超期未办。",
            legalBasis="实施方案第五条")
        act(town.leader, "ApproveMeasure")
        act(town.office, "ExecuteMeasure", execution="已约谈。")
        act(town.office, "FileProceeding")

    def is_returned(self, lead):
        """The unit finds that it is another's, the office agrees, and another unit gets it."""
        lead.act(lead.head, "ReturnCase", reason="属其他单位管辖。")
        lead.reaches("RETURNED")
        lead.town.office.call("LeadReturnService/DecideReturn", leadId=lead.id,
                              decision="RETURN_DECISION_UPHELD", reason="情况属实。")
        other = self.source.choice([unit for unit in UNITS if unit != lead.unit])
        lead.is_assigned(unitId=lead.town.head(other).unit)

    def is_investigated(self, lead, outcome):
        lead.is_accepted()
        lead.is_planned()
        lead.gets_step(words(self.source, 20))
        lead.gets_finding(1, outcome)
        if self.happens(IS_SUSPENDED):
            lead.act(lead.head, "SuspendCase", until=in_days(9), reason="等待鉴定意见。")
            lead.act(lead.head, "ResumeCase")
        lead.gets_finding(2, outcome)
        lead.is_submitted()

    def is_signed(self, lead):
        """By the unit's head and the town's leader; perhaps not at the first try."""
        if self.happens(IS_REFUSED):
            lead.act(lead.town.leader, "RefuseEndorsement", reason="第二项依据不足。")
            lead.is_submitted()
        lead.is_signed_by(lead.head)
        if self.happens(IS_EDITED):
            lead.gets_step(words(self.source, 20))
            lead.is_submitted()
            lead.is_signed_by(lead.head)
        lead.is_signed_by(lead.town.leader)
        lead.reaches("SIGNED")

    def is_concluded(self, lead, outcome):
        if outcome == "SUBSTANTIATED":
            lead.act(lead.head, "FileCase", filingNo="滕公（刑）立字〔2026〕88号",
                     receivingOrgan="滕州市公安局")
        elif outcome == "ALREADY_HANDLED":
            lead.is_reported_up()
        else:
            lead.act(lead.head, "GiveFeedback", attitude="ATTITUDE_NOT_REACHED",
                     explanation="经核查，所反映情况不属实。")

    def audits(self):
        """Keeps the log's newest head, and has it proven that it continues the one kept before."""
        office, kept = self.city.office, self.checkpoint
        self.checkpoint = office.call("EvidenceService/GetCheckpoint")
        if kept:
            office.call("EvidenceService/ProveConsistency",
                        first=kept["treeSize"], second=self.checkpoint["treeSize"])


def prepare(door):
    """Every signatory has a key, before anything is broken."""
    city = City(door)
    for town in map(city.town, TOWNS):
        for actor in (town.leader, *map(town.head, UNITS)):
            signing_key(town, actor)


# What ends an errand, and nothing more.
GIVING_UP = (GaveUp, Refused, AssertionError, OSError)
