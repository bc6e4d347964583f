// The state machine of cases: the table of the plan is written out here once more, and then
// every cell of states × actions is tried against a real case, and every duty against every
// kind of person.
#include "services/verification/case_action.h"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/services/verification/case_fixture.h"

namespace hecha::verification {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(CaseActionTest, TableIsTheOneOfThePlan) {
  std::vector<std::string> rows;
  for (const CaseTable::Rule& rule : kCaseTable.rules()) {
    std::string row = std::string(rule.verb);
    for (const Transition<CaseState>& move : rule.transitions)
      row +=
          fmt::format(" {}>{}", kCaseTable.words()[move.from].en, kCaseTable.words()[move.to].en);
    rows.push_back(row);
  }
  EXPECT_THAT(
      rows,
      ElementsAre("accept ASSIGNED>ACCEPTED", "return ASSIGNED>RETURNED",
                  "plan ACCEPTED>PLANNED PLANNED>PLANNED", "suspend VERIFYING>SUSPENDED",
                  "resume SUSPENDED>VERIFYING",
                  "recordStep VERIFYING>VERIFYING SIGNING>VERIFYING SIGNED>VERIFYING",
                  "recordFinding VERIFYING>VERIFYING SIGNING>VERIFYING SIGNED>VERIFYING",
                  "submit VERIFYING>SIGNING",
                  "endorse SIGNING>SIGNED SIGNED>SIGNED REPORTED>REPORTED FILED>FILED "
                  "FEEDBACK>FEEDBACK",
                  "refuse SIGNING>VERIFYING", "reportUp SIGNED>REPORTED",
                  "reject REPORTED>VERIFYING", "file SIGNED>FILED REPORTED>FILED",
                  "feedback SIGNED>FEEDBACK REPORTED>FEEDBACK FILED>FEEDBACK FEEDBACK>FEEDBACK",
                  "close SIGNED>CLOSED REPORTED>CLOSED FILED>CLOSED FEEDBACK>CLOSED",
                  "acceptReport REPORTED>REPORTED", "acknowledge FILED>FILED FEEDBACK>FEEDBACK",
                  "flagUmbrella VERIFYING>VERIFYING SUSPENDED>SUSPENDED SIGNING>SIGNING "
                  "SIGNED>SIGNED REPORTED>REPORTED FILED>FILED FEEDBACK>FEEDBACK",
                  "reverify CLOSED>REVERIFYING", "concludeReview REVERIFYING>CLOSED",
                  "declare PLANNED>PLANNED VERIFYING>VERIFYING SUSPENDED>SUSPENDED",
                  "approvePlan PLANNED>VERIFYING", "sendBackPlan PLANNED>ACCEPTED",
                  "addAllegation VERIFYING>VERIFYING",
                  "handOver VERIFYING>VERIFYING SUSPENDED>SUSPENDED",
                  "recuse ASSIGNED>ASSIGNED ACCEPTED>ACCEPTED PLANNED>PLANNED "
                  "VERIFYING>VERIFYING SUSPENDED>SUSPENDED SIGNING>VERIFYING SIGNED>VERIFYING "
                  "REPORTED>REPORTED FILED>FILED FEEDBACK>FEEDBACK",
                  "extend VERIFYING>VERIFYING SUSPENDED>SUSPENDED",
                  "returnProgress VERIFYING>VERIFYING SUSPENDED>SUSPENDED",
                  "recall ASSIGNED>RECALLED ACCEPTED>RECALLED PLANNED>RECALLED VERIFYING>RECALLED "
                  "SUSPENDED>RECALLED SIGNING>RECALLED SIGNED>RECALLED REPORTED>RECALLED "
                  "FILED>RECALLED FEEDBACK>RECALLED",
                  "collectExhibit VERIFYING>VERIFYING",
                  "requestContribution VERIFYING>VERIFYING SUSPENDED>SUSPENDED"));
}

// An outcome with which a case gets into `state`, and the guards there let `action` pass.
Outcome OutcomeFor(CaseState state, Action action) {
  const bool open = state == CaseState::kSigned || state == CaseState::kReported;
  if (action == Action::kAcknowledge) return Outcome::kTransferredElsewhere;
  if ((action == Action::kGiveFeedback && open) || state == CaseState::kFeedback)
    return Outcome::kRefuted;
  if (action == Action::kClose && state == CaseState::kReported) return Outcome::kAlreadyHandled;
  return Outcome::kSubstantiated;
}

// What refuses `action` in a state where the table allows it; empty for nothing.
std::string GuardOf(CaseState state, Action action) {
  if (action == Action::kClose && state == CaseState::kSigned) return "OPEN_GATES";
  if (action == Action::kEndorse && state != CaseState::kSigning) return "ALREADY_ENDORSED";
  if (action == Action::kGiveFeedback && state == CaseState::kFeedback) return "ALREADY_TOLD";
  return "";
}

TEST(CaseActionTest, EveryCellMovesTheCaseOrNamesWhyNot) {
  for (int number = 1; number <= static_cast<int>(kLastCaseState); ++number) {
    const CaseState state = static_cast<CaseState>(number);
    for (const CaseTable::Rule& rule : kCaseTable.rules()) {
      SCOPED_TRACE(fmt::format("{} × {}", kCaseTable.words()[state].en, rule.verb));
      Case subject = CaseIn(state, OutcomeFor(state, rule.action));
      ASSERT_EQ(subject.state, state);
      // What went up is acted on once the city took it.
      if (state == CaseState::kReported && rule.action != Action::kReject &&
          rule.action != Action::kAcceptReport)
        ASSERT_OK(Take(subject, Action::kAcceptReport));
      const Case before = subject;
      const absl::StatusOr<CaseState> to = kCaseTable.Next(state, rule.action);
      const absl::Status taken = Take(subject, rule.action);
      if (!to.ok()) {
        EXPECT_THAT(taken, RefusedBy("ILLEGAL_TRANSITION"));
        EXPECT_EQ(taken.code(), absl::StatusCode::kFailedPrecondition);
        EXPECT_THAT(std::string(RefusalOf(taken)->en),
                    testing::AllOf(HasSubstr(std::string(rule.en)),
                                   HasSubstr(std::string(kCaseTable.words()[state].en))));
        EXPECT_THAT(RefusalOf(taken)->zh, HasSubstr(std::string(rule.zh)));
        EXPECT_EQ(subject.state, before.state);
        EXPECT_EQ(subject.version, before.version);
      } else if (rule.action == Action::kCollectExhibit ||
                 rule.action == Action::kRequestContribution) {
        EXPECT_OK(taken);
        EXPECT_EQ(*to, state) << "what is done elsewhere leaves the case as it is";
      } else if (const std::string guard = GuardOf(state, rule.action); !guard.empty()) {
        EXPECT_THAT(taken, RefusedBy(guard));
        EXPECT_EQ(subject.version, before.version);
      } else {
        EXPECT_OK(taken);
        EXPECT_EQ(subject.state, *to);
        EXPECT_GT(subject.version, before.version);
      }
    }
  }
}

// Nobody is offered what the table forbids, and what it allows is withheld only where what was
// concluded so far refuses it.
TEST(CaseActionTest, OfferedIsWhatIsAllowed) {
  const std::vector<Actor> people = {Head(),   Wang(),  Zhao(),       OtherHead(),      Office(),
                                     Leader(), Clerk(), CityOffice(), NextTownsOffice()};
  for (int number = 1; number <= static_cast<int>(kLastCaseState); ++number) {
    const CaseState state = static_cast<CaseState>(number);
    const Case subject = CaseIn(state, OutcomeFor(state, Action::kAccept));
    for (const Actor& actor : people) {
      const std::vector<Action> offered = subject.ActionsOf(actor);
      for (const CaseTable::Rule& rule : kCaseTable.rules()) {
        SCOPED_TRACE(fmt::format("{} × {}", kCaseTable.words()[subject.state].en, rule.verb));
        const bool allowed = subject.VisibleTo(actor) != Visibility::kNothing &&
                             kCaseTable.Next(subject.state, rule.action).ok() &&
                             subject.Admit(rule.action, actor).ok();
        const auto times = std::count(offered.begin(), offered.end(), rule.action);
        EXPECT_LE(times, allowed ? 1 : 0);
        if (!allowed || times == 1) continue;
        Case copy = subject;
        const absl::Status taken =
            rule.action == Action::kEndorse
                ? copy.Endorse(SignedBy(actor, copy), DefaultSignerPolicy()).status()
                : Take(copy, rule.action);
        EXPECT_FALSE(taken.ok());
      }
    }
  }
}

TEST(CaseActionTest, EachPersonIsOfferedThePersonsOwnWork) {
  const auto verbs = [](CaseState state, const Actor& actor) {
    std::vector<std::string> names;
    for (Action action : CaseIn(state).ActionsOf(actor))
      names.emplace_back(kCaseTable[action].verb);
    return names;
  };
  EXPECT_THAT(verbs(CaseState::kAssigned, Head()), ElementsAre("accept", "return", "recuse"));
  EXPECT_THAT(verbs(CaseState::kPlanned, Head()),
              ElementsAre("plan", "approvePlan", "sendBackPlan", "recuse"));
  EXPECT_THAT(verbs(CaseState::kPlanned, Wang()), ElementsAre("plan", "declare"));
  EXPECT_THAT(verbs(CaseState::kVerifying, Zhao()), ElementsAre());
  EXPECT_THAT(
      verbs(CaseState::kVerifying, Wang()),
      ElementsAre("recordStep", "recordFinding", "submit", "flagUmbrella", "declare",
                  "addAllegation", "returnProgress", "collectExhibit", "requestContribution"));
  EXPECT_THAT(verbs(CaseState::kSigning, Leader()), ElementsAre("endorse", "refuse"));
  EXPECT_THAT(verbs(CaseState::kVerifying, CityOffice()), ElementsAre("extend"));
}

TEST(CaseActionTest, EveryDutyIsOfThosePeopleOnly) {
  const std::vector<Actor> people = {
      Head(),   Wang(),   Zhao(),       OtherHead(), OtherInvestigator(),
      Office(), Leader(), CityOffice(), Clerk(),     NextTownsOffice()};
  // y: may; u: NOT_YOUR_UNIT; t: NOT_OF_TEAM; s: NOT_A_SIGNATORY; i: INVESTIGATOR_MAY_NOT_SIGN;
  // o: NOT_OFFICE; c: NOT_CITY_OFFICE; a: NOT_THE_APPROVER; n: NOBODYS_DUTY. Columns as in
  // `people`.
  const std::map<Duty, std::string> expected = {
      {Duty::kUnitHead, "yuuuuuuuuu"},     {Duty::kUnitMember, "yyyuuuuuuu"},
      {Duty::kTeam, "tytttttttt"},         {Duty::kSignatory, "yisssyysss"},
      {Duty::kOffice, "oooooyoooo"},       {Duty::kCityOffice, "cccccccycc"},
      {Duty::kSeated, "tytttttttt"},       {Duty::kTeamKeeper, "yuuuuyuuuu"},
      {Duty::kPlanApprover, "yaaaayyaaa"}, {Duty::kExtensionApprover, "aaaaayyyaa"},
      {Duty::kNobody, "nnnnnnnnnn"},
  };
  const std::map<std::string, char> letters = {
      {"NOT_YOUR_UNIT", 'u'},    {"NOT_OF_TEAM", 't'},
      {"NOT_A_SIGNATORY", 's'},  {"INVESTIGATOR_MAY_NOT_SIGN", 'i'},
      {"NOT_OFFICE", 'o'},       {"NOT_CITY_OFFICE", 'c'},
      {"NOT_THE_APPROVER", 'a'}, {"NOBODYS_DUTY", 'n'}};
  const Case subject = CaseIn(CaseState::kVerifying);
  for (const CaseTable::Rule& rule : kCaseTable.rules()) {
    std::string row;
    for (const Actor& actor : people) {
      const absl::Status admitted = subject.Admit(rule.action, actor);
      row += admitted.ok() ? 'y' : letters.at(RefusalOf(admitted)->rule);
    }
    EXPECT_EQ(row, expected.at(rule.duty)) << rule.verb;
  }
}

}  // namespace
}  // namespace hecha::verification
