"""What the office supervises: problems, ledgers and the totals over them."""

import http.client
import io
import json
import re
import urllib.parse
import xml.etree.ElementTree
import zipfile

from client import Http, Refused, rule_of
from journey import Journey
from suite import until
from town import in_days

MEASURES = [
    f"MEASURE_{name}"
    for name in (
        "STATE", "SECTOR", "CHANNEL", "OUTCOME", "LIGHT", "RECEIVED_DAY", "CLOSED_DAY", "UNIT_CASE",
        "UNIT_LIGHT", "OPEN", "DONE", "SWEEP", "UNIT_SWEEP",
    )
]
# Filters that take several values.
REPEATED = ("sector", "channel", "light", "outcome")
TITLES = ["序号", "编号", "收到时间", "来源", "层级", "实名/匿名", "行业", "属地", "内容摘要",
          "研判意见", "去向", "状态"]


class ProblemJourney(Journey):
    def view(self):
        return self.town.office.call("ProblemService/GetProblem", problemId=self.problem)

    def act(self, actor, verb, **fields):
        return actor.call(f"ProblemService/{verb}", problemId=self.problem, **fields)

    def test_problem_is_struck_off_by_a_second_person(self):
        town, head = self.town, self.town.head("markets")
        about = {"unitId": head.unit, "unitName": "西岗镇市场监管所", "description": "台账未及时登记。"}
        raising = {"division": town.division, "due": in_days(7), **about}
        nothing = lambda: None
        raise_problem = "ProblemService/RaiseProblem"
        self.refused("ROLE_REQUIRED", nothing, head.call, raise_problem, **raising)
        stranger = self.city.town("jisuo").office
        self.refused("OUTSIDE_SCOPE", nothing, stranger.call, raise_problem, **raising)
        self.problem = town.office.call(raise_problem, **raising)["id"]

        other = town.head("police")
        self.refused("UNKNOWN", self.view, self.act, other, "PlanRectification", measures="补登。")
        self.refused(
            "ILLEGAL_TRANSITION", self.view, self.act, head, "ReportRectified", result="已补登。"
        )
        self.act(head, "PlanRectification", measures="三日内补登。")
        self.refused("ILLEGAL_TRANSITION", self.view, self.act, town.office, "StrikeOffProblem")
        self.act(head, "ReportRectified", result="已补登。")
        self.refused("ROLE_REQUIRED", self.view, self.act, head, "StrikeOffProblem")
        self.act(town.leader, "SendBackProblem", remark="缺两条。")
        self.act(head, "ReportRectified", result="已全部补登。")
        struck = self.act(town.office, "StrikeOffProblem")
        self.assertEqual(struck["state"], "PROBLEM_STATE_STRUCK_OFF")
        self.assertNotEqual(struck["acceptorId"], struck["rectifierId"])


class LedgerJourney(Journey):
    def lines(self, actor, ledger, **fields):
        answer = actor.call("LedgerService/ListLines", ledger=ledger, pageSize=200, **fields)
        keys = [column["key"] for column in answer["columns"]]
        return [dict(zip(keys, line["cells"])) for line in answer.get("lines", [])]

    def totals(self, actor, division, measure):
        answer = actor.call(
            "StatisticsService/QueryStatistics", division=division, measure=f"MEASURE_{measure}"
        )
        return {
            (total["division"], total["key"]): int(total["count"])
            for total in answer.get("totals", [])
            if int(total.get("count", 0))
        }

    def test_ledgers_show_the_lead_and_its_case(self):
        lead = self.town.receives_document("INSTRUCTION_ASSIGN")
        lead.is_triaged()
        lead.is_assigned()
        lead.is_investigated("SUBSTANTIATED", "SUBSTANTIATED")
        lead.is_signed()
        lead.is_reported_up()
        lead.act(lead.head, "FileCase", filingNo="滕公立〔2026〕12号", receivingOrgan="滕州市公安局")
        lead.is_closed()
        number = lead.view()["leadNo"]

        def line(actor, ledger):
            found = [line for line in self.lines(actor, ledger) if line["leadNo"] == number]
            return found and found[0]

        until(lambda: line(self.town.office, 3)["closedAt"], "ledger 3 has the close")
        for actor in (self.town.office, self.city.office):
            one = until(
                lambda: (now := line(actor, 1)) and now["state"] == "办结" and now, "ledger 1"
            )
            self.assertEqual((one["level"], one["sector"]), ("地级市", "煤矿资源"))
            three = line(actor, 3)
            self.assertIn("2人", three["team"])
            self.assertEqual(three["outcome"], "查实")
            self.assertEqual(three["filingNo"], "滕公立〔2026〕12号")
            self.assertEqual(three["findings"], "1.查实；2.查实")
            self.assertIn("自然资源所", three["unit"])
            self.assertIn("负责人", three["signatures"])
            two = until(lambda: line(actor, 2)["reportedUpAt"] and line(actor, 2), "ledger 2")
            self.assertEqual((two["instruction"], two["state"]), ("交办", "办结"))
            self.assertTrue(two["documentNo"] and two["issuingBody"])
        stranger = self.city.town("jisuo").office
        self.assertFalse(line(stranger, 1))
        self.refused("ROLE_REQUIRED", lambda: None, self.lines, self.town.head("police"), 1)

    def test_totals_of_the_city_are_those_of_its_towns_and_equal_the_lines(self):
        city = self.city.office
        for key in ("jisuo", "chaihudian"):
            self.city.town(key).registers()
        for measure in ("STATE", "SECTOR", "CHANNEL", "OUTCOME", "LIGHT", "OPEN", "DONE"):
            def equal():
                whole = self.totals(city, "370481", measure)
                # What went to the county's commission is no town's.
                towns = {key: count for key, count in whole.items() if key[0] == "370481"}
                for key in ("xigang", "jisuo", "chaihudian"):
                    town = self.city.town(key)
                    towns.update(self.totals(town.office, town.division, measure))
                return whole and whole == towns

            until(equal, f"the city's totals of {measure} are those of its towns")
        office = self.town.office
        self.refused("OUTSIDE_SCOPE", lambda: None, self.totals, office, "370481", "STATE")

        def counted():
            total = sum(
                count for (_, key), count in self.totals(office, self.town.division, "STATE").items(
                    
                )
            )
            return total == len(self.lines(office, 1))

        until(counted, "as many lines in ledger 1 as the totals say")
        compared = city.call("StatisticsService/ReconcileStatistics")
        self.assertGreater(int(compared["compared"]), 0)
        self.assertFalse(compared.get("differences"))

    def test_every_figure_leads_to_its_lines(self):
        office = self.city.office
        for measure in MEASURES:
            answer = office.call("StatisticsService/QueryStatistics", measure=measure)
            for total in answer.get("totals", [])[:8]:
                def equal():
                    again = office.call("StatisticsService/QueryStatistics", measure=measure)
                    now = [t for t in again.get("totals", []) if t["lines"] == total["lines"]]
                    count = int(now[0]["count"]) if now else 0
                    return count == self.count_lines(office, total["lines"])

                until(equal, f"{measure}: as many lines as the figure says: {total['lines']}")

    def count_lines(self, actor, path):
        """Lines that the path and query of a figure list, page by page."""
        url = urllib.parse.urlsplit(path)
        fields = urllib.parse.parse_qs(url.query)
        single = {name: value[0] for name, value in fields.items() if name not in REPEATED}
        repeated = {name: value for name, value in fields.items() if name in REPEATED}
        ledger, token, count = int(url.path.rsplit("/", 1)[1]), "", 0
        if "state" in single:
            single["state"] = int(single["state"])
        while True:
            page = actor.call("LedgerService/ListLines", ledger=ledger, pageSize=200,
                              pageToken=token, **single, **repeated)
            count += len(page.get("lines", []))
            token = page.get("nextPageToken", "")
            if not token:
                return count


class ExportJourney(Journey):
    door = Http

    def test_a_ledger_comes_as_a_workbook(self):
        lead = self.town.registers()
        lead.is_triaged(summary="=1+1 反映强买强卖")
        office, number = self.town.office, lead.view()["leadNo"]

        def exported():
            made = office.call("ExportService/ExportLedger", ledger=1)
            rows = self.rows(office, made, 1)
            found = [row for row in rows if row[1:2] == [number]]
            return found and found[0][8].startswith("=1+1") and (made, rows)

        made, rows = until(exported, "the workbook has the line")
        self.assertEqual(rows[0][0], "线索摸排登记台账")
        self.assertIn("填报单位", rows[1][0])
        self.assertEqual(rows[2], TITLES)
        self.assertEqual(len(rows) - 3, int(made["lines"]))
        row = dict(zip(TITLES, next(row for row in rows if row[1:2] == [number])))
        self.assertEqual((row["来源"], row["层级"], row["状态"]), ("来电", "镇", "研判"))
        self.assertEqual(row["内容摘要"], "=1+1 反映强买强卖", "text, and never a formula")
        same = lambda: None
        self.refused("UNKNOWN", same, self.content, self.town.leader, made["id"])
        self.refused("LEDGER_NOT_YOURS", same, self.town.discipline.call,
                     "ExportService/ExportLedger", ledger=1)

    def test_everything_comes_in_one_workbook(self):
        self.town.registers()
        city = self.city.office

        def exported():
            made = city.call("ExportService/ExportLedgers")
            return int(made["lines"]) > 0 and made

        made = until(exported, "there are lines")
        with self.workbook(city, made) as book:
            names = re.findall(r'<sheet name="([^"]+)"', book.read("xl/workbook.xml").decode())
        self.assertEqual(names, [f"台账{n}" for n in range(1, 8)] + ["统计"])
        totals = self.rows(city, made, 8)
        self.assertEqual(totals[2], ["属地", "口径", "单位", "项目", "数量"])
        self.assertTrue(any(row[1] == "线索状态" and int(row[4]) > 0 for row in totals[3:]))

    def content(self, actor, export):
        verb, path, _ = actor.door.request("ExportService/ReadExport", {"exportId": export})
        connection = http.client.HTTPConnection(actor.door.address, timeout=30)
        connection.request(verb, path, headers={"Authorization": f"Bearer {actor.session}"})
        response = connection.getresponse()
        body = response.read()
        connection.close()
        if response.status != 200:
            raise Refused(rule_of(json.loads(body)), response.status, body.decode())
        return body

    def workbook(self, actor, made):
        body = self.content(actor, made["id"])
        self.assertEqual(len(body), int(made["size"]))
        return zipfile.ZipFile(io.BytesIO(body))

    def rows(self, actor, made, sheet):
        """The cells of a sheet, row by row."""
        space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
        with self.workbook(actor, made) as book:
            tree = xml.etree.ElementTree.fromstring(book.read(f"xl/worksheets/sheet{sheet}.xml"))
        self.assertEqual(tree.findall(f".//{space}f"), [], "no formula")
        return [
            ["".join(cell.itertext()) for cell in row.iter(f"{space}c")]
            for row in tree.iter(f"{space}row")
        ]
