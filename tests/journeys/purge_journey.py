"""What is left of a lead that was purged: number, dates and outcome, and nothing that was said, in
any service, in no backup taken after, and by no event that is delivered once more."""

import http.client
import re
import subprocess
import unittest

from client import Http, Refused
from keyring import Keyring
from suite import Suite, until
from town import City, in_days

SERVICES = ("intake", "verification", "consultation", "supervision", "accountability")
# Three years and some days: unfounded leads are kept so long.
TERM_PASSES = "--clock_offset=30000h"
TEXT = "镇西砂场二十一号有人夜间偷采，三辆大车轮流外运，领头的人叫王麻子，电话13806320421，巡查一到就散。"


class PurgeJourney(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.suite = Suite()
        try:
            cls.town = City(Http(cls.suite)).town("xigang")
        except BaseException:
            cls.suite.stop()
            raise

    @classmethod
    def tearDownClass(cls):
        cls.suite.stop()

    def test_a_purged_subject_is_found_nowhere(self):
        lead, joined = self.refuted()
        self.meet(lead)
        self.oversee(lead)
        alike = self.town.registers(title="夜间偷采", narrative=TEXT)
        until(lambda: self.matches(alike), "the leads find each other")
        self.suite.quiet()
        self.assertEqual(self.live_keys(lead), set(SERVICES))
        for word in ("赵批示", "枣庄市扫黑办", "1.查否", "未找王麻子谈话。"):
            self.assertIn(word, self.ledgers_say(lead))
        # Its summary, what its reporter is told, a reason: events of two services.
        self.assertGreaterEqual(len(self.events_naming("王麻子")), 3)
        before = self.dump()
        self.export()

        self.purge(lead)
        self.assertEqual(self.events_naming("王麻子"), [])
        self.exports_are_gone()
        self.nothing_is_left(lead, alike)
        self.nothing_is_left_of_what_joined(joined)
        self.the_backup_has_no_key(lead, before)
        self.events_delivered_again_bring_nothing_back()
        self.nothing_is_left(lead, alike)
        self.nothing_is_left_of_what_joined(joined)

    # What is said of it

    def refuted(self):
        """A lead, and another that went on as part of it."""
        lead = self.town.receives_document(
            "INSTRUCTION_NOTE", instructedBy="赵批示", title="夜间偷采", narrative=TEXT,
            subjects=[{"name": "王麻子", "role": "SUBJECT_ROLE_REPORTED"}])
        lead.is_triaged(summary="反映王麻子夜间偷采。", opinion="王麻子其人待查。")
        joined = self.town.registers(title="砂场老板", narrative="有人说王麻子的船夜里不点灯。")
        joined.is_triaged()
        merge = {"leadId": joined.id, "reason": "同一砂场。"}
        self.town.clerk.call("MergeService/ProposeMerge", survivorLeadId=lead.id, **merge)
        self.town.office.call("MergeService/ConfirmMerge", **merge)
        lead.is_assigned()
        lead.is_investigated("REFUTED", "REFUTED")
        lead.act(lead.head, "RefuseEndorsement", reason="王麻子一节未写明。")
        lead.is_submitted()
        lead.is_signed()
        lead.is_reported_up()
        lead.act(lead.head, "GiveFeedback", explanation="未发现王麻子偷采。",
                 attitude="ATTITUDE_ACCEPTS")
        lead.is_closed()
        return lead, joined

    def meet(self, lead):
        town = self.town
        police, office = town.head("police"), town.office
        units = [police.unit, town.discipline.unit]
        self.meeting = {"meetingId": office.call(
            "MeetingService/ProposeMeeting", division=town.division, subject="会商王麻子一案",
            leadIds=[lead.id])["id"]}
        office.call("MeetingService/ConveneMeeting", chairId=town.leader.id, takesPlace=in_days(1),
                    requiredUnitIds=units, place="会议室", **self.meeting)
        police.call("MeetingService/GiveOpinion", text="王麻子无前科。", leadId=lead.id,
                    **self.meeting)
        office.call("MeetingService/HoldMeeting", attendingUnitIds=units, **self.meeting)
        resolution = {"ownerUnitId": police.unit, "text": "走访王麻子。", "due": in_days(7)}
        office.call("MeetingService/SubmitMinutes", minutes="议定王麻子一案。",
                    resolutions=[resolution],
                    items=[{"leadId": lead.id, "text": "王麻子查否。"}], **self.meeting)

    def oversee(self, lead):
        """A problem and a proceeding of the unit that dealt with it."""
        unit = {"division": self.town.division, "unitId": lead.head.unit, "unitName": "自然资源所",
                "leadId": lead.id}
        self.problem = {"problemId": self.town.office.call(
            "ProblemService/RaiseProblem", description="未找王麻子谈话。", due=in_days(3),
            **unit)["id"]}
        self.proceeding = {"proceedingId": self.town.office.call(
            "ProceedingService/CreateProceeding", cause="王麻子一案超期。", **unit)["id"]}
        self.town.office.call("ProceedingService/FindFacts", facts="该所超期十日。",
                              **self.proceeding)

    def matches(self, lead):
        return self.town.clerk.call("MatchService/ListMatches", leadId=lead.id).get("matches")

    def export(self):
        """Of the town and of the city, each with the line of the lead."""
        actors = {"ExportLedger": self.town.office, "ExportLedgers": self.town.city.office}
        self.exports = []
        for verb, actor in actors.items():
            fields = {"ledger": 1} if verb == "ExportLedger" else {}
            made = actor.call(f"ExportService/{verb}", **fields)
            self.exports.append((actor, made["id"]))
            self.assertEqual(self.status_of_export(actor, made["id"]), 200)

    def status_of_export(self, actor, export):
        verb, path, _ = actor.door.request("ExportService/ReadExport", {"exportId": export})
        connection = http.client.HTTPConnection(actor.door.address, timeout=30)
        try:
            connection.request(verb, path, headers={"Authorization": f"Bearer {actor.session}"})
            return connection.getresponse().status
        finally:
            connection.close()

    # How it goes

    def purge(self, lead):
        office, leader, this = self.town.office, self.town.leader, {"leadId": lead.id}
        ask = "RetentionService/RequestPurge"
        office.call("RetentionService/ArchiveLead", **this)
        self.refused("TERM_RUNNING", office.call, ask, reason="保管期满。", **this)
        self.suite.restart("intake", TERM_PASSES)
        hold = leader.call("RetentionService/SetHold", reason="另案调取。", **this)["holds"][0]
        self.refused("HELD", office.call, ask, reason="保管期满。", **this)
        leader.call("RetentionService/ReleaseHold", holdId=hold["id"], reason="另案已结。", **this)
        # The dry run names it, and changes nothing.
        due = office.call("RetentionService/ListDue")["retentions"]
        self.assertIn(lead.id, [each["leadId"] for each in due])
        office.call(ask, reason="保管期满。", **this)
        self.refused("ROLE_REQUIRED", office.call, "RetentionService/ApprovePurge", **this)
        purged = leader.call("RetentionService/ApprovePurge", **this)
        self.assertTrue(purged["purgedAt"])
        self.assertTrue(purged["contentHash"])
        self.suite.quiet()

    def refused(self, rule, call, *arguments, **fields):
        with self.assertRaises(Refused) as caught:
            call(*arguments, **fields)
        self.assertEqual(caught.exception.rule, rule, caught.exception)

    # What is left of it

    def events_naming(self, word):
        """Types of the events that say so, as whoever has the database and every key file reads
        them."""
        return [kind for name in SERVICES for kind, said in Keyring(self.suite, name).told()
                if word.encode() in said]

    def exports_are_gone(self):
        for actor, export in self.exports:
            self.assertEqual(self.status_of_export(actor, export), 404)

    def nothing_is_left(self, lead, alike):
        town, office = self.town, self.town.office
        self.assertEqual(self.live_keys(lead), set())
        stub = lead.view()
        self.assertEqual(stub["state"], "STATE_PURGED")
        self.assertTrue(stub["leadNo"])
        self.assertNotIn("王麻子", str(stub))
        # By search, match, cluster and graph.
        hits = office.call("SearchService/SearchLeads", query="王麻子").get("hits", [])
        self.assertNotIn(lead.id, [hit["lead"]["id"] for hit in hits])
        self.assertFalse(self.matches(alike))
        graph = town.clerk.call("LeadGraphService/GetLeadGraph", leadId=alike.id, depth=2)
        self.assertNotIn(lead.id, str(graph))
        # In the other services.
        self.refused("UNKNOWN", lead.case)
        self.refused("UNKNOWN", lead.act, office, "GetReport")
        meeting = office.call("MeetingService/GetMeeting", **self.meeting)
        self.assertEqual(meeting.get("leadIds", []), [])
        self.assertNotIn("王麻子", str(meeting))
        problem = office.call("ProblemService/GetProblem", **self.problem)
        self.assertFalse(problem.get("description"))
        proceeding = office.call("ProceedingService/GetProceeding", **self.proceeding)
        self.assertFalse(proceeding.get("cause"))
        # The file of whoever answered has a term of its own.
        self.assertEqual(proceeding["facts"], "该所超期十日。")
        said = self.ledgers_say(lead)
        self.assertIn("清除", said)
        for word in ("王麻子", "赵批示", "枣庄市扫黑办", "枣扫黑转", "1.查否"):
            self.assertNotIn(word, said)

    def ledgers_say(self, lead):
        """Every cell of every line about it, in all six."""
        number, said = lead.view()["leadNo"], []
        for ledger in range(1, 7):
            lines = self.town.office.call("LedgerService/ListLines", ledger=ledger, pageSize=200)
            said += [line["cells"] for line in lines.get("lines", []) if number in line["cells"]]
        return str(said)

    def nothing_is_left_of_what_joined(self, joined):
        self.assertEqual(self.live_keys(joined), set())
        stub = joined.view()
        self.assertEqual(stub["state"], "STATE_PURGED")
        self.assertNotIn("王麻子", str(stub))
        hits = self.town.office.call("SearchService/SearchLeads", query="夜里不点灯").get("hits", [])
        self.assertEqual(hits, [])

    def live_keys(self, lead):
        """The services that hold a key to what they say of the lead."""
        subject = lead.id.replace("-", "")
        live = f"subject = X'{subject}' AND shredded_at IS NULL"
        return {
            name for name in SERVICES
            if self.suite.query(f"SELECT COUNT(*) FROM hecha_{name}.data_key WHERE {live}") != "0"
        }

    def the_backup_has_no_key(self, lead, before):
        """Of the lead's wrapped keys that an older backup holds, one taken now holds none."""
        subject = lead.id.replace("-", "").upper()
        row = re.compile(rf"\(0x{subject},'[^']*',0x[0-9A-F]+,(0x[0-9A-F]+),NULL\)")
        keys = row.findall(before)
        self.assertEqual(len(keys), len(SERVICES))
        after = self.dump()
        self.assertFalse([key for key in keys if key in after])

    def dump(self):
        schemas = [f"hecha_{name}" for name in SERVICES]
        return subprocess.run(
            ["mariadb-dump", "--no-defaults", f"--socket={self.suite.database_socket}",
             "--hex-blob", "--databases", *schemas],
            capture_output=True, check=True, text=True, timeout=120).stdout

    def events_delivered_again_bring_nothing_back(self):
        """Every event that is kept goes out once more, to every service that took its like, and each
        has forgotten that it had it. What a service refuses now brings nothing back either."""
        again = 0
        for subscriber in SERVICES:
            for source in SERVICES:
                again += self.deliver_again(source, subscriber)
        self.assertGreater(again, 10)
        for name in SERVICES:
            self.suite.query(f"DELETE FROM hecha_{name}.inbox")
        until(lambda: not any(self.undelivered(source) for source in SERVICES),
              "every event is delivered again or refused", 60)

    def deliver_again(self, source, subscriber):
        """How many events there are of the types that the subscriber took from this source."""
        taken = f"SELECT DISTINCT type FROM hecha_{subscriber}.inbox WHERE source = '{source}'"
        if subscriber == "accountability":  # of all others it is given no payload
            taken += " AND type REGEXP 'LeadPurged|ClockLightChanged|ReviewOverturned'"
        kept = f"hecha_{source}.outbox o JOIN ({taken}) t ON t.type = o.type WHERE o.sealed <> ''"
        self.suite.query(
            f"INSERT IGNORE INTO hecha_{source}.delivery (subscriber, seq, evidence_only) "
            f"SELECT '{subscriber}', o.seq, 0 FROM {kept}")
        return int(self.suite.query(f"SELECT COUNT(*) FROM {kept}"))

    def undelivered(self, source):
        """How many deliveries neither arrived nor wait behind one that was refused."""
        return int(self.suite.query(
            f"SELECT COUNT(*) FROM hecha_{source}.delivery d JOIN hecha_{source}.outbox o ON "
            f"o.seq = d.seq WHERE NOT EXISTS (SELECT 1 FROM hecha_{source}.refused_delivery r "
            "WHERE r.subscriber = d.subscriber AND r.aggregate_id = o.aggregate_id)"))
