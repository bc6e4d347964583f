// A signed report and its proofs, made by hand from the documents that describe them, and what
// becomes of it when anything in it is another.
#include "gateway/ctl/report_verifier.h"

#include <fmt/format.h>

#include "gateway/ctl/log_verifier.h"
#include "gateway/ctl/signed_bytes.h"
#include "gateway/transcoding/json_writer.h"
#include "gateway/transcoding/text_forms.h"
#include "hecha/verification/v1/events.pb.h"
#include "services/common/events/timestamp.h"
#include "services/common/security/key_file.h"
#include "services/common/security/keyring.h"
#include "services/common/security/signing.h"
#include "tests/testing/status_matchers.h"

namespace hecha::ctl {
namespace {

using namespace verification::v1;  // the export and the events it attests
using security::Sha256;
using security::SigningKey;
using security::ToHex;

constexpr char kCase[] = "cacacaca-caca-caca-caca-cacacacacaca";
constexpr char kUnit[] = "01010101-0101-0101-0101-010101010101";
constexpr char kOffice[] = "31313131-3131-3131-3131-313131313131";
constexpr char kLog[] = "hecha/evidence";
const absl::Time kNow = absl::FromUnixSeconds(1'555'290'123);

std::string Id(int n) {
  const std::string two = fmt::format("{:02x}", n);
  return fmt::format("{0}{0}{0}{0}-{0}{0}-{0}{0}-{0}{0}-{0}{0}{0}{0}{0}{0}", two);
}

std::string Field(std::string_view name, std::string_view value) {
  return fmt::format("{} {} {}\n", name, value.size(), value);
}

struct Signer {
  std::string user;
  std::string unit;
  std::string capacity;
  SigningKey key = SigningKey::Generate();
};

// A log whose leaves are entered one by one, and then proven under one head.
class Log {
 public:
  void Enter(const google::protobuf::Message& event, const std::string& aggregate,
             const std::string& actor, ReportExport& exported) {
    Attestation& one = *exported.add_attestations();
    one.set_payload(event.SerializeAsString());
    one.set_salt(std::string(32, 's'));
    one.set_leaf(fmt::format(
        "hecha-evidence-v1\n{}\nverification\n{}\nnoun\n{}\n1\n370481104\n{}\n{}\n\nverb\n{}\n",
        Id(static_cast<int>(leaves_.size())), event.GetDescriptor()->full_name(), aggregate,
        "2019-04-15T01:02:03.000000Z", actor, ToHex(Sha256(one.salt() + one.payload()))));
    one.set_entry_index(static_cast<int64_t>(leaves_.size()));
    leaves_.push_back(Sha256(std::string(1, '\0') + one.leaf()));
  }

  void Prove(ReportExport& exported) const {
    for (Attestation& one : *exported.mutable_attestations())
      AddPath(leaves_, static_cast<size_t>(one.entry_index()), one);
    const std::string text =
        fmt::format("{}\n{}\n{}\n", kLog, leaves_.size(), transcoding::ToBase64(Root(leaves_)));
    exported.set_checkpoint(fmt::format("{}\n\xE2\x80\x94 {} {}\n", text, kLog,
                                        transcoding::ToBase64(KeyId() + key_.Sign(text))));
  }

  std::string VerifierKey() const {
    return fmt::format("{}+{}+{}", kLog, ToHex(KeyId()),
                       transcoding::ToBase64("\x01" + key_.public_key));
  }

 private:
  using Leaves = std::vector<std::string>;

  std::string KeyId() const {
    return Sha256(fmt::format("{}\n\x01{}", kLog, key_.public_key)).substr(0, 4);
  }
  static size_t Split(size_t size) {
    size_t split = 1;
    while (split * 2 < size) split *= 2;
    return split;
  }
  static std::string Root(const Leaves& leaves) {
    if (leaves.size() == 1) return leaves[0];
    const auto middle = leaves.begin() + static_cast<ptrdiff_t>(Split(leaves.size()));
    return Sha256("\x01" + Root({leaves.begin(), middle}) + Root({middle, leaves.end()}));
  }
  static void AddPath(const Leaves& leaves, size_t index, Attestation& out) {
    if (leaves.size() == 1) return;
    const size_t split = Split(leaves.size());
    const auto middle = leaves.begin() + static_cast<ptrdiff_t>(split);
    const Leaves left(leaves.begin(), middle);
    const Leaves right(middle, leaves.end());
    AddPath(index < split ? left : right, index < split ? index : index - split, out);
    out.add_hashes(Root(index < split ? right : left));
  }

  SigningKey key_ = SigningKey::Generate();
  Leaves leaves_;
};

class ReportVerifierTest : public ::testing::Test {
 protected:
  // Everything as it should be, where `confirmer` vouches for the keys; each owner if empty.
  ReportExport Export(const std::string& confirmer = kOffice) {
    ReportExport exported;
    exported.set_form("hecha-report-v2\n" + Field("case", kCase) + Field("version", "1") +
                      Field("lead", "370481104-BZ2019-000001") + Field("unit", kUnit) +
                      Field("outcome", "REFUTED") + Field("investigator", Id(0x12)));
    exported.set_liability_text("责任告知");
    ReportSubmitted submitted;
    submitted.set_case_id(kCase);
    submitted.set_report_version(1);
    submitted.set_report_hash(Sha256(exported.form()));
    log_.Enter(submitted, kCase, Id(0x12), exported);
    for (const Signer& signer : signers_) {
      AddKey(signer, confirmer.empty() ? signer.user : confirmer, exported);
      AddSignature(signer, exported);
    }
    log_.Prove(exported);
    return exported;
  }

  void AddKey(const Signer& signer, const std::string& confirmer, ReportExport& exported) {
    SigningKeyEnrolled enrolled;
    enrolled.set_user_id(signer.user);
    enrolled.set_public_key(signer.key.public_key);
    log_.Enter(enrolled, Id(0x77), signer.user, exported);
    SigningKeyConfirmed confirmed;
    confirmed.set_user_id(signer.user);
    confirmed.set_public_key(signer.key.public_key);
    log_.Enter(confirmed, Id(0x77), confirmer, exported);
  }

  void AddSignature(const Signer& signer, ReportExport& exported) {
    const std::string hash = Sha256(exported.form());
    Endorsement& given = *exported.add_endorsements();
    given.set_report_version(1);
    given.set_signer_id(signer.user);
    given.set_signer_unit_id(signer.unit);
    given.set_signer_name("签字人");
    given.set_capacity(signer.capacity);
    given.set_public_key(signer.key.public_key);
    events::SetTimestamp(kNow, given.mutable_signed_at());
    given.set_signature(
        signer.key.Sign(EndorsementPayload(kCase, hash, given, Sha256(exported.liability_text()))));
    ReportEndorsed told;
    told.set_case_id(kCase);
    told.set_report_version(1);
    told.set_report_hash(hash);
    told.set_signer_id(signer.user);
    told.set_signer_unit_id(signer.unit);
    told.set_signer_name("签字人");
    told.set_capacity(signer.capacity);
    told.set_public_key(signer.key.public_key);
    told.set_signature(given.signature());
    log_.Enter(told, kCase, signer.user, exported);
  }

  absl::StatusOr<VerifiedReport> Verify(const ReportExport& exported) {
    return VerifyReport(exported, log_.VerifierKey());
  }

  Log log_;
  std::vector<Signer> signers_ = {{Id(0x11), kUnit, "UNIT_HEAD"}, {Id(0x41), Id(4), "LEADER"}};
};

TEST_F(ReportVerifierTest, AnHonestExportIsProven) {
  ASSERT_OK_AND_ASSIGN(const VerifiedReport verified, Verify(Export()));
  EXPECT_EQ(verified.lead_no, "370481104-BZ2019-000001");
  EXPECT_EQ(verified.signatures.size(), 2);
  EXPECT_EQ(verified.tree_size, 7);
}

TEST_F(ReportVerifierTest, EveryByteOfTheFileCounts) {
  const std::string file = transcoding::WriteJson(Export());
  ASSERT_OK(ParseExport(file));
  for (size_t at = 0; at < file.size(); ++at) {
    std::string flipped = file;
    flipped[at] = static_cast<char>(flipped[at] ^ (1 << (at % 7)));
    const absl::StatusOr<ReportExport> parsed = ParseExport(flipped);
    EXPECT_FALSE(parsed.ok() && Verify(*parsed).ok())
        << "byte " << at << ": " << file.substr(at, 8);
  }
}

TEST_F(ReportVerifierTest, AKeyThatItsOwnerConfirmedIsNone) {
  EXPECT_THAT(Verify(Export(/*confirmer=*/"")), StatusIs(absl::StatusCode::kDataLoss));
}

TEST_F(ReportVerifierTest, TwoPeopleOfTwoUnitsSignAndNoInvestigator) {
  for (const Signer& second : std::vector<Signer>{
           {Id(0x41), kUnit, "LEADER"}, {Id(0x11), Id(4), "LEADER"}, {Id(0x12), Id(4), "LEADER"}}) {
    log_ = Log();
    signers_[1] = second;
    EXPECT_THAT(Verify(Export()), StatusIs(absl::StatusCode::kDataLoss));
  }
}

TEST_F(ReportVerifierTest, AnotherLogsWordIsNothing) {
  EXPECT_THAT(VerifyReport(Export(), Log().VerifierKey()), StatusIs(absl::StatusCode::kDataLoss));
}

}  // namespace
}  // namespace hecha::ctl
