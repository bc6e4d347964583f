// Properties over random sequences of actions by random people, each with a real signature:
// whatever is tried in whatever order, no case reaches a state it must not be in.
#include <random>
#include <set>

#include "services/common/security/signing.h"
#include "tests/services/verification/case_fixture.h"

namespace hecha::verification {
namespace {

constexpr int kSequences = 400;
constexpr int kActions = 80;

class Sequence {
 public:
  explicit Sequence(unsigned seed) : random_(seed) {
    subject_ = Case::Open(MakeId<CaseId>(0xca),
                          GivenTo(Chance(2) ? Level::kTown : Level::kProvince), kNow);
  }

  // One random action by a random person; true if it was taken.
  bool Step() {
    const Actor actor = people_[Pick(people_.size())];
    const ActionRule& rule = ActionRules()[Pick(ActionRules().size())];
    if (!subject_.Admit(rule.action, actor).ok()) return false;
    const Case before = subject_;
    const absl::Status taken = Try(rule.action, actor);
    if (!taken.ok()) {
      EXPECT_EQ(subject_.version, before.version) << rule.name;
      EXPECT_EQ(subject_.state, before.state) << rule.name;
      return false;
    }
    EXPECT_EQ(subject_.version, before.version + 1) << rule.name;
    CheckMove(before.state, rule.action);
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
      return subject_.Record(FindingOf(1 + static_cast<int>(Pick(2)), outcome)).status();
    }
    if (action == Action::kSubmit)
      return subject_.Submit("经核查", actor.user, kNow, security::Sha256).status();
    if (action == Action::kEndorse) return subject_.Endorse(SignedBy(actor, subject_)).status();
    if (action == Action::kRefuse && !Chance(4)) return absl::CancelledError("too often");
    if (action == Action::kReturn && !Chance(4)) return absl::CancelledError("too often");
    return Take(subject_, action);
  }

  void CheckMove(CaseState from, Action action) const {
    const absl::StatusOr<CaseState> to = Next(from, action);
    ASSERT_OK(to);
    if (action == Action::kEndorse && subject_.endorsements.size() < 2)
      EXPECT_EQ(subject_.state, CaseState::kSigning);
    else
      EXPECT_EQ(subject_.state, *to);
  }

  // Two distinct people of two units, none of them an investigator, signed what is in force.
  void CheckSignatures() const {
    const bool answered = subject_.state >= CaseState::kSigned;
    if (answered) EXPECT_EQ(subject_.endorsements.size(), 2u);
    std::set<UserId> signers;
    std::set<UnitId> units;
    for (const Endorsement& endorsement : subject_.endorsements) {
      signers.insert(endorsement.signer);
      units.insert(endorsement.unit);
      EXPECT_FALSE(subject_.InTeam(endorsement.signer));
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
  const std::vector<Actor> people_ = {
      Head(),   Wang(),   MakeActor(0x13, 1, {Role::kInvestigator, Role::kUnitHead}),
      Zhao(),   Office(), MakeActor(0x15, 1, {Role::kUnitHead}),
      Leader(), Leader(), CityOffice(),
      Office(), Clerk(),  OtherHead()};
  Case subject_;
  std::set<CaseState> reached_;
};

TEST(CasePropertyTest, NoSequenceOfActionsBreaksARule) {
  std::set<CaseState> reached;
  int taken = 0;
  for (unsigned seed = 0; seed < kSequences; ++seed) {
    SCOPED_TRACE(seed);
    Sequence sequence(seed);
    for (int i = 0; i < kActions * 10; ++i) taken += sequence.Step();
    reached.insert(sequence.reached().begin(), sequence.reached().end());
    if (HasFailure()) return;
  }
  // The sequences are worth something only if they get everywhere.
  EXPECT_EQ(reached.size(), static_cast<size_t>(kLastCaseState) - 1) << "all but ASSIGNED";
  EXPECT_GT(taken, kSequences);
}

}  // namespace
}  // namespace hecha::verification
