// The bytes that a signatory signs.
#include "services/verification/endorsement.h"

#include "tests/services/verification/case_fixture.h"

namespace hecha::verification {
namespace {

Endorsement Draft() {
  Endorsement draft;
  draft.report_version = 3;
  draft.signer = MakeId<UserId>(0x41);
  draft.unit = MakeId<UnitId>(4);
  draft.capacity = Capacity::kLeader;
  return draft;
}

TEST(EndorsementTest, PayloadIsTheseBytes) {
  EXPECT_EQ(EndorsementPayload(MakeId<CaseId>(0xca), std::string(32, '\xab'), Draft(),
                               std::string(32, '\x0f')),
            "hecha-endorsement-v2\n"
            "cacacaca-caca-caca-caca-cacacacacaca\n"
            "3\n"
            "abababababababababababababababababababababababababababababababab\n"
            "41414141-4141-4141-4141-414141414141\n"
            "04040404-0404-0404-0404-040404040404\n"
            "LEADER\n"
            "1970-01-01T00:00:00.000000Z\n"
            "0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f0f\n");
}

TEST(EndorsementTest, SignatureBindsPersonCapacityAndReport) {
  const Case subject = CaseIn(CaseState::kSigning);
  const Endorsement given = subject.endorsements.front();
  const auto valid = [&](const Case& about, const Endorsement& endorsement) {
    return security::Verify(given.public_key, PayloadOf(about, endorsement), given.signature);
  };
  EXPECT_TRUE(valid(subject, given));
  Endorsement other_person = given;
  other_person.signer = Leader().user;
  EXPECT_FALSE(valid(subject, other_person));
  Endorsement other_capacity = given;
  other_capacity.capacity = Capacity::kOffice;
  EXPECT_FALSE(valid(subject, other_capacity));
  Endorsement other_version = given;
  ++other_version.report_version;
  EXPECT_FALSE(valid(subject, other_version));
  Case other_report = subject;
  other_report.report_hash.back() ^= 1;
  EXPECT_FALSE(valid(other_report, given));
}

}  // namespace
}  // namespace hecha::verification
