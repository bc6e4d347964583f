#include "services/verification/endorsement.h"

#include <fmt/format.h>

#include <array>

#include "services/verification/report.h"

namespace hecha::verification {
namespace {

constexpr std::array<std::string_view, 4> kCapacityNames = {"", "UNIT_HEAD", "LEADER", "OFFICE"};

constexpr std::string_view kLiabilityText =
    "本人已审阅本核查报告全文，对核查程序、事实认定和结论的真实性、完整性负责。"
    "如有隐瞒、虚报、压案不查或者失职失责，本人愿依规依纪依法承担责任。"
    "本签字与本人身份、职务及报告内容摘要绑定，不可抵赖。";

std::string Hex(std::string_view bytes) {
  const auto* first = reinterpret_cast<const unsigned char*>(bytes.data());
  return fmt::format("{:02x}", fmt::join(first, first + bytes.size(), ""));
}

}  // namespace

std::string_view CapacityName(Capacity capacity) {
  return kCapacityNames[static_cast<size_t>(capacity)];
}

std::string_view LiabilityText() { return kLiabilityText; }

std::string EndorsementPayload(CaseId case_id, std::string_view report_hash,
                               const Endorsement& endorsement, std::string_view liability_hash) {
  return fmt::format("hecha-endorsement-v2\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n", case_id.ToString(),
                     endorsement.report_version, Hex(report_hash), endorsement.signer.ToString(),
                     endorsement.unit.ToString(), CapacityName(endorsement.capacity),
                     CanonicalTime(endorsement.signed_at), Hex(liability_hash));
}

}  // namespace hecha::verification
