// The triage board on a real database: every lead that waits for the office stands in the column
// of the step it waits for, and nowhere once the step is taken.
#include <gmock/gmock.h>

#include "hecha/intake/v1/triage_board.pb.h"
#include "hecha/verification/v1/events.pb.h"
#include "tests/services/intake/intake_host.h"

namespace hecha::intake {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

class TriageBoardTest : public IntakeTest {
 protected:
  absl::StatusOr<v1::TriageBoard> Ask(const Actor& actor, int column_size = 0) {
    v1::GetTriageBoardRequest request;
    request.set_column_size(column_size);
    return host_.Ask<v1::TriageBoard>(actor, "hecha.intake.v1.TriageBoardService/GetTriageBoard",
                                      request);
  }

  // The ids in a column of the office's board.
  std::vector<std::string> In(v1::TriageStep step) {
    std::vector<std::string> ids;
    const v1::TriageBoard board = Ask(office_).value();
    EXPECT_EQ(board.columns_size(), 4);
    const v1::TriageColumn& column = board.columns(step - 1);
    EXPECT_EQ(column.step(), step);
    EXPECT_EQ(column.count(), column.cards_size());
    for (const v1::TriageCard& card : column.cards()) ids.push_back(card.lead().id());
    return ids;
  }

  std::string CreateAt(const std::string& title, const std::string& narrative) {
    v1::CreateLeadRequest request = Draft(title);
    request.set_narrative(narrative);
    host_.clock().Advance(absl::Seconds(1));
    return Create(request).value().id();
  }
};

constexpr char kGravel[] = "来电人反映某砂石场以威胁手段垄断供料，并殴打不从者。";
constexpr char kLoans[] = "来信反映有人在集贸市场放高利贷，利滚利，上门滋扰商户多日。";

TEST_F(TriageBoardTest, LeadStandsInTheColumnOfTheStepItWaitsFor) {
  const std::string alone = CreateAt("高利贷", kLoans);
  const std::string first = CreateAt("垄断供料", kGravel);
  const std::string second = CreateAt("砂石场垄断", kGravel);
  host_.Turn("match.index");
  EXPECT_THAT(In(v1::TRIAGE_STEP_ANSWER_MATCHES), ElementsAre(first, second));
  EXPECT_THAT(In(v1::TRIAGE_STEP_JUDGE), ElementsAre(alone));
  EXPECT_EQ(Ask(office_)->columns(0).cards(0).open_matches(), 1);

  AnswerMatches(first);
  EXPECT_THAT(In(v1::TRIAGE_STEP_ANSWER_MATCHES), IsEmpty());
  EXPECT_THAT(In(v1::TRIAGE_STEP_JUDGE), ElementsAre(alone, first, second));

  ASSERT_OK(Do(clerk_, "TriageLead", Judgement(first)));
  EXPECT_THAT(In(v1::TRIAGE_STEP_JUDGE), ElementsAre(alone, second));
  EXPECT_THAT(In(v1::TRIAGE_STEP_ASSIGN), ElementsAre(first));

  ASSERT_OK(Assign(first, station_));
  EXPECT_THAT(In(v1::TRIAGE_STEP_ASSIGN), IsEmpty());
  verification::v1::CaseReturned returned;
  returned.set_reason("不属本所职责");
  TellOf(first, returned);
  EXPECT_THAT(In(v1::TRIAGE_STEP_DECIDE_RETURN), ElementsAre(first));
  ASSERT_OK(DecideReturn(office_, first, v1::RETURN_DECISION_UPHELD));
  EXPECT_THAT(In(v1::TRIAGE_STEP_DECIDE_RETURN), IsEmpty());
  EXPECT_THAT(In(v1::TRIAGE_STEP_ASSIGN), ElementsAre(first));
}

TEST_F(TriageBoardTest, EachIsShownWhatOneMayReadAndDo) {
  const std::string id = Triaged().id();
  const auto lead = [&](const Actor& actor) {
    return Ask(actor).value().columns(v1::TRIAGE_STEP_ASSIGN - 1).cards(0).lead();
  };
  EXPECT_THAT(lead(office_).actions(), Contains("assign"));
  EXPECT_FALSE(lead(office_).narrative().empty());
  EXPECT_THAT(lead(clerk_).actions(), Not(Contains("assign")));
  const Actor leader = User({Role::kLeader});
  EXPECT_THAT(lead(leader).actions(), IsEmpty());
  EXPECT_TRUE(lead(leader).narrative().empty()) << "a leader reads the line";
  const auto elsewhere = Ask(User({Role::kOffice}, kNextTown));
  ASSERT_OK(elsewhere);
  for (const v1::TriageColumn& column : elsewhere->columns())
    EXPECT_EQ(column.count(), 0) << "another town's office";
  EXPECT_THAT(Ask(User({Role::kUnitHead})), StatusIs(absl::StatusCode::kPermissionDenied));
}

TEST_F(TriageBoardTest, ColumnShowsTheLongestWaitingAndCountsTheRest) {
  std::vector<std::string> ids;
  for (int i = 0; i < 3; ++i) {
    ids.push_back(Create(Draft()).value().id());
    host_.clock().Advance(absl::Seconds(1));
  }
  const v1::TriageColumn column = Ask(office_, 2)->columns(v1::TRIAGE_STEP_JUDGE - 1);
  EXPECT_EQ(column.count(), 3);
  ASSERT_EQ(column.cards_size(), 2);
  EXPECT_EQ(column.cards(0).lead().id(), ids[0]);
  EXPECT_EQ(column.cards(1).lead().id(), ids[1]);
  EXPECT_THAT(Ask(office_, 51), RefusedBy("OUT_OF_RANGE"));
}

TEST_F(TriageBoardTest, LeadAgainstTheOfficesOwnUnitIsOnNobodysBoard) {
  v1::CreateLeadRequest request = Draft();
  request.add_accused_unit_ids(station_.ToString());
  ASSERT_OK(Create(request));
  Actor colleague = office_;
  colleague.unit = station_;
  EXPECT_EQ(Ask(colleague)->columns(v1::TRIAGE_STEP_JUDGE - 1).count(), 0);
  EXPECT_EQ(Ask(office_)->columns(v1::TRIAGE_STEP_JUDGE - 1).count(), 1);
}

TEST_F(TriageBoardTest, LikenessToALeadAgainstTheOfficesOwnUnitIsNobodysToAnswer) {
  v1::CreateLeadRequest accusing = Draft();
  accusing.set_narrative(kGravel);
  accusing.add_accused_unit_ids(station_.ToString());
  ASSERT_OK(Create(accusing));
  const std::string alike = CreateAt("垄断供料", kGravel);
  host_.Turn("match.index");
  EXPECT_EQ(Ask(office_)->columns(v1::TRIAGE_STEP_ANSWER_MATCHES - 1).count(), 2);
  EXPECT_THAT(Do(clerk_, "TriageLead", Judgement(alike)), RefusedBy("MATCHES_UNANSWERED"));
  Actor colleague = office_;
  colleague.unit = station_;
  EXPECT_EQ(Ask(colleague)->columns(v1::TRIAGE_STEP_ANSWER_MATCHES - 1).count(), 0);
  EXPECT_EQ(Ask(colleague)->columns(v1::TRIAGE_STEP_JUDGE - 1).count(), 1);
  EXPECT_OK(Do(colleague, "TriageLead", Judgement(alike)));
}

}  // namespace
}  // namespace hecha::intake
