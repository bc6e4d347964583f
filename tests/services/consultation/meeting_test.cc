// Every cell of a meeting's (state, action), and the rules about who must be there, who signs
// and who does what was resolved.
#include "services/consultation/meeting.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/testing/status_matchers.h"

namespace hecha::consultation {
namespace {

using S = MeetingState;

const absl::Time kNow = absl::FromUnixSeconds(1'555'257'600);

Actor Person(Role role) {
  Actor actor;
  actor.kind = Actor::Kind::kUser;
  actor.user = UserId::New(kNow);
  actor.unit = UnitId::New(kNow);
  actor.division = "370481104";
  actor.roles = {role};
  return actor;
}

const Actor kChair = Person(Role::kLeader);
const Actor kPolice = Person(Role::kUnitHead);
const Actor kCommission = Person(Role::kDiscipline);
const Actor kProposer = Person(Role::kInvestigator);
const Actor kOffice = Person(Role::kOffice);

Meeting Proposed() {
  return Meeting::Propose(MeetingId::New(kNow), {"370481104", "砂石场案会商", {}}, kProposer)
      .value();
}

Convocation Call() {
  return {kChair.user, {kPolice.unit, kCommission.unit}, kNow + absl::Hours(24), "三楼会议室"};
}

Resolution Resolved(const Actor& owner) {
  return {owner.unit, "一周内核实砂石来源", kNow + absl::Hours(24 * 7), "", {}};
}

enum class A {
  kConvene,
  kNameChair,
  kGiveOpinion,
  kHold,
  kSubmitMinutes,
  kSign,
  kComplete,
  kClose
};
constexpr A kActions[] = {A::kConvene,       A::kNameChair, A::kGiveOpinion, A::kHold,
                          A::kSubmitMinutes, A::kSign,      A::kComplete,    A::kClose};

absl::Status Act(Meeting& meeting, A action) {
  switch (action) {
    case A::kConvene:
      return meeting.Convene(kOffice, Call());
    case A::kNameChair:
      return meeting.NameChair(kOffice, kCommission.user);
    case A::kGiveOpinion:
      return meeting.GiveOpinion(kPolice, true, "证据尚不充分", {}, kNow);
    case A::kHold:
      return meeting.Hold(kOffice, {kPolice.unit, kCommission.unit});
    case A::kSubmitMinutes:
      return meeting.SubmitMinutes(kOffice, {"会议纪要", {}, {Resolved(kPolice)}}, kNow);
    case A::kSign:
      return meeting.Sign(kChair, kNow);
    case A::kComplete:
      return meeting.CompleteResolution(kPolice, 1, "已核实", kNow);
    case A::kClose:
      return meeting.Close(kOffice);
  }
  return absl::InternalError("no such action");
}

const std::map<S, std::vector<A>> kWays = {
    {S::kProposed, {}},
    {S::kConvened, {A::kConvene}},
    {S::kHeld, {A::kConvene, A::kHold}},
    {S::kMinutesSigning, {A::kConvene, A::kHold, A::kSubmitMinutes}},
    {S::kInForce, {A::kConvene, A::kHold, A::kSubmitMinutes, A::kSign}},
    {S::kResolving, {A::kConvene, A::kHold, A::kSubmitMinutes, A::kSign, A::kComplete}},
    {S::kClosed, {A::kConvene, A::kHold, A::kSubmitMinutes, A::kSign, A::kComplete, A::kClose}},
};

Meeting In(S state) {
  Meeting meeting = Proposed();
  for (A action : kWays.at(state)) EXPECT_OK(Act(meeting, action));
  EXPECT_EQ(meeting.state, state);
  return meeting;
}

// The machine of DOMAIN.md, written a second time. Where the state allows an action and another
// rule does not, the cell names that rule.
const std::map<std::pair<S, A>, S> kAllowed = {
    {{S::kProposed, A::kConvene}, S::kConvened},
    {{S::kConvened, A::kNameChair}, S::kConvened},
    {{S::kHeld, A::kNameChair}, S::kHeld},
    {{S::kMinutesSigning, A::kNameChair}, S::kMinutesSigning},
    {{S::kConvened, A::kGiveOpinion}, S::kConvened},
    {{S::kHeld, A::kGiveOpinion}, S::kHeld},
    {{S::kConvened, A::kHold}, S::kHeld},
    {{S::kHeld, A::kSubmitMinutes}, S::kMinutesSigning},
    {{S::kMinutesSigning, A::kSign}, S::kInForce},
    {{S::kInForce, A::kComplete}, S::kResolving},
    {{S::kResolving, A::kClose}, S::kClosed},
};
const std::map<std::pair<S, A>, const char*> kOtherRules = {
    // Before it is convened a meeting has neither required units nor a chair.
    {{S::kProposed, A::kGiveOpinion}, "UNIT_NOT_REQUIRED"},
    {{S::kProposed, A::kSign}, "ONLY_THE_CHAIR_SIGNS"},
    {{S::kInForce, A::kClose}, "RESOLUTIONS_OPEN"},
    {{S::kResolving, A::kComplete}, "ALREADY_DONE"},
};

TEST(MeetingTest, EveryCellOfStateAndActionIsAsTheTableSays) {
  for (const auto& [state, way] : kWays) {
    for (A action : kActions) {
      Meeting meeting = In(state);
      const int64_t version = meeting.version;
      const absl::Status status = Act(meeting, action);
      SCOPED_TRACE(testing::Message()
                   << MeetingStateName(state) << " action " << static_cast<int>(action));
      const auto cell = kAllowed.find({state, action});
      if (cell != kAllowed.end()) {
        EXPECT_OK(status);
        EXPECT_EQ(meeting.state, cell->second);
        EXPECT_EQ(meeting.version, version + 1);
        continue;
      }
      const auto other = kOtherRules.find({state, action});
      EXPECT_THAT(status,
                  RefusedBy(other == kOtherRules.end() ? "ILLEGAL_TRANSITION" : other->second));
      EXPECT_EQ(meeting.state, state);
      EXPECT_EQ(meeting.version, version);
    }
  }
}

TEST(MeetingTest, WhatIsSaidOfALeadIsSaidOfOneOnTheAgenda) {
  const LeadId lead = LeadId::New(kNow);
  const LeadId other = LeadId::New(kNow);
  Meeting meeting = In(S::kHeld);
  meeting.proposal.leads = {lead};
  EXPECT_THAT(meeting.GiveOpinion(kPolice, false, "同意", other, kNow),
              RefusedBy("NOT_ON_THE_AGENDA"));
  EXPECT_OK(meeting.GiveOpinion(kPolice, false, "同意", lead, kNow));
  EXPECT_EQ(meeting.opinions.back().lead, lead);

  const auto submit = [&](std::vector<MinutesItem> items, std::optional<LeadId> resolved_on) {
    Resolution resolution = Resolved(kPolice);
    resolution.lead = resolved_on;
    Meeting copy = meeting;
    return copy.SubmitMinutes(kOffice, {"会议纪要", std::move(items), {resolution}}, kNow);
  };
  EXPECT_OK(submit({{lead, "证据充分"}}, lead));
  EXPECT_EQ(RefusalOf(submit({}, other))->field, "resolutions[0].lead_id");
  EXPECT_EQ(RefusalOf(submit({{lead, "甲"}, {other, "乙"}}, {}))->field, "items[1].lead_id");
  EXPECT_THAT(submit({{lead, "甲"}, {lead, "乙"}}, {}), RefusedBy("LEAD_TWICE"));
  EXPECT_EQ(RefusalOf(submit({{lead, ""}}, {}))->field, "items[0].text");
}

TEST(MeetingTest, RequiredUnitThatIsAbsentStopsIt) {
  Meeting meeting = In(S::kConvened);
  for (const std::vector<UnitId>& present :
       {std::vector<UnitId>{}, {kPolice.unit}, {kPolice.unit, kProposer.unit}}) {
    const absl::Status status = meeting.Hold(kOffice, present);
    EXPECT_THAT(status, RefusedBy("REQUIRED_UNIT_ABSENT"));
    EXPECT_EQ(RefusalOf(status)->field, "attending_unit_ids");
  }
  EXPECT_OK(meeting.Hold(kOffice, {kProposer.unit, kCommission.unit, kPolice.unit}));
}

TEST(MeetingTest, IsConvenedWithTwoToTwentyDifferentUnits) {
  const auto convene = [](std::vector<UnitId> units) {
    Meeting meeting = Proposed();
    Convocation how = Call();
    how.required_units = std::move(units);
    return meeting.Convene(kOffice, how);
  };
  std::vector<UnitId> many(21);
  for (UnitId& unit : many) unit = UnitId::New(kNow);
  EXPECT_THAT(convene({}), RefusedBy("REQUIRED_UNITS"));
  EXPECT_THAT(convene({kPolice.unit}), RefusedBy("REQUIRED_UNITS"));
  EXPECT_THAT(convene(many), RefusedBy("REQUIRED_UNITS"));
  EXPECT_THAT(convene({kPolice.unit, kPolice.unit}), RefusedBy("UNIT_TWICE"));
  many.pop_back();
  EXPECT_OK(convene(many));
}

TEST(MeetingTest, OnlyTheChairSigns) {
  for (const Actor& actor : {kPolice, kCommission, kProposer, Person(Role::kLeader)}) {
    Meeting meeting = In(S::kMinutesSigning);
    EXPECT_THAT(meeting.Sign(actor, kNow), RefusedBy("ONLY_THE_CHAIR_SIGNS"));
    EXPECT_FALSE(meeting.signed_at.has_value());
  }
}

TEST(MeetingTest, WhoWasNamedLastSigns) {
  Meeting meeting = In(S::kMinutesSigning);
  EXPECT_THAT(meeting.NameChair(kPolice, kPolice.user), RefusedBy("NOT_THE_CONVENER"));
  ASSERT_OK(meeting.NameChair(kOffice, kCommission.user));
  EXPECT_THAT(meeting.Sign(kChair, kNow), RefusedBy("ONLY_THE_CHAIR_SIGNS"));
  EXPECT_OK(meeting.Sign(kCommission, kNow));
}

TEST(MeetingTest, OpinionsAddUpAndStayAsGiven) {
  Meeting meeting = In(S::kConvened);
  EXPECT_THAT(meeting.GiveOpinion(kProposer, false, "同意", {}, kNow),
              RefusedBy("UNIT_NOT_REQUIRED"));
  EXPECT_THAT(meeting.GiveOpinion(kPolice, false, "", {}, kNow), RefusedBy("REQUIRED"));
  ASSERT_OK(meeting.GiveOpinion(kPolice, true, "证据尚不充分", {}, kNow));
  ASSERT_OK(meeting.GiveOpinion(kPolice, false, "补充后同意", {}, kNow + absl::Hours(1)));
  ASSERT_EQ(meeting.opinions.size(), 2u);
  EXPECT_EQ(meeting.opinions[0].text, "证据尚不充分");
  EXPECT_TRUE(meeting.opinions[0].dissents);
  EXPECT_FALSE(meeting.opinions[1].dissents);
}

TEST(MeetingTest, MinutesNeedResolutionsWithDates) {
  const auto submit = [](std::string text, std::vector<Resolution> resolutions) {
    Meeting meeting = In(S::kHeld);
    return meeting.SubmitMinutes(kOffice, {std::move(text), {}, std::move(resolutions)}, kNow);
  };
  EXPECT_THAT(submit("", {Resolved(kPolice)}), RefusedBy("REQUIRED"));
  EXPECT_THAT(submit("会议纪要", {}), RefusedBy("RESOLUTIONS"));
  EXPECT_THAT(submit("会议纪要", std::vector<Resolution>(21, Resolved(kPolice))),
              RefusedBy("RESOLUTIONS"));
  Resolution overdue = Resolved(kPolice);
  overdue.due = kNow;
  const absl::Status status = submit("会议纪要", {Resolved(kPolice), overdue});
  EXPECT_THAT(status, RefusedBy("DUE_IN_PAST"));
  EXPECT_EQ(RefusalOf(status)->field, "resolutions[1].due");
  Resolution mute = Resolved(kPolice);
  mute.text = "";
  EXPECT_EQ(RefusalOf(submit("会议纪要", {mute}))->field, "resolutions[0].text");
}

TEST(MeetingTest, ResolutionIsItsOwnersToDoOnce) {
  Meeting meeting = In(S::kHeld);
  ASSERT_OK(meeting.SubmitMinutes(
      kOffice, {"会议纪要", {}, {Resolved(kPolice), Resolved(kCommission)}}, kNow));
  ASSERT_OK(meeting.Sign(kChair, kNow));
  EXPECT_THAT(meeting.CompleteResolution(kCommission, 1, "已核实", kNow),
              RefusedBy("NOT_THE_OWNER"));
  for (int number : {-1, 0, 3})
    EXPECT_THAT(meeting.CompleteResolution(kPolice, number, "已核实", kNow),
                RefusedBy("NO_SUCH_RESOLUTION"));
  EXPECT_THAT(meeting.CompleteResolution(kPolice, 1, "", kNow), RefusedBy("REQUIRED"));
  ASSERT_OK(meeting.CompleteResolution(kPolice, 1, "已核实", kNow));
  EXPECT_THAT(meeting.CompleteResolution(kPolice, 1, "再核实", kNow), RefusedBy("ALREADY_DONE"));
  EXPECT_THAT(meeting.Close(kOffice), RefusedBy("RESOLUTIONS_OPEN"));
  ASSERT_OK(meeting.CompleteResolution(kCommission, 2, "已立案", kNow));
  EXPECT_OK(meeting.Close(kOffice));
}

TEST(MeetingTest, IsSeenByWhoTakesPartAndWhoLeads) {
  const Meeting meeting = In(S::kConvened);
  for (const Actor& actor : {kChair, kPolice, kCommission, kProposer, Person(Role::kOffice)})
    EXPECT_TRUE(meeting.VisibleTo(actor));
  EXPECT_FALSE(meeting.VisibleTo(Person(Role::kUnitHead)));
  EXPECT_FALSE(meeting.VisibleTo(Person(Role::kDiscipline)));
  Actor neighbour = Person(Role::kOffice);
  neighbour.division = "370481105";
  EXPECT_FALSE(meeting.VisibleTo(neighbour));
}

TEST(MeetingTest, UnitThatOnlyAttendedSeesItAndMayOwnAResolution) {
  const Actor guest = Person(Role::kUnitHead);
  Meeting meeting = In(S::kConvened);
  EXPECT_FALSE(meeting.VisibleTo(guest));
  ASSERT_OK(meeting.Hold(kOffice, {kPolice.unit, kCommission.unit, guest.unit}));
  EXPECT_TRUE(meeting.VisibleTo(guest));
  ASSERT_OK(meeting.SubmitMinutes(kOffice, {"会议纪要", {}, {Resolved(guest)}}, kNow));
  ASSERT_OK(meeting.Sign(kChair, kNow));
  EXPECT_THAT(meeting.CompleteResolution(kOffice, 1, "已核实", kNow), RefusedBy("NOT_THE_OWNER"));
  EXPECT_OK(meeting.CompleteResolution(guest, 1, "已核实", kNow));
}

TEST(MeetingTest, ResolutionIsOfAUnitThatAttended) {
  Meeting meeting = In(S::kHeld);
  const absl::Status status = meeting.SubmitMinutes(
      kOffice, {"会议纪要", {}, {Resolved(kPolice), Resolved(Person(Role::kUnitHead))}}, kNow);
  EXPECT_THAT(status, RefusedBy("OWNER_TOOK_NO_PART"));
  EXPECT_EQ(RefusalOf(status)->field, "resolutions[1].owner_unit_id");
}

TEST(MeetingTest, OfficeOfAnotherTownTakesPartAndDoesNotLead) {
  Actor guest = Person(Role::kOffice);
  guest.division = "370481105";
  for (A action : {A::kConvene, A::kNameChair, A::kHold, A::kSubmitMinutes, A::kClose}) {
    const auto lead = [&](Meeting meeting) {
      switch (action) {
        case A::kConvene:
          return meeting.Convene(guest, Call());
        case A::kNameChair:
          return meeting.NameChair(guest, guest.user);
        case A::kHold:
          return meeting.Hold(guest, {kPolice.unit, kCommission.unit});
        case A::kSubmitMinutes:
          return meeting.SubmitMinutes(guest, {"会议纪要", {}, {Resolved(kPolice)}}, kNow);
        default:
          return meeting.Close(guest);
      }
    };
    EXPECT_THAT(lead(In(S::kHeld)), RefusedBy("NOT_THE_CONVENER"));
  }
}

TEST(MeetingTest, UnitThatALeadAccusesIsNotAskedAndHearsNothing) {
  Meeting meeting = Proposed();
  meeting.barred_units = {kCommission.unit};
  const absl::Status asked = meeting.Convene(kOffice, Call());
  EXPECT_THAT(asked, RefusedBy("UNIT_MUST_STAND_ASIDE"));
  EXPECT_EQ(RefusalOf(asked)->field, "required_unit_ids[1]");

  // One that is accused since it was asked: the meeting goes on without it.
  meeting = In(S::kConvened);
  EXPECT_TRUE(meeting.VisibleTo(kPolice));
  meeting.barred_units = {kPolice.unit};
  EXPECT_FALSE(meeting.VisibleTo(kPolice));
  const absl::Status held = meeting.Hold(kOffice, {kCommission.unit, kPolice.unit});
  EXPECT_THAT(held, RefusedBy("UNIT_MUST_STAND_ASIDE"));
  EXPECT_EQ(RefusalOf(held)->field, "attending_unit_ids[1]");
  EXPECT_OK(meeting.Hold(kOffice, {kCommission.unit}));

  // What it was to do is then done by whoever leads the meeting.
  meeting = In(S::kInForce);
  meeting.barred_units = {kPolice.unit};
  EXPECT_THAT(meeting.CompleteResolution(kCommission, 1, "已核实", kNow),
              RefusedBy("NOT_THE_OWNER"));
  EXPECT_OK(meeting.CompleteResolution(kOffice, 1, "已核实", kNow));
}

TEST(MeetingTest, OneAboutASealedLeadIsTheCommissions) {
  Actor superior = Person(Role::kDiscipline);
  superior.division = "370481";
  Meeting meeting = Proposed();
  meeting.seals = {"370481104"};
  for (const Actor& actor : {kOffice, kProposer, Person(Role::kLeader)})
    EXPECT_FALSE(meeting.VisibleTo(actor));
  EXPECT_THAT(meeting.Convene(kOffice, Call()), RefusedBy("NOT_THE_CONVENER"));
  EXPECT_TRUE(meeting.VisibleTo(kCommission));
  EXPECT_TRUE(meeting.VisibleTo(superior));
  ASSERT_OK(meeting.Convene(kCommission, Call()));
  EXPECT_TRUE(meeting.VisibleTo(kChair));
  EXPECT_TRUE(meeting.VisibleTo(kPolice));

  // Of one about the town's own leader its own commission knows nothing.
  meeting.seals = {"370481"};
  EXPECT_FALSE(meeting.VisibleTo(Person(Role::kDiscipline)));
  EXPECT_TRUE(meeting.VisibleTo(superior));
}

}  // namespace
}  // namespace hecha::consultation
