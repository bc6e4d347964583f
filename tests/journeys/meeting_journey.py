"""A meeting of departments (联席会议): proposed, convened, held with dissent kept, minutes signed
by the chair, resolutions carried out."""

from journey import Journey
from town import in_days


class MeetingJourney(Journey):
    def test_meeting_from_proposal_to_the_last_resolution(self):
        town, lead = self.town, self.town.registers()
        self.meeting = town.head("police").call(
            "MeetingService/ProposeMeeting",
            division=town.division,
            subject="会商洗煤场线索",
            leadIds=[lead.id],
        )["id"]
        self.required = [town.head("police"), town.discipline]
        self.convene()
        self.give_opinions()
        self.hold()
        self.sign_minutes()
        self.resolve()

    def view(self):
        return self.town.office.call("MeetingService/GetMeeting", meetingId=self.meeting)

    def act(self, actor, verb, **fields):
        return actor.call(f"MeetingService/{verb}", meetingId=self.meeting, **fields)

    def offered(self, actor):
        return actor.call("MeetingService/GetMeeting", meetingId=self.meeting).get("actions", [])

    def convene(self):
        town = self.town
        self.assertEqual(self.offered(town.office), ["convene"])
        self.assertEqual(self.offered(town.leader), [])
        units = [actor.unit for actor in self.required]
        how = {
            "chairId": town.leader.id,
            "requiredUnitIds": units,
            "takesPlace": in_days(1),
            "place": "镇二楼会议室",
        }
        alone = {**how, "requiredUnitIds": units[:1]}
        same, convene = self.view, "ConveneMeeting"
        self.refused("ROLE_REQUIRED", same, self.act, town.leader, convene, **how)
        self.refused("REQUIRED_UNITS", same, self.act, town.office, convene, **alone)
        other = self.city.town("jisuo").office
        self.refused("UNKNOWN", same, self.act, other, convene, **how)
        convened = self.act(town.office, convene, **how)
        self.assertEqual(convened["state"], "MEETING_STATE_CONVENED")
        self.assertEqual(convened["actions"], ["nameChair", "hold"])
        self.assertEqual(self.offered(self.required[0]), ["giveOpinion"])

    def give_opinions(self):
        police, commission = self.required
        self.refused(
            "UNKNOWN", self.view, self.act, self.town.head("markets"), "GiveOpinion", text="无"
        )
        self.refused(
            "UNIT_NOT_REQUIRED", self.view, self.act, self.town.leader, "GiveOpinion", text="无"
        )
        self.act(police, "GiveOpinion", text="建议并案核查。")
        self.act(commission, "GiveOpinion", text="不宜并案。", dissents=True)
        self.assertEqual([o.get("dissents", False) for o in self.view()["opinions"]], [False, True])

    def hold(self):
        office, units = self.town.office, [actor.unit for actor in self.required]
        self.refused("ILLEGAL_TRANSITION", self.view, self.minute, office)
        absent = {"attendingUnitIds": units[:1]}
        self.refused("REQUIRED_UNIT_ABSENT", self.view, self.act, office, "HoldMeeting", **absent)
        self.act(office, "HoldMeeting", attendingUnitIds=units)

    def minute(self, actor, due=7):
        owner = {"ownerUnitId": self.required[0].unit, "text": "一周内走访全部煤场。", "due": in_days(due)}
        return self.act(actor, "SubmitMinutes", minutes="会议议定以下事项。", resolutions=[owner])

    def sign_minutes(self):
        office = self.town.office
        self.refused("DUE_IN_PAST", self.view, self.minute, office, due=-1)
        self.minute(office)
        self.refused("ONLY_THE_CHAIR_SIGNS", self.view, self.act, office, "SignMinutes")
        signed = self.act(self.town.leader, "SignMinutes")
        self.assertEqual(signed["state"], "MEETING_STATE_IN_FORCE")

    def resolve(self):
        police, commission = self.required
        done = {"number": 1, "result": "已走访九家。"}
        self.refused("NOT_THE_OWNER", self.view, self.act, commission, "CompleteResolution", **done)
        self.refused("RESOLUTIONS_OPEN", self.view, self.act, self.town.office, "CloseMeeting")
        self.act(police, "CompleteResolution", **done)
        self.refused("ALREADY_DONE", self.view, self.act, police, "CompleteResolution", **done)
        closed = self.act(self.town.office, "CloseMeeting")
        self.assertEqual(closed["state"], "MEETING_STATE_CLOSED")
