"""Leads that come in lists, hang together, come back, or may not stay in the town."""

import base64
import io
import itertools
import os
import zipfile

from client import Http
from journey import Journey
from suite import until
from town import Lead

KEYS = itertools.count(int.from_bytes(os.urandom(4), "big"))
HEADER = ["编号", "标题", "反映内容", "来源", "层级", "方式", "来文号", "交办单位", "行业", "时限"]


def workbook(rows):
    """What a spreadsheet program would save, in base64."""
    cells = "".join(
        "<row>" + "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in row) + "</row>"
        for row in rows
    )
    parts = {
        "xl/workbook.xml": '<workbook xmlns:r="r"><sheets><sheet r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships><Relationship Id="r1" Target="s.xml"/>'
        "</Relationships>",
        "xl/s.xml": f"<worksheet><sheetData>{cells}</sheetData></worksheet>",
    }
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return base64.b64encode(file.getvalue()).decode()


class IntakeJourney(Journey):
    door = Http
    town_key = "chaihudian"

    def imports(self, rows, **fields):
        file = workbook([HEADER, *rows])
        answer = self.town.clerk.call(
            "LeadImportService/ImportFile",
            division=self.town.division,
            source="省扫黑办交办清单",
            file=file,
            **fields,
        )
        return answer["results"]

    def outcomes(self, rows, **fields):
        return [result["outcome"][len("OUTCOME_"):] for result in self.imports(rows, **fields)]

    def registers(self, title, narrative):
        lead = self.town.clerk.call(
            "LeadService/CreateLead",
            division=self.town.division,
            channel="CHANNEL_PUBLIC_WEB",
            title=title,
            narrative=narrative,
        )
        return Lead(self.town, lead["id"])

    def clusters(self, lead):
        listed = self.town.clerk.call("MatchClusterService/ListMatchClusters", leadId=lead.id)
        return listed.get("clusters")

    def letters(self, actor):
        listed = actor.call("TransferService/ListTransfers")
        return [letter.get("leadNo") for letter in listed.get("transfers", [])]

    def test_superiors_list_is_followed_row_by_row(self):
        tail = ["上级扫黑办", "省", "交办", "鲁扫黑交〔2026〕3号", "省扫黑办", "洗砂场",
                "2026-12-20"]
        rows = [[str(next(KEYS)), "非法采砂", f"第{n}号砂场夜间偷采", *tail] for n in range(3)]
        rows[2][3] = "坊间传闻"
        self.assertEqual(self.outcomes(rows, dryRun=True), ["CREATED", "CREATED", "REFUSED"])
        self.assertEqual(self.outcomes(rows), ["CREATED", "CREATED", "REFUSED"])
        rows[1][2] += "，并持械阻拦巡查"
        rows[2][3] = "上级扫黑办"
        self.assertEqual(self.outcomes(rows), ["UNCHANGED", "UPDATED", "CREATED"])
        lead = Lead(self.town, self.imports(rows)[1]["leadId"])
        self.assertTrue(lead.view()["narrative"].endswith("巡查"))
        lead.is_triaged()
        rows[1][1] = "另一标题"
        self.assertEqual(self.outcomes(rows), ["UNCHANGED", "CONFLICT", "UNCHANGED"])

    def test_formulas_of_a_list_stay_texts(self):
        said = ("=HYPERLINK('http://x.example/','A1')", "@SUM(A1:A9)")
        result = self.imports([[str(next(KEYS)), *said]])[0]
        lead = Lead(self.town, result["leadId"]).view()
        self.assertEqual((lead["title"], lead["narrative"]), said)

    def test_copies_are_answered_once_and_merged_by_two_people(self):
        town = self.town
        mark = next(KEYS)
        text = f"镇东头煤场{mark}有人强收过磅费，不交钱不让走，领头的人电话13806320001，司机敢怒不敢言。"
        first, second = (self.registers("强收过磅费", text) for _ in range(2))
        clusters = until(lambda: self.clusters(second), "the copies are found")
        answer = town.clerk.call(
            "MatchClusterService/DecideMatchCluster",
            leadId=second.id,
            clusterId=clusters[0]["id"],
            decision="MATCH_STATE_SAME_MATTER",
            reason="同一举报反复提交。",
        )
        self.assertGreaterEqual(answer["decided"], 1)
        for lead in (first, second):
            lead.is_triaged()
        graph = town.clerk.call("LeadGraphService/GetLeadGraph", leadId=first.id, depth=1)
        self.assertIn("138****0001", [node.get("maskedValue") for node in graph["nodes"]])

        reason = {"leadId": second.id, "reason": "同一煤场同一时段。"}
        merge = "MergeService/"
        town.clerk.call(merge + "ProposeMerge", survivorLeadId=first.id, **reason)
        confirm = merge + "ConfirmMerge"
        self.refused("SECOND_PERSON_REQUIRED", second.view, town.clerk.call, confirm, **reason)
        merged = town.office.call(confirm, **reason)
        self.assertEqual(merged["state"], "STATE_MERGED")
        self.assertEqual(merged["actions"], ["recordSubjects", "unmerge"])
        self.assertEqual(town.office.call(merge + "UndoMerge", **reason)["state"], "STATE_TRIAGED")

    def test_lead_about_the_towns_leader_leaves_a_stub(self):
        lead = self.registers("反映镇领导", f"反映镇领导为砂场站台，事由{next(KEYS)}。")
        stub = lead.is_triaged(aboutLeader=True)
        self.assertEqual((stub["state"], stub["title"]), ("STATE_SEALED", ""))
        number, city = stub["leadNo"], self.city.discipline
        until(lambda: number in self.letters(city), "the letter is with the superior")
        self.assertNotIn(number, self.letters(self.town.discipline))
        self.assertEqual(city.call("LeadService/GetLead", leadId=lead.id)["title"], "反映镇领导")
        own = self.town.discipline.call("LeadService/GetLead", leadId=lead.id)
        self.assertEqual(own["title"], "")

