// Every cell of a problem's (state, action), who may take which, and what must be said.
#include "services/supervision/problem.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/testing/status_matchers.h"

namespace hecha::supervision {
namespace {

using S = ProblemState;

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

const Actor kHead = Person(Role::kUnitHead);
const Actor kOffice = Person(Role::kOffice);

ProblemReport Report() {
  return {"370481104", kHead.unit, "西岗派出所", {}, "未按期核查", kNow + absl::Hours(24)};
}

Problem Raised() {
  return Problem::Raise(ProblemId::New(kNow), Report(), kOffice.AuditId(), kNow).value();
}

enum class A { kPlan, kReport, kStrikeOff, kSendBack };
constexpr A kActions[] = {A::kPlan, A::kReport, A::kStrikeOff, A::kSendBack};

absl::Status Act(Problem& problem, A action) {
  switch (action) {
    case A::kPlan:
      return problem.Plan(kHead, "增派两人");
    case A::kReport:
      return problem.ReportRectified(kHead, "已核查完毕");
    case A::kStrikeOff:
      return problem.StrikeOff(kOffice, kNow);
    case A::kSendBack:
      return problem.SendBack(kOffice, "证据不足");
  }
  return absl::InternalError("no such action");
}

const std::map<S, std::vector<A>> kWays = {{S::kRaised, {}},
                                           {S::kRectifying, {A::kPlan}},
                                           {S::kToAccept, {A::kPlan, A::kReport}},
                                           {S::kStruckOff, {A::kPlan, A::kReport, A::kStrikeOff}}};

Problem In(S state) {
  Problem problem = Raised();
  for (A action : kWays.at(state)) EXPECT_OK(Act(problem, action));
  EXPECT_EQ(problem.state, state);
  return problem;
}

TEST(ProblemTest, EveryCellOfStateAndActionIsAsTheTableSays) {
  const std::map<std::pair<S, A>, S> allowed = {{{S::kRaised, A::kPlan}, S::kRectifying},
                                                {{S::kRectifying, A::kReport}, S::kToAccept},
                                                {{S::kToAccept, A::kStrikeOff}, S::kStruckOff},
                                                {{S::kToAccept, A::kSendBack}, S::kRectifying}};
  for (const auto& [state, way] : kWays) {
    for (A action : kActions) {
      Problem problem = In(state);
      const int64_t version = problem.version;
      const absl::Status status = Act(problem, action);
      SCOPED_TRACE(testing::Message()
                   << ProblemStateName(state) << " action " << static_cast<int>(action));
      const auto cell = allowed.find({state, action});
      if (cell != allowed.end()) {
        EXPECT_OK(status);
        EXPECT_EQ(problem.state, cell->second);
        EXPECT_EQ(problem.version, version + 1);
      } else {
        EXPECT_THAT(status, RefusedBy("ILLEGAL_TRANSITION"));
        EXPECT_EQ(problem.state, state);
        EXPECT_EQ(problem.version, version);
      }
    }
  }
}

TEST(ProblemTest, OnlyTheUnitRectifies) {
  Problem raised = In(S::kRaised);
  EXPECT_THAT(raised.Plan(kOffice, "增派两人"), RefusedBy("NOT_YOUR_UNIT"));
  Problem rectifying = In(S::kRectifying);
  EXPECT_THAT(rectifying.ReportRectified(kOffice, "已核查完毕"), RefusedBy("NOT_YOUR_UNIT"));
}

TEST(ProblemTest, NeitherRectifierNorColleagueMayAccept) {
  Actor colleague = Person(Role::kLeader);
  colleague.unit = kHead.unit;
  Actor moved = kHead;  // the rectifier, who has another post now
  moved.unit = UnitId::New(kNow);
  moved.roles = {Role::kOffice};
  for (const Actor& actor : {kHead, colleague, moved}) {
    Problem problem = In(S::kToAccept);
    EXPECT_THAT(problem.StrikeOff(actor, kNow), RefusedBy("RECTIFIER_MAY_NOT_ACCEPT"));
    EXPECT_THAT(problem.SendBack(actor, "证据不足"), RefusedBy("RECTIFIER_MAY_NOT_ACCEPT"));
    EXPECT_EQ(problem.state, S::kToAccept);
  }
}

TEST(ProblemTest, StrikingOffRecordsWhoAndWhen) {
  Problem problem = In(S::kToAccept);
  ASSERT_OK(problem.StrikeOff(kOffice, kNow + absl::Hours(5)));
  EXPECT_EQ(problem.rectifier, kHead.user);
  EXPECT_EQ(problem.acceptor, kOffice.user);
  EXPECT_EQ(problem.struck_off_at, kNow + absl::Hours(5));
}

TEST(ProblemTest, EveryTextIsRequiredAndBounded) {
  const auto raise = [](auto spoil) {
    ProblemReport report = Report();
    spoil(report);
    return Problem::Raise(ProblemId::New(kNow), report, "citizen", kNow).status();
  };
  EXPECT_THAT(raise([](auto& r) { r.unit_name = ""; }), RefusedBy("REQUIRED"));
  EXPECT_THAT(raise([](auto& r) { r.description = ""; }), RefusedBy("REQUIRED"));
  EXPECT_THAT(raise([](auto& r) { r.description = std::string(2001, 'x'); }),
              RefusedBy("TOO_LONG"));
  EXPECT_THAT(raise([](auto& r) { r.due = kNow; }), RefusedBy("DUE_IN_PAST"));
  EXPECT_THAT(In(S::kRaised).Plan(kHead, ""), RefusedBy("REQUIRED"));
  EXPECT_THAT(In(S::kRectifying).ReportRectified(kHead, ""), RefusedBy("REQUIRED"));
  EXPECT_THAT(In(S::kToAccept).SendBack(kOffice, ""), RefusedBy("REQUIRED"));
  EXPECT_THAT(In(S::kToAccept).SendBack(kOffice, std::string(501, 'x')), RefusedBy("TOO_LONG"));
}

TEST(ProblemTest, IsSeenByItsUnitAndByItsSupervisors) {
  const Problem problem = Raised();
  EXPECT_TRUE(problem.VisibleTo(kHead));
  EXPECT_TRUE(problem.VisibleTo(kOffice));
  Actor city = Person(Role::kCityOffice);
  city.division = "370481";
  EXPECT_TRUE(problem.VisibleTo(city));
  EXPECT_FALSE(problem.VisibleTo(Person(Role::kUnitHead)));
  Actor neighbour = Person(Role::kOffice);
  neighbour.division = "370481105";
  EXPECT_FALSE(problem.VisibleTo(neighbour));
}

}  // namespace
}  // namespace hecha::supervision
