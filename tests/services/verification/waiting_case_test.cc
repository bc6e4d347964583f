// What a case waits for, and from whom: without a database; and the list of it on a real one.
#include "services/verification/waiting_case.h"

#include <gmock/gmock.h>

#include <utility>

#include "services/verification/waiting_case_service.h"
#include "tests/services/verification/service_fixture.h"

namespace hecha::verification {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(WaitingCaseTest, CaseWaitsForTheStepThatItCannotGoOnWithout) {
  const auto waits = [](const Case& subject, const Actor& actor) -> std::string {
    const std::optional<Action> step = NextStepOf(subject, actor);
    return step.has_value() ? std::string(kCaseTable[*step].verb) : "";
  };
  EXPECT_EQ(waits(CaseIn(CaseState::kAssigned), Head()), "accept");
  EXPECT_EQ(waits(CaseIn(CaseState::kAssigned), Wang()), "");
  EXPECT_EQ(waits(CaseIn(CaseState::kAccepted), Wang()), "plan");
  EXPECT_EQ(waits(CaseIn(CaseState::kAccepted), OtherHead()), "") << "another unit's";
  EXPECT_EQ(waits(CaseIn(CaseState::kPlanned), Wang()), "") << "Wang has declared";
  EXPECT_EQ(waits(CaseIn(CaseState::kPlanned), Head()), "approvePlan");
  Case subject = CaseIn(CaseState::kAccepted);
  ASSERT_OK(subject.ProposePlan(PlanOf(Head()), WangAndLi(), Staff()));
  EXPECT_EQ(waits(subject, Wang()), "declare");
  EXPECT_EQ(waits(subject, Head()), "") << "nobody approves the own plan";
  EXPECT_EQ(waits(subject, Office()), "approvePlan");

  subject = CaseIn(CaseState::kVerifying);
  EXPECT_EQ(waits(subject, Li()), "recordFinding");
  EXPECT_EQ(waits(subject, Zhao()), "") << "not of the team";
  EXPECT_EQ(waits(subject, Head()), "");
  ASSERT_OK(subject.Record(FindingOf(1, Outcome::kRefuted)));
  EXPECT_EQ(waits(subject, Li()), "recordFinding");
  ASSERT_OK(subject.Record(FindingOf(2, Outcome::kRefuted)));
  EXPECT_EQ(waits(subject, Li()), "submit");
  EXPECT_EQ(waits(CaseIn(CaseState::kSuspended), Li()), "") << "it ends by itself";

  EXPECT_EQ(waits(CaseIn(CaseState::kSigning), Head()), "") << "Head has signed";
  EXPECT_EQ(waits(CaseIn(CaseState::kSigning), Leader()), "endorse");
  EXPECT_EQ(waits(CaseIn(CaseState::kSigned), Office()), "") << "nothing asks to report it up";
  EXPECT_EQ(waits(CaseIn(CaseState::kSigned), Wang()), "file");
  EXPECT_EQ(waits(CaseIn(CaseState::kSigned, Outcome::kRefuted), Wang()), "feedback");
  const Case above = CaseIn(CaseState::kSigned, Outcome::kSubstantiated, Level::kProvince);
  EXPECT_EQ(waits(above, Office()), "reportUp");
  EXPECT_EQ(waits(above, Wang()), "");
  EXPECT_EQ(waits(CaseIn(CaseState::kReported), CityOffice()), "acceptReport");
  EXPECT_EQ(waits(CaseIn(CaseState::kFiled), Office()), "close");
  EXPECT_EQ(waits(CaseIn(CaseState::kFeedback, Outcome::kRefuted), Office()), "close");
  EXPECT_EQ(waits(CaseIn(CaseState::kClosed), Office()), "");
}

TEST(WaitingCaseTest, WhatWaitsIsAllowedInAStateThatIsLookedFor) {
  for (int number = 1; number <= static_cast<int>(kLastCaseState); ++number) {
    const CaseState state = static_cast<CaseState>(number);
    const Outcome outcome =
        state == CaseState::kFeedback ? Outcome::kRefuted : Outcome::kSubstantiated;
    const Case subject = CaseIn(state, outcome);
    for (const Actor& actor : {Head(), Wang(), Zhao(), OtherHead(), Office(), Leader(),
                               CityOffice(), Clerk(), NextTownsOffice()}) {
      const std::optional<Action> step = NextStepOf(subject, actor);
      if (!step.has_value()) continue;
      EXPECT_THAT(subject.ActionsOf(actor), testing::Contains(*step));
      EXPECT_THAT(StatesThatWaitFor(actor), testing::Contains(subject.state));
    }
  }
}

class WaitingCaseServiceTest : public VerificationTest {
 protected:
  WaitingCaseService waiting_{journal_, CaseStore(*keyring_)};
};

TEST_F(WaitingCaseServiceTest, WhatWaitsIsListedPageByPageLongestOpenFirst) {
  std::vector<CaseId> opened;
  for (int i = 0; i < 4; ++i) opened.push_back(Open().id);
  // The team's work now, and nobody else's of the unit.
  Verify(opened[1]);
  const auto waiting = [&](const Actor& actor, int size = 10) {
    std::vector<std::pair<CaseId, Action>> found;
    CaseId after;
    do {
      const auto page = waiting_.List(As(actor), "", after, size).value();
      EXPECT_LE(page.cases.size(), static_cast<size_t>(size));
      for (const auto& [subject, step] : page.cases) found.emplace_back(subject.id, step);
      after = page.next;
    } while (!after.nil());
    return found;
  };
  using testing::Pair;
  for (int size : {1, 2, 10})
    EXPECT_THAT(waiting(Head(), size),
                ElementsAre(Pair(opened[0], Action::kAccept), Pair(opened[2], Action::kAccept),
                            Pair(opened[3], Action::kAccept)));
  EXPECT_THAT(waiting(Wang()), ElementsAre(Pair(opened[1], Action::kRecordFinding)));
  EXPECT_THAT(waiting(Zhao()), IsEmpty());
  EXPECT_THAT(waiting(OtherHead()), IsEmpty());
  EXPECT_THAT(waiting(NextTownsOffice()), IsEmpty());
  ASSERT_OK(cases_.Accept(As(Head()), opened[3]));
  EXPECT_THAT(waiting(Zhao()), ElementsAre(Pair(opened[3], Action::kPlan)));
}

}  // namespace
}  // namespace hecha::verification
