// The state machine of cases: the table of the plan is written out here once more, and then
// every cell of states × actions is tried against a real case, and every duty against every
// kind of person.
#include "services/verification/case_action.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "tests/services/verification/case_fixture.h"

namespace hecha::verification {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(CaseActionTest, TableIsTheOneOfThePlan) {
  std::vector<std::string> rows;
  for (const ActionRule& rule : ActionRules()) {
    std::string row = std::string(rule.name);
    for (const Move& move : rule.moves)
      row += fmt::format(" {}>{}", StateName(move.from), StateName(move.to));
    rows.push_back(row);
  }
  EXPECT_THAT(
      rows,
      ElementsAre("ACCEPT ASSIGNED>ACCEPTED", "RETURN ASSIGNED>RETURNED", "PLAN ACCEPTED>VERIFYING",
                  "SUSPEND VERIFYING>SUSPENDED", "RESUME SUSPENDED>VERIFYING",
                  "RECORD_STEP VERIFYING>VERIFYING SIGNING>VERIFYING SIGNED>VERIFYING",
                  "RECORD_FINDING VERIFYING>VERIFYING SIGNING>VERIFYING SIGNED>VERIFYING",
                  "SUBMIT VERIFYING>SIGNING", "ENDORSE SIGNING>SIGNED", "REFUSE SIGNING>VERIFYING",
                  "REPORT_UP SIGNED>REPORTED", "REJECT REPORTED>VERIFYING",
                  "FILE SIGNED>FILED REPORTED>FILED",
                  "GIVE_FEEDBACK SIGNED>FEEDBACK REPORTED>FEEDBACK",
                  "CLOSE SIGNED>CLOSED REPORTED>CLOSED FILED>CLOSED FEEDBACK>CLOSED"));
}

TEST(CaseActionTest, RulesStandInTheOrderOfActions) {
  for (size_t i = 0; i < ActionRules().size(); ++i)
    EXPECT_EQ(static_cast<size_t>(ActionRules()[i].action), i);
}

// An outcome with which a case gets into `state`, and the guards there let `action` pass.
Outcome OutcomeFor(CaseState state, Action action) {
  const bool open = state == CaseState::kSigned || state == CaseState::kReported;
  if ((action == Action::kGiveFeedback && open) || state == CaseState::kFeedback)
    return Outcome::kRefuted;
  if (action == Action::kClose && state == CaseState::kReported) return Outcome::kAlreadyHandled;
  return Outcome::kSubstantiated;
}

TEST(CaseActionTest, EveryCellMovesTheCaseOrNamesWhyNot) {
  for (int number = 1; number <= static_cast<int>(kLastCaseState); ++number) {
    const CaseState state = static_cast<CaseState>(number);
    for (const ActionRule& rule : ActionRules()) {
      SCOPED_TRACE(fmt::format("{} × {}", StateName(state), rule.name));
      Case subject = CaseIn(state, OutcomeFor(state, rule.action));
      ASSERT_EQ(subject.state, state);
      const Case before = subject;
      const absl::StatusOr<CaseState> to = Next(state, rule.action);
      const absl::Status taken = Take(subject, rule.action);
      if (!to.ok()) {
        EXPECT_THAT(taken, RefusedBy("ILLEGAL_TRANSITION"));
        EXPECT_EQ(taken.code(), absl::StatusCode::kFailedPrecondition);
        EXPECT_THAT(std::string(RefusalOf(taken)->en),
                    testing::AllOf(HasSubstr(std::string(rule.name)),
                                   HasSubstr(std::string(StateName(state)))));
        EXPECT_THAT(RefusalOf(taken)->zh, HasSubstr(std::string(rule.zh)));
        EXPECT_EQ(subject.state, before.state);
        EXPECT_EQ(subject.version, before.version);
      } else if (state == CaseState::kSigned && rule.action == Action::kClose) {
        EXPECT_THAT(taken, RefusedBy("OPEN_GATES"));
        EXPECT_EQ(subject.version, before.version);
      } else {
        EXPECT_OK(taken);
        EXPECT_EQ(subject.state, *to);
        EXPECT_GT(subject.version, before.version);
      }
    }
  }
}

TEST(CaseActionTest, EveryDutyIsOfThosePeopleOnly) {
  const std::vector<Actor> people = {
      Head(),   Wang(),   Zhao(),       OtherHead(), OtherInvestigator(),
      Office(), Leader(), CityOffice(), Clerk(),     NextTownsOffice()};
  // y: may; u: NOT_YOUR_UNIT; t: NOT_OF_TEAM; s: NOT_A_SIGNATORY; i: INVESTIGATOR_MAY_NOT_SIGN;
  // o: NOT_OFFICE; c: NOT_CITY_OFFICE. Columns as in `people`.
  const std::map<Duty, std::string> expected = {
      {Duty::kUnitHead, "yuuuuuuuuu"}, {Duty::kUnitMember, "yyyuuuuuuu"},
      {Duty::kTeam, "tytttttttt"},     {Duty::kSignatory, "yisssyysss"},
      {Duty::kOffice, "oooooyoooo"},   {Duty::kCityOffice, "cccccccycc"},
  };
  const std::map<std::string, char> letters = {
      {"NOT_YOUR_UNIT", 'u'},   {"NOT_OF_TEAM", 't'},
      {"NOT_A_SIGNATORY", 's'}, {"INVESTIGATOR_MAY_NOT_SIGN", 'i'},
      {"NOT_OFFICE", 'o'},      {"NOT_CITY_OFFICE", 'c'}};
  const Case subject = CaseIn(CaseState::kVerifying);
  for (const ActionRule& rule : ActionRules()) {
    std::string row;
    for (const Actor& actor : people) {
      const absl::Status admitted = subject.Admit(rule.action, actor);
      row += admitted.ok() ? 'y' : letters.at(RefusalOf(admitted)->rule);
    }
    EXPECT_EQ(row, expected.at(rule.duty)) << rule.name;
  }
}

}  // namespace
}  // namespace hecha::verification
