#include "services/consultation/joint_file.h"

#include <algorithm>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::consultation {
namespace {

constexpr size_t kMaxFilingNo = 64;
// Longer than this between the two filings is not “同步” any more [choice].
constexpr int kLongestGapDays = 7;

}  // namespace

std::string_view SideName(Side side) { return side == Side::kPolice ? "POLICE" : "DISCIPLINE"; }

absl::StatusOr<JointFile> JointFile::Open(JointFileId id, const Transfer& transfer,
                                          UnitId police_unit, const Actor& opener, absl::Time now) {
  if (transfer.state == TransferState::kIssued)
    return RefuseState("TRANSFER_NOT_ACKNOWLEDGED", "移交函签收后才能同步立案",
                       "a joint file follows an acknowledged transfer");
  if (police_unit == opener.unit)
    return RefuseField("ONE_UNIT_ON_BOTH_SIDES", "police_unit_id", "政法方须为另一个单位",
                       "the police side is another unit");
  JointFile file;
  file.id = id;
  file.version = 1;
  file.transfer = transfer.id;
  file.lead = transfer.lead;
  file.division = transfer.division;
  file.police_unit = police_unit;
  file.opened_at = now;
  return file;
}

absl::Status JointFile::File(const Actor& actor, Side side, Filing filing, absl::Time now) {
  const bool own_side =
      side == Side::kDiscipline ? actor.Has(Role::kDiscipline) : actor.unit == police_unit;
  if (!own_side)
    return RefuseCaller("NOT_YOUR_SIDE", "只能登记本方的立案", "each side records its own filing");
  if (state == JointFileState::kClosed)
    return RefuseState("ILLEGAL_TRANSITION", "同步立案已办结", "the joint file is closed");
  std::optional<Filing>& own = side == Side::kPolice ? police : discipline;
  if (own.has_value())
    return RefuseState("ALREADY_FILED", "本方已登记立案", "this side has filed already");
  RETURN_IF_ERROR(CheckLength("filing_no", filing.filing_no, 1, kMaxFilingNo));
  if (filing.filed_at > now)
    return RefuseField("FILED_IN_FUTURE", "filed_at", "立案时间不能晚于现在",
                       "a case cannot be filed in the future");
  own = std::move(filing);
  ++version;
  return absl::OkStatus();
}

absl::Status JointFile::Close(absl::Time now) {
  if (state == JointFileState::kClosed)
    return RefuseState("ILLEGAL_TRANSITION", "同步立案已办结", "the joint file is closed");
  if ((!police.has_value() && !police_barred) || !discipline.has_value())
    return RefuseState("BOTH_SIDES_MUST_FILE", "双方均立案后才能办结",
                       "a joint file closes once both sides have filed");
  closed_at = now;
  state = JointFileState::kClosed;
  ++version;
  return absl::OkStatus();
}

int JointFile::GapDays(absl::Time now) const {
  if (!police.has_value() && !discipline.has_value()) return 0;
  const absl::Time a = police.has_value() ? police->filed_at : now;
  const absl::Time b = discipline.has_value() ? discipline->filed_at : now;
  return static_cast<int>((std::max(a, b) - std::min(a, b)) / absl::Hours(24));
}

bool JointFile::GapAlarm(absl::Time now) const { return GapDays(now) > kLongestGapDays; }

bool JointFile::VisibleTo(const Actor& actor) const {
  if (!actor.Covers(division)) return false;
  return actor.Has(Role::kDiscipline) || (actor.unit == police_unit && !police_barred);
}

}  // namespace hecha::consultation
