// What follows from a case's outcome (分类处理): the values that a case carries from its report
// to its close.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "services/common/base/id.h"

namespace hecha::verification {

struct Filing {
  // 立案号, or the number of the transfer letter where the outcome is 非涉黑涉恶转处.
  std::string filing_no;
  std::string receiving_organ;
  absl::Time filed_at;
  // When the papers left and arrived.
  std::optional<absl::Time> sent_at;
  std::optional<absl::Time> received_at;
  // 回执编号 of a transfer, once it was acknowledged.
  std::string acknowledgement_no;
};

// The city's word on a report that was reported up to it.
struct ReportAcceptance {
  UserId accepted_by;
  absl::Time accepted_at;
  std::string remark;
};

struct UmbrellaFlag;
using UmbrellaFlagId = Id<UmbrellaFlag>;

// The team suspects an umbrella: the discipline commission comes in early (提前介入).
struct UmbrellaFlag {
  std::string reason;
  UserId flagged_by;
  absl::Time flagged_at;
  // 反映本镇领导: nobody of the town but the team learns of it.
  bool about_leader = false;
  // The aggregate that tells of one about a leader; the case tells of the others.
  UmbrellaFlagId id = {};
  // When the commission decided upon the letter.
  std::optional<absl::Time> concluded_at = std::nullopt;

  // Whether the case waits for the commission. It does not for one about a leader: whoever may not
  // close a case asks why.
  bool IsGate() const { return !about_leader && !concluded_at.has_value(); }
};

// Numbers equal those of hecha.verification.v1.Attitude.
enum class Attitude : uint8_t { kSatisfied = 1, kAccepts, kDisagrees, kNotReached };

struct Feedback {
  // The words for the reporter, or why there was no channel.
  std::string explanation;
  std::optional<Attitude> attitude;
  bool no_channel = false;
  absl::Time given_at;

  bool Reached() const { return !no_channel && attitude != Attitude::kNotReached; }
};

// What must be passed before a case closes (分类处理).
enum class Gate : uint8_t {
  kReport,
  kEndorsements,
  kReportUp,
  kAcceptance,
  kFiling,
  kTransfer,
  kAcknowledgement,
  kFeedback,
  kUmbrella,
};
// "REPORT_UP".
std::string_view GateName(Gate gate);

}  // namespace hecha::verification
