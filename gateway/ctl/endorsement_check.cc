#include "gateway/ctl/endorsement_check.h"

#include <fmt/format.h>

#include <algorithm>

#include "gateway/ctl/report_form.h"
#include "gateway/ctl/signed_bytes.h"
#include "hecha/options/v1/policy.pb.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/common/security/keyring.h"

namespace hecha::ctl {
namespace {

// A signature is handed in within 10 minutes; clocks of two computers may differ by some.
constexpr absl::Duration kLongestAgo = absl::Minutes(15);

absl::Status Differs(std::string_view what) {
  return absl::FailedPreconditionError(fmt::format("not signed: {}", what));
}

bool Holds(const directory::v1::User& signer, const std::string& capacity) {
  return std::ranges::any_of(
      signer.roles(), [&](int role) { return options::v1::Role_Name(role) == "ROLE_" + capacity; });
}

}  // namespace

absl::StatusOr<std::string> BuildEndorsement(
    const std::string& case_id, const verification::v1::PrepareEndorsementResponse& prepared,
    const verification::v1::Report& report, const directory::v1::User& signer, absl::Time now) {
  ASSIGN_OR_RETURN(const auto form, ParseForm(report.form()));
  if (form.find("case")->second != case_id ||
      form.find("version")->second != fmt::format("{}", prepared.report_version()))
    return Differs("the form is of another case or version");
  if (!Holds(signer, prepared.capacity())) return Differs("the capacity is not yours");
  if (absl::AbsDuration(now - events::FromTimestamp(prepared.signed_at())) > kLongestAgo)
    return Differs("the time of signing is not the present");
  verification::v1::Endorsement endorsement;
  endorsement.set_report_version(prepared.report_version());
  endorsement.set_signer_id(signer.id());
  endorsement.set_signer_unit_id(signer.unit_id());
  endorsement.set_capacity(prepared.capacity());
  *endorsement.mutable_signed_at() = prepared.signed_at();
  std::string payload = EndorsementPayload(case_id, security::Sha256(report.form()), endorsement,
                                           security::Sha256(prepared.liability_text()));
  if (payload != prepared.payload())
    return Differs("what was sent to sign is not what the report and the liability text make");
  return payload;
}

}  // namespace hecha::ctl
