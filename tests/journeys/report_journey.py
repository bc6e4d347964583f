"""What a stranger can do with a signed report: read it on paper, compare its versions, and check
it with nothing but the evidence log's key.

The canonical form is read here by the letter of report.proto, in a language of its own.
"""

import base64
import hashlib
import http.client
import json
import random
import urllib.parse

import evidence_verifier
from client import Http
from journey import Journey
from suite import until

TAG = b"hecha-report-v2\n"


def read_form(form):
    """The fields of a canonical form, in order."""
    assert form.startswith(TAG)
    fields, at = [], len(TAG)
    while at < len(form):
        name_end = form.index(b" ", at)
        length_end = form.index(b" ", name_end + 1)
        length = int(form[name_end + 1 : length_end])
        end = length_end + 1 + length
        assert form[end : end + 1] == b"\n"
        fields.append((form[at:name_end].decode(), form[length_end + 1 : end].decode()))
        at = end + 1
    return fields


def write_form(fields):
    lines = [f"{name} {len(value.encode())} {value}\n".encode() for name, value in fields]
    return TAG + b"".join(lines)


class ReportJourney(Journey):
    door = Http
    town_key = "jisuo"

    def download(self, actor, path):
        """Status, content type and bytes."""
        if not actor.session:
            actor.session = self.city.door.sign_in(actor.user)
        address = urllib.parse.urlsplit(self.city.suite.gateway).netloc
        connection = http.client.HTTPConnection(address, timeout=30)
        connection.request("GET", path, headers={"Authorization": f"Bearer {actor.session}"})
        response = connection.getresponse()
        answer = response.status, response.getheader("Content-Type"), response.read()
        connection.close()
        return answer

    def signed(self):
        lead = self.town.registers()
        lead.is_triaged()
        lead.is_assigned()
        lead.is_investigated("SUBSTANTIATED", "REFUTED")
        lead.gets_step("补充走访一家商户。")
        lead.is_submitted()
        lead.is_signed()
        return lead

    def test_a_stranger_recomputes_and_reads_the_report(self):
        lead = self.signed()
        office = self.town.office
        case = lead.case()
        report = lead.act(office, "GetReport")
        form = base64.b64decode(report["form"])
        fields = read_form(form)
        self.assertEqual(write_form(fields), form)
        self.assertEqual(hashlib.sha256(form).digest(), base64.b64decode(case["reportHash"]))
        self.assertEqual(dict(fields)["case"], lead.case_id)
        names = [name for name, _ in fields]
        self.assertEqual(names.count("allegation"), 2)
        self.assertEqual(names.count("step"), 2)

        versions = lead.act(office, "ListReports")["reports"]
        self.assertEqual([v["reportVersion"] for v in versions], [1, 2])
        diff = lead.act(office, "DiffReports")
        self.assertIn("step 2", [section["name"] for section in diff["sections"]])

        status, kind, pdf = self.download(office, f"/v1/cases/{lead.case_id}/report:print")
        self.assertEqual((status, kind), (200, "application/pdf"))
        self.assertTrue(pdf.startswith(b"%PDF-"))
        # What was not reported up is not the city's.
        city = self.city.office
        self.assertEqual(self.download(city, f"/v1/cases/{lead.case_id}/report:print")[0], 404)

        def copies():
            listed = office.call("EvidenceService/ListEntries", aggregateId=lead.case_id)
            return [entry["action"] for entry in listed["entries"]].count("report.copy")

        until(lambda: copies() == 1, "whoever has it on paper is on record, and nobody else")

    def test_an_exported_report_is_checked_offline_to_the_last_byte(self):
        lead = self.signed()
        office, suite = self.town.office, self.city.suite
        key = office.call("EvidenceService/GetCheckpoint")["verifierKey"]
        path = f"/v1/cases/{lead.case_id}/report:export"
        # The log hears of the last signature within a second.
        until(lambda: self.download(office, path)[0] == 200, "the export is proven")
        exported = self.download(office, path)[2]
        self.verify_signatures(json.loads(exported), lead)

        file = suite.home / "report.json"

        def verify(content):
            file.write_bytes(content)
            done = suite.ctl("verify-report", str(file), f"--log_key={key}", state=suite.home)
            return done.returncode

        self.assertEqual(verify(exported), 0)
        choose = random.Random(7)
        for at in choose.sample(range(len(exported)), 120):
            flipped = bytearray(exported)
            flipped[at] ^= 1 << choose.randrange(8)
            self.assertNotEqual(verify(bytes(flipped)), 0, f"byte {at} of {len(exported)}")
        other = key[:-8] + ("A" * 7 if "A" * 7 != key[-8:-1] else "B" * 7) + "="
        done = suite.ctl("verify-report", str(file), f"--log_key={other}", state=suite.home)
        self.assertNotEqual(done.returncode, 0)

    def verify_signatures(self, exported, lead):
        """Two people of two units over the hash, as endorsement.proto describes."""
        form = base64.b64decode(exported["form"])
        liability = hashlib.sha256(exported["liabilityText"].encode()).hexdigest()
        for given in exported["endorsements"]:
            seconds, _, fraction = given["signedAt"].rstrip("Z").partition(".")
            payload = "".join(
                f"{line}\n"
                for line in (
                    "hecha-endorsement-v2",
                    lead.case_id,
                    given["reportVersion"],
                    hashlib.sha256(form).hexdigest(),
                    given["signerId"],
                    given["signerUnitId"],
                    given["capacity"],
                    f"{seconds}.{fraction:0<6}Z",
                    liability,
                )
            )
            public, signature = (base64.b64decode(given[n]) for n in ("publicKey", "signature"))
            self.assertTrue(evidence_verifier.ed25519_verify(public, payload.encode(), signature))
        self.assertEqual(len({e["signerUnitId"] for e in exported["endorsements"]}), 2)
