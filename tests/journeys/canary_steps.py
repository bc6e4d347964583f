"""Everything that people write, written once: each step fills sensitive fields by real calls in
their legal order. CanaryDoor marks what they write."""

import base64
import hashlib

import ed25519
from canary import CONTROL
from client import Refused
from suite import until
from town import Actor, Lead, encode, in_days, signing_key

IDENTITY = {"name": "张三", "phone": "13806320417", "idNumber": "370481199001011239",
            "address": "西岗镇东街"}
CONTACT = {"beganAt": "2026-04-15T01:00:00Z", "minutes": 3, "people": 1, "receivedBy": "王受理",
           "summary": "来电摘要"}
SUBJECT = {"name": "李四", "role": "SUBJECT_ROLE_REPORTED", "employer": "某煤场",
           "alias": "老李", "place": "西岗镇东街"}
LIST = ("编号,标题,来源,层级,方式,来文号,交办单位,时限,反映内容\n"
        "1,采砂,上级扫黑办,省,交办,鲁扫黑交〔2026〕3号,省扫黑办,{},夜间偷采")


class Planter:
    def __init__(self, city):
        self.city, self.door = city, city.door
        self.town = city.town("xigang")

    def plant(self):
        lead = self.citizen_reports()
        self.lists_are_imported()
        self.leads_are_merged()
        self.field_is_combed()
        self.lead_comes_back()
        self.case_is_investigated()
        self.case_goes_up_and_comes_back()
        self.case_is_reviewed()
        self.umbrella_is_transferred()
        self.umbrella_is_cleared()
        self.meeting_is_held()
        self.unit_is_supervised()
        self.unit_answers()
        self.accounts_are_kept()
        return lead

    def registered(self, **fields):
        lead = self.town.registers(**fields)
        lead.is_triaged()
        return lead

    def assigned(self, **fields):
        lead = self.registered(**fields)
        lead.is_assigned()
        return lead

    # Intake

    def citizen_reports(self):
        town, citizen = self.town, self.city.citizen
        receipt = {"receipt": citizen.call(
            "ReporterService/FileReport", division=town.division, sector="SECTOR_COAL",
            title="强收过磅费", narrative="煤场门口有人强收过磅费。", identity=IDENTITY)["receipt"]}
        citizen.call("ReporterService/OpenReceipt", **receipt)
        citizen.call("ReporterService/ReplyToReceipt", text="补充一点。", **receipt)
        self.reporter_sends_a_file(receipt)
        self.nobodys_receipt_is_tried()
        leads = town.clerk.call("LeadService/ListLeads", channel="CHANNEL_PUBLIC_WEB")["leads"]
        lead = Lead(town, leads[0]["id"])
        town.clerk.call("DialogueService/SendMessage", leadId=lead.id, text="已收到。")
        town.clerk.call("VaultService/RequestUnlock", leadId=lead.id, reason="当面核实。")
        self.clerk_adds_a_file(lead)
        self.identity_is_checked(lead)
        town.clerk.call("LeadSubjectService/RecordSubjects", leadId=lead.id, subjects=[SUBJECT])
        town.office.call("SearchService/SearchLeads", query="强收过磅费")
        self.lead_is_closed_and_reviewed(lead, receipt)
        return lead

    def identity_is_checked(self, lead):
        for verdict, basis in (("SUSPECTED", "来电否认。"), ("CONFIRMED", "回拨电话核实。")):
            self.town.clerk.call("LeadIdentityService/CheckIdentity", leadId=lead.id,
                                 verdict=f"IDENTITY_VERDICT_{verdict}", basis=basis)

    def reporter_sends_a_file(self, receipt):
        content = "照片说明".encode()
        begun = self.city.citizen.call(
            "ReceiptAttachmentService/AttachToReceipt", name="说明.txt",
            size=len(content) + len(CONTROL.encode()), **receipt)
        self.city.citizen.call("ReceiptAttachmentService/ListReceiptAttachments", **receipt)
        self.door.upload("ReceiptAttachmentService/AppendReceiptContent",
                         {"attachmentId": begun["id"]}, content,
                         **{"X-Receipt": receipt["receipt"]})
        self.town.office.call("AttachmentService/ReleaseOriginal", attachmentId=begun["id"],
                              reason="核查需要原件。")

    def nobodys_receipt_is_tried(self):
        """What is sent to a receipt that nobody was given must be found nowhere either."""
        nobody = "-".join(["7KQ3"] * 6 + ["7K"])
        for method, fields in (("ReporterService/ReplyToReceipt", {"text": "补充一点。"}),
                               ("ReceiptAttachmentService/AttachToReceipt",
                                {"name": "说明.txt", "size": 100})):
            try:
                self.city.citizen.call(method, receipt=nobody, **fields)
            except Refused as refused:
                assert refused.code == 404, refused
            else:
                raise AssertionError(f"{method} knows a receipt that nobody was given")

    def clerk_adds_a_file(self, lead):
        content = "来信扫描".encode()
        begun = self.town.clerk.call(
            "AttachmentService/CreateAttachment", leadId=lead.id, name="来信.txt",
            size=len(content) + len(CONTROL.encode()))
        self.door.upload("AttachmentService/AppendContent", {"attachmentId": begun["id"]}, content,
                         self.town.clerk.session)

    def lead_is_closed_and_reviewed(self, lead, receipt):
        """Refuted, told to the reporter, kept under a hold, read again, and asked to be reviewed."""
        lead.is_triaged()
        lead.is_assigned()
        lead.is_investigated("REFUTED", "REFUTED")
        lead.is_signed()
        lead.act(lead.head, "GiveFeedback", explanation="未发现问题。", attitude="ATTITUDE_ACCEPTS")
        lead.is_closed()
        citizen, leader = self.city.citizen, self.town.leader
        citizen.call("ReporterService/ConfirmFeedback", attitude="ATTITUDE_DISAGREES", **receipt)
        about = {"leadId": lead.id}
        until(lambda: self.town.office.call("RetentionService/GetRetention", **about),
              "intake keeps the lead")
        held = leader.call("RetentionService/SetHold", reason="另案调取。", **about)
        leader.call("RetentionService/ReleaseHold", holdId=held["holds"][0]["id"],
                    reason="另案已结。", **about)
        self.town.office.call("RetentionService/ReadRestrictedLead", reason="核对重复。", **about)
        clearance = self.town.clerk.call(
            "ClearanceService/DraftClearance", caseId=lead.case_id, allegation=1, subject="李四",
            text="经核查不属实。")
        this = {"clearanceId": clearance["id"]}
        leader.call("ClearanceService/IssueClearance", **this)
        self.town.office.call("ClearanceService/AnnounceClearance", manner="MANNER_NOTICE",
                              place="公开栏", consent=True, **this)
        citizen.call("ReporterService/RequestReview", reason="结论不实。", **receipt)

    def lists_are_imported(self):
        clerk, division = self.town.clerk, self.town.division
        row = {"rowKey": "1", "title": "标题", "narrative": "内容", "contact": CONTACT,
               "identity": "IDENTITY_NAMED", "reporter": IDENTITY, "subjects": [SUBJECT]}
        clerk.call("LeadService/ImportLeads", division=division, source="来电清单",
                   channel="CHANNEL_PUBLIC_PHONE", rows=[row])

        def follow(deadline):
            listed = base64.b64encode(LIST.format(deadline).encode()).decode()
            answer = clerk.call("LeadImportService/ImportFile", division=division,
                                source="交办清单", file=listed)
            return answer["results"][0]["leadId"]

        lead = Lead(self.town, follow("2026-12-20"))
        lead.is_triaged()
        for deadline, verb in (("2026-12-24", "Decline"), ("2026-12-28", "Accept")):
            follow(deadline)
            service, office = "ListChangeService/", self.town.office
            changes = office.call(service + "ListListChanges", leadId=lead.id)["changes"]
            waits = next(change for change in changes if change["state"].endswith("OPEN"))
            office.call(f"{service}{verb}ListChange", leadId=lead.id, listChangeId=waits["id"],
                        reason="以来文为准。")

    def leads_are_merged(self):
        """Found alike, decided, merged, told apart again, and not merged after all."""
        clerk, office = self.town.clerk, self.town.office
        text = "镇南砂场十七号夜间偷采，三辆大车轮流外运，领头的人电话13806320418，巡查一到就散。"
        report = {"division": self.town.division, "channel": "CHANNEL_PUBLIC_WEB",
                  "title": "夜间偷采", "narrative": text}
        first, second, third = (
            Lead(self.town, clerk.call("LeadService/CreateLead", **report)["id"]) for _ in range(3)
        )

        def alike():
            listed = clerk.call("MatchService/ListMatches", leadId=third.id).get("matches", [])
            return len(listed) > 1 and listed

        match = until(alike, "copies are found")[0]
        clerk.call("MatchService/DecideMatch", leadId=third.id, matchId=match["id"],
                   decision="MATCH_STATE_DIFFERENT", reason="并非一事。")
        clusters = clerk.call("MatchClusterService/ListMatchClusters", leadId=second.id)
        clerk.call("MatchClusterService/DecideMatchCluster", leadId=second.id,
                   clusterId=clusters["clusters"][0]["id"], decision="MATCH_STATE_SAME_MATTER",
                   reason="同一举报。")
        for lead in (first, second):
            lead.is_triaged()
        merge = {"leadId": second.id, "reason": "同一砂场。"}
        clerk.call("MergeService/ProposeMerge", survivorLeadId=first.id, **merge)
        office.call("MergeService/ConfirmMerge", **merge)
        office.call("MergeService/UndoMerge", **merge)
        clerk.call("MergeService/ProposeMerge", survivorLeadId=first.id, **merge)
        office.call("MergeService/DeclineMerge", **merge)

    def field_is_combed(self):
        police, markets = self.town.head("police"), self.town.head("markets")
        this = {"sweepId": self.town.office.call(
            "SweepService/OpenSweep", division=self.town.division, title="集中摸排",
            type="SWEEP_TYPE_CONCENTRATED", instructions="逐户走访", deadline=in_days(3),
            unitIds=[police.unit, markets.unit])["id"]}
        police.call("SweepService/ReportSweep", nilReturn=True, statement="走访四十户。", **this)
        self.town.office.call("SweepService/ExplainSweepGap", unitId=markets.unit,
                              reason="机构调整。", **this)

    def lead_comes_back(self):
        lead = self.town.registers(identity="IDENTITY_NAMED", reporter=IDENTITY)
        lead.is_triaged(subjects=[SUBJECT])
        lead.is_assigned()
        lead.act(lead.head, "ReturnCase", reason="不属本所。")
        lead.reaches("RETURNED")
        self.town.office.call("LeadReturnService/DecideReturn", leadId=lead.id,
                              decision="RETURN_DECISION_UPHELD", reason="理由成立。")

    # Verification

    def case_is_investigated(self):
        town, lead = self.town, self.assigned(subjects=[SUBJECT])
        lead.is_accepted()
        one, two = lead.team
        third = town.investigator(lead.unit, 3)
        lead.act(one, "PlanCase", **lead.plan([one, two, third]))
        for member in (one, two):
            lead.declares(member, relatedNames=["赵六"])
        lead.act(town.leader, "SendBackPlan", reason="补充措施。")
        lead.act(one, "PlanCase", **lead.plan([one, two, third]))
        for member in (one, two, third):
            lead.declares(member)
        lead.act(town.leader, "ApprovePlan", reason="同意。")
        lead.act(lead.head, "Recuse", userId=third.id, reason="系亲属。")
        lead.act(one, "AddAllegation", text="强迫交易")
        lead.act(one, "RecordStep", kind="KIND_SITE", place="砂场", text="查看现场。",
                 peoplePresent=["见证人甲"])
        lead.act(one, "ReturnProgress", text="已走访三户。")
        lead.act(town.office, "ExtendCase", days=10, reason="等待鉴定。")
        lead.act(lead.head, "SuspendCase", reason="等待鉴定。", until=in_days(5))
        lead.act(lead.head, "ResumeCase")
        self.exhibit_changes_hands(lead, one, two)
        self.another_unit_helps(lead, one)
        lead.act(lead.head, "HandOver", fromUserId=two.id, reason="工作调动。",
                 toUserId=town.investigator("police", 1).id)

    def exhibit_changes_hands(self, lead, giver, receiver):
        collected = giver.call(
            "ExhibitService/CollectExhibit", caseId=lead.case_id, description="过磅记录",
            sha256=encode(hashlib.sha256(b"scan").digest()), collectedPlace="煤场")
        ids = {"caseId": lead.case_id, "exhibitId": collected["id"]}
        # Signed is what is sent: the mark is one of the method's own.
        send = self.door.mark("ExhibitService/HandOverExhibit", "purpose")
        self.door.marks["ExhibitService/PrepareCustody", "purpose"] = send
        handing = {"toUserId": receiver.id, "purpose": "送交保管室", **ids}
        prepared = giver.call("ExhibitService/PrepareCustody", **handing)
        seed = signing_key(self.town, giver)
        giver.call("ExhibitService/HandOverExhibit", **handing,
                   publicKey=encode(ed25519.public_key(seed)),
                   signature=encode(ed25519.sign(seed, base64.b64decode(prepared["payload"]))))

    def another_unit_helps(self, lead, asker):
        for unit in ("markets", "finance"):
            asked = asker.call("ContributionService/RequestContribution", caseId=lead.case_id,
                               unitId=self.town.head(unit).unit, request="请提供登记信息。")
            this = {"contributionId": asked["id"]}
            if unit == "markets":
                self.town.head(unit).call("ContributionService/AnswerContribution", answer="见附件。",
                                          **this)
            else:
                self.town.head(unit).call("ContributionService/DeclineContribution",
                                          reason="无此登记。", **this)

    def case_goes_up_and_comes_back(self):
        town = self.town
        lead = town.receives_document("INSTRUCTION_ASSIGN")
        lead.is_triaged()
        lead.is_assigned()
        lead.is_investigated("REFUTED", "REFUTED")
        lead.act(lead.head, "RefuseEndorsement", reason="证据不足。")
        lead.gets_step("补充走访。")
        this = {"caseId": lead.case_id, "text": "补充后，情况如下。"}
        lead.team[0].call("ReportDraftService/SaveReportDraft", **this)
        lead.team[0].call("ReportDraftService/PreviewReport", **this)
        lead.is_submitted()
        lead.is_signed()
        lead.act(town.office, "ReportUp")
        lead.act(self.city.office, "RejectReport", reason="材料不全。")
        lead.gets_step("再次走访。")
        lead.is_submitted()
        lead.is_signed()
        lead.is_reported_up()
        lead.act(lead.head, "GiveFeedback", explanation="未发现问题。", attitude="ATTITUDE_ACCEPTS")
        lead.is_closed()
        self.reporter_is_called_again(lead)

    def reporter_is_called_again(self, lead):
        office = self.town.office

        def due():
            return office.call("RevisitService/ListRevisits", caseId=lead.case_id).get("revisits")

        revisit = until(due, "the reporter is to be called again")[0]
        office.call("RevisitService/RecordRevisit", revisitId=revisit["id"],
                    attitude="ATTITUDE_ACCEPTS", note="电话回访。")

    def case_is_reviewed(self):
        """One that is not reviewed of itself, as those that were refuted are."""
        lead = self.assigned()
        lead.is_investigated("SUBSTANTIATED", "SUBSTANTIATED")
        lead.is_signed()
        lead.act(lead.head, "FileCase", filingNo="滕公立〔2026〕9号", receivingOrgan="滕州市公安局")
        lead.is_closed()
        self.town.office.call("ReviewService/RequestReview", caseId=lead.case_id,
                              reason="抽查复核。")

    def purge_is_asked_for(self, lead):
        """Once the term is over: asked for, and declined, so that all stays to be searched."""
        this = {"leadId": lead.id}
        self.town.office.call("RetentionService/ArchiveLead", **this)
        self.town.office.call("RetentionService/RequestPurge", reason="保管期满。", **this)
        self.town.leader.call("RetentionService/DeclinePurge", **this)

    # Consultation

    def umbrella_is_transferred(self):
        lead = self.assigned()
        lead.is_accepted()
        lead.is_planned()
        lead.act(lead.team[0], "FlagUmbrella", reason="有人通风报信。")
        commission = self.town.discipline

        def issued():
            listed = commission.call("TransferService/ListTransfers").get("transfers", [])
            return [one for one in listed if one.get("leadId") == lead.id]

        this = {"transferId": until(issued, "the letter is issued")[0]["id"]}
        commission.call("TransferService/AcknowledgeTransfer", **this)
        commission.call("TransferService/ConcludeTransfer", filed=True, opinion="已立案。", **this)

    def umbrella_is_cleared(self):
        lead = self.registered()
        lead.is_triaged(umbrella="UMBRELLA_SUSPECTED")
        self.town.office.call("UmbrellaService/ClearUmbrella", leadId=lead.id,
                              reason="所指并非公职人员。")

    def meeting_is_held(self):
        town, lead = self.town, self.registered()
        police, commission, office = town.head("police"), town.discipline, town.office
        units = [police.unit, commission.unit]
        this = {"meetingId": office.call("MeetingService/ProposeMeeting", division=town.division,
                                         subject="会商线索", leadIds=[lead.id])["id"]}
        office.call("MeetingService/ConveneMeeting", chairId=town.leader.id, takesPlace=in_days(1),
                    requiredUnitIds=units, place=f"{CONTROL}会议室", **this)
        police.call("MeetingService/GiveOpinion", text="建议并案。", leadId=lead.id, **this)
        office.call("MeetingService/HoldMeeting", attendingUnitIds=units, **this)
        resolution = {"ownerUnitId": police.unit, "text": "一周内走访。", "due": in_days(7),
                      "result": "不由提交人填写", "leadId": lead.id}
        office.call("MeetingService/SubmitMinutes", minutes="议定事项。", resolutions=[resolution],
                    items=[{"leadId": lead.id, "text": "证据充分。"}], **this)
        town.leader.call("MeetingService/SignMinutes", **this)
        police.call("MeetingService/CompleteResolution", number=1, result="已走访。", **this)

    # Supervision and accountability

    def unit_is_supervised(self):
        head, office = self.town.head("police"), self.town.office
        this = {"problemId": office.call(
            "ProblemService/RaiseProblem", division=self.town.division, unitId=head.unit,
            unitName="西岗派出所", description="台账未登记。", due=in_days(3))["id"]}
        head.call("ProblemService/PlanRectification", measures="补登。", **this)
        head.call("ProblemService/ReportRectified", result="已补登。", **this)
        office.call("ProblemService/SendBackProblem", remark="缺两条。", **this)

    def unit_answers(self):
        town, head = self.town, self.town.head("police")
        opened = town.office.call(
            "ProceedingService/CreateProceeding", division=town.division, unitId=head.unit,
            unitName="西岗派出所", cause="逾期未办。")
        this = {"proceedingId": opened["id"]}
        town.office.call("ProceedingService/FindFacts", facts="超期十日。", **this)
        town.office.call("ProceedingService/HearProceeding", statement="人手不足。", **this)
        town.office.call("ProceedingService/ProposeMeasure", measure="MEASURE_INTERVIEW",
                         grounds="超期未办。", legalBasis="实施方案第五条", **this)
        town.leader.call("ProceedingService/ApproveMeasure", **this)
        town.office.call("ProceedingService/ExecuteMeasure", execution="已约谈。", **this)
        head.call("ProceedingService/AppealProceeding", appeal="鉴定耗时。", **this)
        town.discipline.call("ProceedingService/DecideAppeal", decision="DECISION_UPHOLD",
                             reasons="理由不成立。", **this)

    def accounts_are_kept(self):
        office = self.town.office
        office.call("UserService/CreateUser", username="xigang.canary", displayName="新人",
                    unitId=self.town.clerk.unit, roles=["ROLE_CLERK"], password="A-long-password-1")
        password = "A-long-password-1" + self.door.mark("UserService/CreateUser", "password")
        newcomer = Actor(self.door, {"username": "xigang.canary", "password": password})
        newcomer.call("UserService/ChangePassword", password=password, newPassword="Another-password-1")
