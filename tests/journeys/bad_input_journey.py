"""What nobody should send, sent to the running gateway: each is refused by a rule that names its
field in both languages, and leaves every table as it was."""

import base64
import io
import json
import os
import zipfile

from client import Http, rule_of
from journey import Journey

DEEP = 100_000
BODY_LIMIT = 1 << 20
# What a workbook may not unpack to.
BOMB = 80 << 20
PARTS = {
    "xl/workbook.xml": '<workbook xmlns:r="r"><sheets><sheet r:id="r1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels":
        '<Relationships><Relationship Id="r1" Target="s.xml"/></Relationships>',
}
SERVICES = ("intake", "verification", "consultation", "supervision")


def workbook(sheet):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in {**PARTS, "xl/s.xml": sheet}.items():
            archive.writestr(name, content)
    return file.getvalue()


def detail(error, kind):
    return [one for one in error.get("details", []) if one["@type"].endswith(kind)]


class BadInputJourney(Journey):
    door = Http
    town_key = "chaihudian"

    def setUp(self):
        super().setUp()
        self.clerk = self.town.clerk
        # Signs in.
        self.before_leads = self.leads()
        self.city.suite.quiet()
        self.before = self.rows()

    def leads(self):
        answer = self.clerk.call("LeadService/ListLeads", pageSize=200)
        return len(answer["leads"])

    def rows(self):
        """How many rows each table of the services holds."""
        query = self.city.suite.query
        schemas = ", ".join(f"'hecha_{name}'" for name in SERVICES)
        tables = query("SELECT CONCAT(table_schema, '.', table_name) FROM information_schema.tables "
                       f"WHERE table_schema IN ({schemas})").split()
        counts = " UNION ALL ".join(f"SELECT '{table}', COUNT(*) FROM {table}" for table in tables)
        return query(counts)

    def send(self, body, method="LeadService/CreateLead"):
        verb, path = self.city.door.routes[method]
        headers = {"Authorization": f"Bearer {self.clerk.session}"}
        return self.city.door.send(verb, path, body, headers)

    def is_refused(self, rule, field, answered, status=400):
        code, answer = answered
        with self.subTest(rule=rule, field=field):
            self.assertEqual((rule_of(answer), code), (rule, status), answer)
            self.is_told(answer["error"], field)

    def is_told(self, error, field):
        """Which field it was, and why in both languages."""
        violations = [one for bad in detail(error, "BadRequest") for one in bad["fieldViolations"]]
        self.assertEqual([one["field"] for one in violations], [field], error)
        told = {one["locale"]: one["message"] for one in detail(error, "LocalizedMessage")}
        self.assertEqual(set(told), {"zh-CN", "en"}, error)
        self.assertFalse(told["zh-CN"].isascii(), told)
        self.assertTrue(told["en"].isascii(), told)

    def tearDown(self):
        self.assertEqual(self.leads(), self.before_leads)
        self.assertEqual(self.rows(), self.before)

    def lead(self, **changes):
        return {"division": self.town.division, "channel": "CHANNEL_PUBLIC_WEB", "title": "砂场",
                "narrative": "强买强卖", **changes}

    def refused_lead(self, rule, field, **changes):
        self.is_refused(rule, field, self.send(json.dumps(self.lead(**changes)).encode()))

    def test_body_that_is_no_json_of_ours(self):
        whole = json.dumps(self.lead(), ensure_ascii=False)
        large = whole.replace("强买强卖", "x" * BODY_LIMIT).encode()
        self.is_refused("BODY_TOO_LARGE", "body", self.send(large), status=413)
        broken = whole.encode().replace("砂场".encode(), b"\xff\xfe")
        self.is_refused("INVALID_UTF8", "title", self.send(broken))
        inner = json.dumps(self.lead(subjects=[{"name": "a"}, {"name": "XX"}])).encode()
        broken = inner.replace(b"XX", b"\xe8\xa5")
        self.is_refused("INVALID_UTF8", "subjects[1].name", self.send(broken))
        deep = '{"contact":' + '{"a":' * DEEP + "1" + "}" * (DEEP + 1)
        self.is_refused("TOO_DEEP", "contact" + ".a" * 7, self.send(deep.encode()))
        twice = whole[:-1] + ', "title": "另一标题"}'
        self.is_refused("DUPLICATE_FIELD", "title", self.send(twice.encode()))

    def test_fields_of_wrong_types(self):
        self.refused_lead("WRONG_TYPE", "title", title=5)
        self.refused_lead("WRONG_TYPE", "key_lead", keyLead="perhaps")
        self.refused_lead("WRONG_TYPE", "subjects", subjects={"name": "张某"})
        self.refused_lead("WRONG_TYPE", "subjects[0]", subjects=["张某"])
        self.refused_lead("WRONG_TYPE", "contact.minutes", contact={"minutes": 1.5})
        self.refused_lead("OUT_OF_RANGE", "contact.minutes", contact={"minutes": 1 << 40})
        self.refused_lead("BAD_TIMESTAMP", "received_at", receivedAt="yesterday")
        self.refused_lead("UNKNOWN_ENUM_VALUE", "channel", channel="CHANNEL_GOSSIP")
        self.refused_lead("UNKNOWN_FIELD", "nonsense", nonsense=1)

    def test_fields_that_are_too_long(self):
        self.refused_lead("TOO_LONG", "title", title="长" * 201)
        self.refused_lead("TOO_LONG", "narrative", narrative="长" * 20_001)
        self.refused_lead("TOO_LONG", "document_no", documentNo="9" * 65)

    def file(self, content, **fields):
        request = {"division": self.town.division, "source": os.urandom(8).hex(),
                   "file": base64.b64encode(content).decode(), **fields}
        return self.send(json.dumps(request).encode(), "LeadImportService/ImportFile")

    def test_files_that_are_no_lists(self):
        bomb = self.file(workbook(" " * BOMB))
        self.is_refused("ZIP_BOMB", "file", bomb)
        entities = '<!DOCTYPE w [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
        self.is_refused("NOT_A_WORKBOOK", "file", self.file(workbook(entities)))
        self.is_refused("NOT_A_WORKBOOK", "file", self.file(b"PK\x03\x04 and no more"))
        self.is_refused("ENCODING", "file", self.file(b"\xff\xfea"))
        self.is_refused("BAD_BASE64", "file", self.file(b"", file="=a="))
        self.is_refused("FORMAT_MISMATCH", "format",
                        self.file(b"a,b\n1,2\n", format="IMPORT_FORMAT_XLSX"))

    def test_rows_that_are_no_leads(self):
        header = "编号,标题,反映内容,时限\n"
        rows = [f"1,{'长' * 201},内容,", "2,砂场,内容,infinite-future", "3,砂场", '4,"砂场']
        code, answer = self.file((header + "\n".join(rows)).encode())
        self.assertEqual(code, 200, answer)
        refusals = [(rule_of({"error": result["error"]}), result["error"])
                    for result in answer["results"]]
        for (rule, error), expected in zip(refusals, [
                ("TOO_LONG", "title"), ("TIME_FORM", "时限"), ("COLUMN_COUNT", "反映内容"),
                ("UNCLOSED_QUOTE", "标题")], strict=True):
            self.assertEqual(rule, expected[0], error)
            self.is_told(error, expected[1])
