"""A lead with a suspected umbrella (保护伞): sealed, opened by the discipline commission alone,
filed by both sides at once, and ended by a recorded decision."""

from journey import Journey
from suite import until


class UmbrellaJourney(Journey):
    def test_sealed_lead_is_opened_by_the_commission_alone(self):
        town = self.town
        lead = town.registers(umbrella="UMBRELLA_SUSPECTED")
        seal = {"leadId": lead.id}
        self.refused(
            "ILLEGAL_TRANSITION", lead.view, town.office.call, "LeadService/SealLead", **seal
        )
        lead.is_triaged()
        self.refused(
            "UMBRELLA_MUST_BE_SEALED", lead.view, town.office.call, "LeadService/AssignLead", **seal
        )
        self.refused("ROLE_REQUIRED", lead.view, town.clerk.call, "LeadService/SealLead", **seal)
        town.office.call("LeadService/SealLead", **seal)

        for actor in (town.office, town.clerk, town.leader, self.city.office):
            stub = actor.call("LeadService/GetLead", leadId=lead.id)
            self.assertEqual(stub["state"], "STATE_SEALED")
            for hidden in ("title", "narrative", "summary", "opinion"):
                self.assertFalse(stub.get(hidden), hidden)
        opened = town.discipline.call("LeadService/GetLead", leadId=lead.id)
        self.assertTrue(opened["narrative"])

        transfer = self.transfer_of(lead)
        self.acknowledge(transfer)
        self.file_jointly(transfer)
        self.conclude(transfer)

    def test_case_that_was_flagged_waits_for_the_commission(self):
        lead = self.town.registers()
        lead.is_triaged()
        lead.is_assigned()
        lead.is_investigated("SUBSTANTIATED", "SUBSTANTIATED")
        lead.act(lead.team[0], "FlagUmbrella", reason="某副镇长通风报信。")
        lead.is_signed()
        lead.act(lead.head, "FileCase", filingNo="滕公立〔2026〕9号", receivingOrgan="滕州市公安局")
        office, commission = self.town.office, self.town.discipline
        self.assertEqual(lead.case()["openGates"], ["UMBRELLA"])
        self.refused("OPEN_GATES", lead.case, lead.act, office, "CloseCase")
        letter = self.transfer_of(lead)
        self.assertEqual(self.view(letter)["reason"], "某副镇长通风报信。")
        stub = office.call("TransferService/GetTransfer", transferId=letter)
        self.assertFalse(stub.get("reason"))
        commission.call("TransferService/AcknowledgeTransfer", transferId=letter)
        self.conclude(letter)
        until(lambda: not lead.case().get("openGates"), "the commission's decision arrives")
        lead.is_closed()

    def test_flag_about_the_towns_leader_shows_nothing_in_the_town(self):
        town, lead = self.town, self.town.registers()
        lead.is_triaged()
        lead.is_assigned()
        lead.is_accepted()
        lead.is_planned()
        lead.reaches("VERIFYING")
        office, before = town.office, (lead.case(), lead.view())
        lead.act(lead.team[0], "FlagUmbrella", reason="某镇领导通风报信。", aboutLeader=True)
        superior = self.city.discipline

        def issued():
            listed = superior.call("TransferService/ListTransfers", leadId=lead.id)
            return listed.get("transfers", [])

        letter = until(issued, "the superior's letter is issued")[0]
        self.assertEqual(letter["reason"], "某镇领导通风报信。")
        this = {"transferId": letter["id"]}
        self.refused("UNKNOWN", lambda: None, office.call, "TransferService/GetTransfer", **this)

        def flags(actor):
            told = actor.call("EvidenceService/ListEntries", source="verification").get("entries", [])
            return [one for one in told if one["type"].endswith(".UmbrellaFlagged")
                    and one["aggregate"] == "umbrella_flag"]

        until(lambda: flags(superior), "the log has it")
        self.assertEqual((lead.case(), lead.view()), before)
        for actor in (office, town.discipline):
            self.assertEqual(flags(actor), [])

    def test_lead_without_umbrella_is_not_sealed(self):
        lead = self.town.registers()
        lead.is_triaged()
        self.refused(
            "NO_UMBRELLA", lead.view, self.town.office.call, "LeadService/SealLead", leadId=lead.id
        )

    def transfer_of(self, lead):
        def issued():
            listed = self.town.discipline.call("TransferService/ListTransfers")
            return [t for t in listed.get("transfers", []) if t.get("leadId") == lead.id]

        return until(issued, "the transfer is issued")[0]["id"]

    def view(self, transfer):
        return self.town.discipline.call("TransferService/GetTransfer", transferId=transfer)

    def acknowledge(self, transfer):
        town, same = self.town, lambda: self.view(transfer)
        name, fields = "TransferService/AcknowledgeTransfer", {"transferId": transfer}
        stub = town.office.call("TransferService/GetTransfer", transferId=transfer)
        self.assertFalse(stub.get("leadId"))
        self.refused("ROLE_REQUIRED", same, town.office.call, name, **fields)
        stranger = self.city.town("jisuo").discipline
        self.refused("UNKNOWN", same, stranger.call, name, **fields)
        early = {"filed": True, "opinion": "立案。", **fields}
        conclude = "TransferService/ConcludeTransfer"
        self.refused("ILLEGAL_TRANSITION", same, town.discipline.call, conclude, **early)
        police = {"transferId": transfer, "policeUnitId": town.head("police").unit}
        opening = "JointFileService/OpenJointFile"
        self.refused("TRANSFER_NOT_ACKNOWLEDGED", same, town.discipline.call, opening, **police)
        town.discipline.call(name, **fields)
        self.refused("ILLEGAL_TRANSITION", same, town.discipline.call, name, **fields)

    def file_jointly(self, transfer):
        town, police, commission = self.town, self.town.head("police"), self.town.discipline
        opening = {"transferId": transfer, "policeUnitId": police.unit}
        file = commission.call("JointFileService/OpenJointFile", **opening)["id"]
        same = lambda: commission.call("JointFileService/GetJointFile", jointFileId=file)
        self.refused(
            "JOINT_FILE_EXISTS", same, commission.call, "JointFileService/OpenJointFile", **opening
        )
        outsider = town.head("markets").call
        self.refused("UNKNOWN", same, outsider, "JointFileService/GetJointFile", jointFileId=file)

        record, close = "JointFileService/RecordFiling", "JointFileService/CloseJointFile"
        own = {"jointFileId": file, "side": "SIDE_POLICE", "filingNo": "滕公立〔2026〕9号"}
        theirs = {"jointFileId": file, "side": "SIDE_DISCIPLINE", "filingNo": "滕纪立〔2026〕4号"}
        self.refused("NOT_YOUR_SIDE", same, police.call, record, **theirs)
        self.refused("NOT_YOUR_SIDE", same, commission.call, record, **own)
        police.call(record, **own)
        self.refused("ALREADY_FILED", same, police.call, record, **own)
        self.refused("BOTH_SIDES_MUST_FILE", same, commission.call, close, jointFileId=file)
        filed = commission.call(record, **theirs)
        self.assertEqual(len(filed["filings"]), 2)
        self.assertFalse(filed.get("gapAlarm"))
        self.assertEqual(
            commission.call(close, jointFileId=file)["state"], "JOINT_FILE_STATE_CLOSED"
        )

    def conclude(self, transfer):
        decision = {"transferId": transfer, "filed": True, "opinion": "已立案审查。"}
        commission = self.town.discipline
        concluded = commission.call("TransferService/ConcludeTransfer", **decision)
        self.assertEqual(concluded["state"], "TRANSFER_STATE_CONCLUDED")
        stub = self.town.office.call("TransferService/GetTransfer", transferId=transfer)
        self.assertFalse(stub.get("opinion"))
