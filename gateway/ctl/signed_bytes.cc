#include "gateway/ctl/signed_bytes.h"

#include <fmt/format.h>

#include "services/common/events/timestamp.h"
#include "services/common/security/key_file.h"

namespace hecha::ctl {

using security::ToHex;

std::string PossessionPayload(std::string_view user_id, std::string_view public_key) {
  return fmt::format("hecha-signing-key-v1\n{}\n{}\n", user_id, ToHex(public_key));
}

std::string EndorsementPayload(std::string_view case_id, std::string_view report_hash,
                               const verification::v1::Endorsement& endorsement,
                               std::string_view liability_hash) {
  return fmt::format(
      "hecha-endorsement-v2\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n", case_id,
      endorsement.report_version(), ToHex(report_hash), endorsement.signer_id(),
      endorsement.signer_unit_id(), endorsement.capacity(),
      absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", events::FromTimestamp(endorsement.signed_at()),
                       absl::UTCTimeZone()),
      ToHex(liability_hash));
}

}  // namespace hecha::ctl
