// Properties over random sequences of actions by random people, each with a real signature:
// whatever is tried in whatever order, no case reaches a state it must not be in.
#include <random>
#include <set>

#include "services/common/security/signing.h"
#include "tests/services/verification/case_fixture.h"

namespace hecha::verification {
namespace {

constexpr int kSequences = 800;
// Most of which are not of the person or not in the state that they are tried by and in.
constexpr int kAttempts = 2'000;

class Sequence {
 public:
  explicit Sequence(unsigned seed) : random_(seed) {
    subject_ = OpenCase(Chance(2) ? Level::kTown : Level::kProvince);
  }

  // One random action by a random person; true if it was taken.
  bool Step() {
    const Actor actor = people_[Pick(people_.size())];
    const CaseTable::Rule& rule = kCaseTable.rules()[Pick(kCaseTable.rules().size())];
    if (rule.duty != Duty::kNobody && !subject_.Admit(rule.action, actor).ok()) return false;
    const Case before = subject_;
    const absl::Status taken = Try(rule.action, actor);
    if (!taken.ok()) {
      EXPECT_EQ(subject_.version, before.version) << rule.verb;
      EXPECT_EQ(subject_.state, before.state) << rule.verb;
      return false;
    }
    // What is done elsewhere leaves the case as it is.
    if (rule.action == Action::kCollectExhibit || rule.action == Action::kRequestContribution)
      return true;
    EXPECT_EQ(subject_.version, before.version + 1) << rule.verb;
    CheckMove(before.state, rule.action);
    CheckTeam(actor);
    CheckSignatures();
    CheckClosed();
    reached_.insert(subject_.state);
    return true;
  }

  const std::set<CaseState>& reached() const { return reached_; }

 private:
  size_t Pick(size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random_); }
  bool Chance(size_t n) { return Pick(n) == 0; }

  absl::Status Try(Action action, const Actor& actor) {
    if (action == Action::kRecordFinding) {
      const Outcome outcome = static_cast<Outcome>(1 + Pick(6));
      const int allegation = 1 + static_cast<int>(Pick(subject_.plan.allegations.size() + 1));
      return subject_.Record(FindingOf(allegation, outcome)).status();
    }
    if (action == Action::kSubmit)
      return subject_.Submit("经核查", actor.user, kNow, security::Sha256).status();
    if (action == Action::kEndorse)
      return subject_.Endorse(SignedBy(actor, subject_), DefaultSignerPolicy()).status();
    if (action == Action::kPlan) return subject_.ProposePlan(PlanOf(actor), Seats(), Staff());
    if (action == Action::kDeclare)
      return subject_.Declare(actor.user, {"声明", Chance(400), {}}, kNow).status();
    if (action == Action::kApprovePlan)
      return subject_.ApprovePlan(DecidedBy(actor), WorkingDays());
    // A flag keeps the case open until a commission decides, and there is none here.
    const bool seldom = action == Action::kRecuse || action == Action::kAddAllegation ||
                        action == Action::kHandOver || action == Action::kFlagUmbrella;
    if (seldom && !Chance(100)) return absl::CancelledError("too often");
    if (action == Action::kHandOver) return subject_.HandOver(Handing(Member(), Member()), Staff());
    if (action == Action::kSendBackPlan && !Chance(4)) return absl::CancelledError("too often");
    if (action == Action::kRefuse && !Chance(4)) return absl::CancelledError("too often");
    if (action == Action::kRecall && !Chance(2'000)) return absl::CancelledError("too often");
    if (action == Action::kReturn && !Chance(4)) return absl::CancelledError("too often");
    return Take(subject_, action);
  }

  const Actor& Member() { return members_[Pick(members_.size())]; }

  std::vector<TeamSeat> Seats() {
    std::vector<TeamSeat> seats;
    for (int i = 0; i < 2; ++i) seats.push_back({Member().user, std::nullopt});
    return seats;
  }

  // Nobody works on a case who stands aside, nobody decides on a plan of their own, and what is
  // verified is verified by people who all declared.
  void CheckTeam(const Actor& actor) const {
    for (const Recusal& recusal : subject_.taskforce.recusals) {
      EXPECT_FALSE(subject_.InTeam(recusal.user));
    }
    if (subject_.Recused(actor.user)) {
      EXPECT_THAT(subject_.ActionsOf(actor), ::testing::IsEmpty());
    }
    for (const PlanDecision& decision : subject_.plan.decisions)
      EXPECT_FALSE(decision.approved && subject_.InTeam(decision.decided_by) &&
                   subject_.taskforce.changes.empty());
    if (subject_.state == CaseState::kSigning) {
      EXPECT_OK(subject_.taskforce.CheckReady());
    }
  }

  void CheckMove(CaseState from, Action action) const {
    const absl::StatusOr<CaseState> to = kCaseTable.Next(from, action);
    ASSERT_OK(to);
    if (action == Action::kEndorse && subject_.endorsements.size() < 2)
      EXPECT_EQ(subject_.state, CaseState::kSigning);
    else
      EXPECT_EQ(subject_.state, *to);
  }

  // Two distinct people of two units, none of them an investigator, signed what is in force.
  void CheckSignatures() const {
    const bool answered =
        subject_.state >= CaseState::kSigned && subject_.state <= CaseState::kReverifying;
    if (answered) EXPECT_EQ(subject_.endorsements.size(), 2u);
    std::set<UserId> signers;
    std::set<UnitId> units;
    for (const Endorsement& endorsement : subject_.endorsements) {
      signers.insert(endorsement.signer);
      units.insert(endorsement.unit);
      EXPECT_FALSE(subject_.WasInTeam(endorsement.signer));
      EXPECT_EQ(endorsement.report_version, subject_.report_version);
      EXPECT_TRUE(security::Verify(endorsement.public_key, PayloadOf(subject_, endorsement),
                                   endorsement.signature));
    }
    EXPECT_EQ(signers.size(), subject_.endorsements.size());
    EXPECT_EQ(units.size(), subject_.endorsements.size());
  }

  void CheckClosed() const {
    if (subject_.state != CaseState::kClosed) return;
    ASSERT_TRUE(subject_.outcome.has_value());
    const Outcome outcome = *subject_.outcome;
    if (outcome == Outcome::kRefuted || outcome == Outcome::kUnverifiable)
      EXPECT_TRUE(subject_.feedback.has_value());
    else if (outcome != Outcome::kAlreadyHandled)
      EXPECT_TRUE(subject_.filing.has_value());
    if (subject_.assignment.level != Level::kTown || outcome == Outcome::kAlreadyHandled)
      EXPECT_TRUE(subject_.reported_at.has_value());
  }

  std::mt19937 random_;
  // A unit head who is in the team, and one who is not; a second head of the same unit.
  const std::vector<Actor> people_ = {Head(),
                                      Wang(),
                                      MakeActor(0x13, 1, {Role::kInvestigator, Role::kUnitHead}),
                                      Zhao(),
                                      Office(),
                                      MakeActor(0x15, 1, {Role::kUnitHead}),
                                      Leader(),
                                      Leader(),
                                      CityOffice(),
                                      Office(),
                                      Clerk(),
                                      OtherHead(),
                                      OtherInvestigator()};
  const std::vector<Actor> members_ = {Wang(), Li(), Zhao(), OtherInvestigator()};
  Case subject_;
  std::set<CaseState> reached_;
};

TEST(CasePropertyTest, NoSequenceOfActionsBreaksARule) {
  std::set<CaseState> reached;
  int taken = 0;
  for (unsigned seed = 0; seed < kSequences; ++seed) {
    SCOPED_TRACE(seed);
    Sequence sequence(seed);
    for (int i = 0; i < kAttempts; ++i) taken += sequence.Step();
    reached.insert(sequence.reached().begin(), sequence.reached().end());
    if (HasFailure()) return;
  }
  // The sequences are worth something only if they get everywhere.
  reached.erase(CaseState::kAssigned);  // where they begin
  EXPECT_EQ(reached.size(), static_cast<size_t>(kLastCaseState) - 1);
  EXPECT_GT(taken, kSequences);
}

}  // namespace
}  // namespace hecha::verification
