#include "gateway/ctl/report_verifier.h"

#include <fmt/format.h>

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "gateway/ctl/log_verifier.h"
#include "gateway/ctl/report_form.h"
#include "gateway/ctl/signed_bytes.h"
#include "gateway/transcoding/json_reader.h"
#include "gateway/transcoding/json_writer.h"
#include "hecha/verification/v1/events.pb.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/common/security/key_file.h"
#include "services/common/security/keyring.h"
#include "services/common/security/signing.h"

namespace hecha::ctl {
namespace {

using namespace verification::v1;  // the export and the events it attests
using events::FromTimestamp;
using security::Sha256;
using security::ToHex;

absl::Status Broken(std::string_view what) { return absl::DataLossError(std::string(what)); }

// An event that the log is proven to hold.
struct Attested {
  LogLeaf leaf;
  std::string payload;
};

class Verifier {
 public:
  Verifier(const ReportExport& exported, std::string_view verifier_key)
      : exported_(exported), verifier_key_(verifier_key) {}

  absl::StatusOr<VerifiedReport> Run() {
    ASSIGN_OR_RETURN(form_, ParseForm(exported_.form()));
    hash_ = Sha256(exported_.form());
    ASSIGN_OR_RETURN(const LogHead head, OpenCheckpoint(exported_.checkpoint(), verifier_key_));
    RETURN_IF_ERROR(OpenAttestations(head));
    RETURN_IF_ERROR(CheckSubmission());
    RETURN_IF_ERROR(CheckPair());
    VerifiedReport verified{.case_id = Field("case"),
                            .lead_no = Field("lead"),
                            .outcome = Field("outcome"),
                            .hash = ToHex(hash_),
                            .log = head.origin,
                            .tree_size = head.size};
    for (const Endorsement& given : exported_.endorsements()) {
      RETURN_IF_ERROR(CheckSignature(given));
      RETURN_IF_ERROR(CheckKey(given));
      verified.version = given.report_version();
      verified.signatures.push_back(
          fmt::format("{} {} {}", given.capacity(), given.signer_name(),
                      absl::FormatTime(FromTimestamp(given.signed_at()), absl::UTCTimeZone())));
    }
    if (!attested_.empty()) return Broken("an attestation belongs to nothing");
    return verified;
  }

 private:
  std::string Field(const std::string& name) const { return form_.find(name)->second; }

  absl::Status OpenAttestations(const LogHead& head) {
    for (const Attestation& one : exported_.attestations()) {
      ASSIGN_OR_RETURN(const LogLeaf leaf, ParseLeaf(one.leaf()));
      if (ToHex(Sha256(one.salt() + one.payload())) != leaf.commitment)
        return Broken("an event is not what the log was told");
      RETURN_IF_ERROR(CheckInclusion(head, one.leaf(), one.entry_index(),
                                     {one.hashes().begin(), one.hashes().end()}));
      attested_.push_back({leaf, one.payload()});
    }
    return absl::OkStatus();
  }

  // Takes the attested event of this kind that `fits(event, leaf)`; each counts once.
  template <class Event, class Fits>
  std::optional<std::pair<Event, LogLeaf>> TakeEvent(Fits fits) {
    for (auto one = attested_.begin(); one != attested_.end(); ++one) {
      Event event;
      if (one->leaf.type != event.GetDescriptor()->full_name()) continue;
      if (!event.ParseFromString(one->payload) || !fits(event, one->leaf)) continue;
      auto found = std::make_pair(std::move(event), one->leaf);
      attested_.erase(one);
      return found;
    }
    return std::nullopt;
  }

  absl::Status CheckSubmission() {
    const auto submitted =
        TakeEvent<ReportSubmitted>([&](const ReportSubmitted& event, const LogLeaf& leaf) {
          return event.report_hash() == hash_ && event.case_id() == Field("case") &&
                 leaf.aggregate_id == event.case_id() &&
                 fmt::format("{}", event.report_version()) == Field("version");
        });
    return submitted.has_value() ? absl::OkStatus()
                                 : Broken("the log does not know of this report's submission");
  }

  absl::Status CheckPair() const {
    std::set<std::string> people;
    std::set<std::string> units;
    bool head = false;
    for (const Endorsement& given : exported_.endorsements()) {
      people.insert(given.signer_id());
      units.insert(given.signer_unit_id());
      head = head || (given.capacity() == "UNIT_HEAD" && given.signer_unit_id() == Field("unit"));
      const auto [first, last] = form_.equal_range("investigator");
      for (auto one = first; one != last; ++one)
        if (one->second == given.signer_id()) return Broken("an investigator signed");
    }
    const size_t count = static_cast<size_t>(exported_.endorsements_size());
    if (count < 2 || people.size() != count || units.size() != count)
      return Broken("these are not signatures of two people of two units");
    return head ? absl::OkStatus() : Broken("the head of the handling unit did not sign");
  }

  absl::Status CheckSignature(const Endorsement& given) {
    const std::string payload =
        EndorsementPayload(Field("case"), hash_, given, Sha256(exported_.liability_text()));
    if (!security::Verify(given.public_key(), payload, given.signature()))
      return Broken("a signature does not cover this report");
    if (fmt::format("{}", given.report_version()) != Field("version"))
      return Broken("a signature is under another version");
    const auto told =
        TakeEvent<ReportEndorsed>([&](const ReportEndorsed& event, const LogLeaf& leaf) {
          return event.case_id() == Field("case") && leaf.aggregate_id == event.case_id() &&
                 leaf.actor == given.signer_id() && event.signer_id() == given.signer_id() &&
                 event.signer_unit_id() == given.signer_unit_id() &&
                 event.signer_name() == given.signer_name() &&
                 event.capacity() == given.capacity() && event.report_hash() == hash_ &&
                 event.public_key() == given.public_key() && event.signature() == given.signature();
        });
    return told.has_value() ? absl::OkStatus() : Broken("the log does not know of a signature");
  }

  absl::Status CheckKey(const Endorsement& given) {
    const auto same = [&](const auto& event) {
      return event.public_key() == given.public_key() && event.user_id() == given.signer_id();
    };
    const auto enrolled =
        TakeEvent<SigningKeyEnrolled>([&](const SigningKeyEnrolled& event, const LogLeaf& leaf) {
          return same(event) && leaf.actor == given.signer_id();
        });
    const auto confirmed =
        TakeEvent<SigningKeyConfirmed>([&](const SigningKeyConfirmed& event, const LogLeaf& leaf) {
          return same(event) && leaf.actor != given.signer_id() &&
                 leaf.occurred_at <= FromTimestamp(given.signed_at());
        });
    if (!enrolled.has_value() || !confirmed.has_value())
      return Broken("nobody else had confirmed a signer's key");
    const auto revoked = TakeEvent<SigningKeyRevoked>(
        [&](const SigningKeyRevoked& event, const LogLeaf&) { return same(event); });
    if (given.revoked() || (revoked.has_value() && FromTimestamp(revoked->first.revoked_from()) <=
                                                       FromTimestamp(given.signed_at())))
      return Broken("a signer's key was revoked from before the signature on");
    return absl::OkStatus();
  }

  const ReportExport& exported_;
  const std::string_view verifier_key_;
  std::multimap<std::string, std::string> form_;
  std::string hash_;
  // Not yet taken.
  std::vector<Attested> attested_;
};

}  // namespace

absl::StatusOr<ReportExport> ParseExport(std::string_view file) {
  ReportExport exported;
  RETURN_IF_ERROR(transcoding::ReadJson(file, exported));
  if (transcoding::WriteJson(exported) != file)
    return Broken("the file is not written as the suite writes it");
  return exported;
}

absl::StatusOr<VerifiedReport> VerifyReport(const ReportExport& exported,
                                            std::string_view verifier_key) {
  return Verifier(exported, verifier_key).Run();
}

}  // namespace hecha::ctl
