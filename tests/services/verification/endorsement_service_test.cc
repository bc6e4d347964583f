// Signatures on a real database: what counts as one, what voids it, and what happens when an
// edit and a signature meet.
#include "services/verification/endorsement_service.h"

#include <thread>

#include "tests/services/verification/service_fixture.h"

namespace hecha::verification {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class EndorsementServiceTest : public VerificationTest {
 protected:
  // Whatever is SIGNED or later rests on two valid signatures over a report that stands.
  void ExpectSound(CaseId id) {
    ASSERT_OK_AND_ASSIGN(const Case subject, cases_.Get(As(Office()), id));
    ASSERT_OK_AND_ASSIGN(const Report report, reports_.Get(As(Office()), id, 0));
    const bool stands = subject.state >= CaseState::kSigning;
    EXPECT_EQ(report.voided_at.has_value(), !stands);
    if (subject.state >= CaseState::kSigned) EXPECT_THAT(subject.endorsements, SizeIs(2));
    if (!stands) EXPECT_THAT(subject.endorsements, IsEmpty());
    for (const Endorsement& endorsement : subject.endorsements) {
      EXPECT_EQ(endorsement.report_version, report.version);
      EXPECT_TRUE(security::Verify(endorsement.public_key, PayloadOf(subject, endorsement),
                                   endorsement.signature));
    }
    EXPECT_EQ(subject.report_hash, stands ? report.hash : "");
  }
};

TEST_F(EndorsementServiceTest, TwoVerifiedSignaturesMakeTheCaseSigned) {
  ConfirmKeys();
  const CaseId id = Submitted().id;
  ASSERT_OK_AND_ASSIGN(const Case once, Endorse(Head(), id));
  EXPECT_EQ(once.state, CaseState::kSigning);
  EXPECT_THAT(Endorse(Head(), id), RefusedBy("SAME_PERSON"));
  ASSERT_OK_AND_ASSIGN(const Case twice, Endorse(Leader(), id));
  EXPECT_EQ(twice.state, CaseState::kSigned);
  EXPECT_EQ(twice.endorsements[0].capacity, Capacity::kUnitHead);
  EXPECT_EQ(twice.endorsements[1].capacity, Capacity::kLeader);
  EXPECT_EQ(twice.endorsements[1].signed_at, clock_.Now());
  ExpectSound(id);
}

TEST_F(EndorsementServiceTest, PreparedPayloadNamesTheReportInForce) {
  const Case subject = Submitted();
  ASSERT_OK_AND_ASSIGN(const EndorsementDraft draft,
                       endorsements_.Prepare(As(Leader()), subject.id));
  EXPECT_EQ(draft.payload, PayloadOf(subject, draft.endorsement));
  EXPECT_EQ(draft.endorsement.signer, Leader().user);
  EXPECT_THAT(endorsements_.Prepare(As(Wang()), subject.id),
              RefusedBy("INVESTIGATOR_MAY_NOT_SIGN"));
  EXPECT_THAT(endorsements_.Prepare(As(Zhao()), subject.id), RefusedBy("NOT_A_SIGNATORY"));
  EXPECT_THAT(endorsements_.Prepare(As(Leader()), Found().id), RefusedBy("ILLEGAL_TRANSITION"));
}

TEST_F(EndorsementServiceTest, OnlyAConfirmedKeyOfTheSignerCounts) {
  const CaseId id = Submitted().id;
  ASSERT_OK_AND_ASSIGN(Signature signature, Sign(Leader(), id));
  EXPECT_THAT(endorsements_.Endorse(As(Leader()), id, signature), RefusedBy("UNKNOWN_KEY"));
  ASSERT_OK_AND_ASSIGN(const SigningKey key,
                       keys_.Enrol(As(Leader()), KeyOf(Leader()).public_key, ProofOf(Leader())));
  EXPECT_THAT(endorsements_.Endorse(As(Leader()), id, signature), RefusedBy("KEY_NOT_CONFIRMED"));
  ASSERT_OK(keys_.Confirm(As(Office()), key.id));
  EXPECT_THAT(endorsements_.Endorse(As(Head()), id, signature), RefusedBy("KEY_OF_ANOTHER"));
  signature.bytes[7] ^= 1;
  EXPECT_THAT(endorsements_.Endorse(As(Leader()), id, signature), RefusedBy("BAD_SIGNATURE"));
  signature.bytes[7] ^= 1;
  ASSERT_OK(keys_.Revoke(As(Leader()), key.id, "遗失", clock_.Now()));
  EXPECT_THAT(endorsements_.Endorse(As(Leader()), id, signature), RefusedBy("KEY_REVOKED"));
  EXPECT_EQ(Count("SELECT COUNT(*) FROM endorsement"), 0);
  ExpectSound(id);
}

TEST_F(EndorsementServiceTest, KeyMayBeNamedByItsId) {
  const CaseId id = Submitted().id;
  ASSERT_OK_AND_ASSIGN(const SigningKey key,
                       keys_.Enrol(As(Leader()), KeyOf(Leader()).public_key, ProofOf(Leader())));
  ASSERT_OK(keys_.Confirm(As(CityOffice()), key.id));
  ASSERT_OK_AND_ASSIGN(const Signature signature, Sign(Leader(), id));
  EXPECT_OK(
      endorsements_.Endorse(As(Leader()), id, {signature.bytes, "", key.id, signature.signed_at}));
}

TEST_F(EndorsementServiceTest, KeyBelongsToWhoEnrolledItFirst) {
  ASSERT_OK(keys_.Enrol(As(Leader()), KeyOf(Leader()).public_key, ProofOf(Leader())));
  // Who takes a stranger's public key cannot prove to hold the private one.
  EXPECT_THAT(keys_.Enrol(As(Head()), KeyOf(Leader()).public_key, ProofOf(Leader())),
              RefusedBy("BAD_PROOF"));
  EXPECT_THAT(keys_.Enrol(As(Leader()), KeyOf(Leader()).public_key, ProofOf(Leader())),
              RefusedBy("KEY_TAKEN"));
  EXPECT_THAT(keys_.List(As(Head()), {}, Page()), IsOkAndHolds(IsEmpty()));
  EXPECT_THAT(keys_.List(As(Leader()), {}, Page()), IsOkAndHolds(SizeIs(1)));
  EXPECT_THAT(keys_.List(As(CityOffice()), {}, Page()), IsOkAndHolds(SizeIs(1)));
  EXPECT_THAT(keys_.List(As(NextTownsOffice()), {}, Page()), IsOkAndHolds(IsEmpty()));
}

TEST_F(EndorsementServiceTest, SignatureOverAnEarlierVersionIsRefused) {
  ConfirmKeys();
  const CaseId id = Submitted().id;
  ASSERT_OK_AND_ASSIGN(const Signature stale, Sign(Leader(), id));
  ASSERT_OK(cases_.Record(As(Wang()), id, StepOf("补充谈话")));
  EXPECT_THAT(endorsements_.Endorse(As(Leader()), id, stale), RefusedBy("ILLEGAL_TRANSITION"));
  ASSERT_OK(reports_.Submit(As(Wang()), id, "补充后……"));
  EXPECT_THAT(endorsements_.Endorse(As(Leader()), id, stale), RefusedBy("BAD_SIGNATURE"));
}

TEST_F(EndorsementServiceTest, ASignatureIsHandedInWithinTenMinutes) {
  ConfirmKeys();
  const CaseId id = Submitted().id;
  ASSERT_OK_AND_ASSIGN(Signature signature, Sign(Leader(), id));
  clock_.Advance(absl::Minutes(10));
  EXPECT_THAT(endorsements_.Endorse(As(Leader()), id, signature), RefusedBy("SIGNED_TOO_LONG_AGO"));
  // The time is signed too: a later one does not fit the signature.
  signature.signed_at = clock_.Now();
  EXPECT_THAT(endorsements_.Endorse(As(Leader()), id, signature), RefusedBy("BAD_SIGNATURE"));
  ExpectSound(id);
}

TEST_F(EndorsementServiceTest, OneSignatureIsTheUnitHeads) {
  ConfirmKeys();
  ASSERT_OK_AND_ASSIGN(const SigningKey key,
                       keys_.Enrol(As(Office()), KeyOf(Office()).public_key, ProofOf(Office())));
  ASSERT_OK(keys_.Confirm(As(CityOffice()), key.id));
  const CaseId id = Submitted().id;
  ASSERT_OK(Endorse(Leader(), id));
  EXPECT_THAT(endorsements_.Prepare(As(Office()), id), RefusedBy("NO_SEAT_LEFT"));
  EXPECT_OK(Endorse(Head(), id));
  // A lead of the centre asks for a leader.
  const CaseId central = Submitted(Outcome::kSubstantiated, Level::kCentral).id;
  EXPECT_THAT(endorsements_.Prepare(As(Office()), central), RefusedBy("NO_SEAT_LEFT"));
  EXPECT_OK(Endorse(Leader(), central));
}

TEST_F(EndorsementServiceTest, AKeyRevokedFromADateOpensTheGateAgain) {
  ConfirmKeys();
  const CaseId id = Signed().id;
  EXPECT_TRUE(cases_.Get(As(Office()), id)->IsEndorsed());
  SigningKeyFilter filter;
  filter.user = Leader().user;
  ASSERT_OK_AND_ASSIGN(const auto keys, keys_.List(As(Office()), filter, Page()));
  const absl::Time signed_at = clock_.Now();
  clock_.Advance(absl::Hours(1));
  ASSERT_OK(keys_.Revoke(As(Office()), keys.at(0).id, "遗失", signed_at));
  ASSERT_OK_AND_ASSIGN(const Case after, cases_.Get(As(Office()), id));
  EXPECT_FALSE(after.IsEndorsed());
  EXPECT_EQ(after.OpenGates().front(), Gate::kEndorsements);
}

TEST_F(EndorsementServiceTest, WhoseKeyWasStolenSignsAnewAndTheCaseGoesOn) {
  ConfirmKeys();
  const CaseId id = Signed().id;
  ASSERT_OK(conclusions_.File(As(Head()), id, FilingAt(clock_.Now())));
  SigningKeyFilter filter;
  filter.user = Leader().user;
  ASSERT_OK_AND_ASSIGN(const auto keys, keys_.List(As(Office()), filter, Page()));
  const absl::Time stolen_at = clock_.Now();
  clock_.Advance(absl::Hours(1));
  ASSERT_OK(keys_.Revoke(As(Leader()), keys.at(0).id, "被盗", stolen_at));
  EXPECT_THAT(conclusions_.Close(As(Office()), id), RefusedBy("OPEN_GATES"));

  const security::SigningKey fresh = security::SigningKey::Generate();
  ASSERT_OK_AND_ASSIGN(
      const SigningKey enrolled,
      keys_.Enrol(As(Leader()), fresh.public_key,
                  fresh.Sign(SigningKey::PossessionPayload(Leader().user, fresh.public_key))));
  ASSERT_OK(keys_.Confirm(As(Office()), enrolled.id));
  ASSERT_OK_AND_ASSIGN(const EndorsementDraft draft, endorsements_.Prepare(As(Leader()), id));
  ASSERT_OK_AND_ASSIGN(const Case anew,
                       endorsements_.Endorse(As(Leader()), id,
                                             {fresh.Sign(draft.payload), fresh.public_key,
                                              std::nullopt, draft.endorsement.signed_at}));
  EXPECT_EQ(anew.state, CaseState::kFiled);
  EXPECT_TRUE(anew.IsEndorsed());
  EXPECT_EQ(anew.endorsements.size(), 2u);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM lapsed_endorsement"), 1) << "it is kept aside";
  EXPECT_OK(conclusions_.Close(As(Office()), id));
}

TEST_F(EndorsementServiceTest, EditVoidsBothSignatures) {
  ConfirmKeys();
  const CaseId id = Signed().id;
  ASSERT_OK_AND_ASSIGN(const Case edited,
                       cases_.Record(As(Li()), id, FindingOf(1, Outcome::kRefuted)));
  EXPECT_EQ(edited.state, CaseState::kVerifying);
  ExpectSound(id);
  ASSERT_OK(reports_.Submit(As(Wang()), id, "更正后……"));
  ASSERT_OK(Endorse(Head(), id));
  ASSERT_OK(Endorse(Leader(), id));
  ExpectSound(id);
  EXPECT_EQ(Count("SELECT COUNT(*) FROM endorsement"), 4) << "voided signatures are kept";
}

TEST_F(EndorsementServiceTest, RefusalSendsTheReportBackWithItsReason) {
  ConfirmKeys();
  const CaseId id = Submitted().id;
  ASSERT_OK(Endorse(Head(), id));
  EXPECT_THAT(endorsements_.Refuse(As(Leader()), id, ""), RefusedBy("REQUIRED"));
  ASSERT_OK_AND_ASSIGN(const Case refused, endorsements_.Refuse(As(Leader()), id, "依据不足"));
  EXPECT_EQ(refused.state, CaseState::kVerifying);
  EXPECT_EQ(refused.reason, "依据不足");
  ExpectSound(id);
}

TEST_F(EndorsementServiceTest, OfTwoEditsOfOneVersionOneWins) {
  const Case subject = Found();
  for (int64_t version = subject.version; version < subject.version + 5; ++version) {
    std::vector<absl::Status> results(2);
    std::vector<std::thread> threads;
    for (absl::Status& result : results)
      threads.emplace_back([&] {
        result = cases_.Record(As(Wang(), version), subject.id, StepOf("谈话")).status();
      });
    for (std::thread& thread : threads) thread.join();
    const bool first_won = results[0].ok();
    EXPECT_OK(results[first_won ? 0 : 1]);
    EXPECT_THAT(results[first_won ? 1 : 0], RefusedBy("STALE_VERSION"));
    EXPECT_EQ(results[first_won ? 1 : 0].code(), absl::StatusCode::kAborted);
  }
  ASSERT_OK_AND_ASSIGN(const Case after, cases_.Get(As(Wang()), subject.id));
  EXPECT_EQ(after.version, subject.version + 5);
  EXPECT_THAT(after.steps, SizeIs(6));
}

// Both see the case with one signature. Whoever comes second is refused, or acts on what the
// first one left; never does a signature stand over something else than it was given for.
TEST_F(EndorsementServiceTest, SignatureAndEditNeverMeetInOneCase) {
  ConfirmKeys();
  const CaseId id = Submitted().id;
  int signed_first = 0;
  for (int round = 0; round < 20; ++round) {
    ASSERT_OK_AND_ASSIGN(const Case once, Endorse(Head(), id));
    ASSERT_OK_AND_ASSIGN(const Signature signature, Sign(Leader(), id));
    const int64_t seen = round % 2 == 0 ? once.version : 0;
    absl::Status endorsed;
    absl::Status edited;
    std::thread signer(
        [&] { endorsed = endorsements_.Endorse(As(Leader(), seen), id, signature).status(); });
    std::thread editor(
        [&] { edited = cases_.Record(As(Wang(), seen), id, StepOf("补充谈话")).status(); });
    signer.join();
    editor.join();
    EXPECT_TRUE(endorsed.ok() || edited.ok()) << endorsed << edited;
    if (seen != 0) EXPECT_NE(endorsed.ok(), edited.ok()) << endorsed << edited;
    ExpectSound(id);
    signed_first += endorsed.ok();
    // Back to a submitted report.
    if (!edited.ok()) {
      ASSERT_OK(cases_.Record(As(Wang()), id, StepOf("补充谈话")));
    }
    ASSERT_OK(reports_.Submit(As(Wang()), id, "经核查……"));
  }
  RecordProperty("signed_first", signed_first);
}

}  // namespace
}  // namespace hecha::verification
