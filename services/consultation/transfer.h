// A Transfer 移交 carries a sealed umbrella lead, or the suspicion of a team, to the discipline
// commission by a numbered letter, from its issue to the commission's decision.
// "发现一起，查处一起": none may rest.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/common/base/actor.h"
#include "services/common/base/id.h"
#include "services/common/base/working_days.h"

namespace hecha::consultation {

using LeadId = Id<struct LeadTag>;
using CaseId = Id<struct CaseTag>;

// Numbers equal those of hecha.consultation.v1.
enum class TransferState : uint8_t { kIssued = 1, kAcknowledged, kConcluded };

// Who wrote the letter: the office that sealed the lead, or the team that verifies it and flagged
// an umbrella (提前介入). Numbers equal those of hecha.consultation.v1.
enum class TransferOrigin : uint8_t { kSealed = 1, kFlagged };

// The division whose commission is called: the town's own, or with `upward`, about the town's own
// leader, its superior's.
std::string CommissionOf(std::string_view town, bool upward);

// What a letter is about.
struct TransferContents {
  LeadId lead;
  std::string lead_no;
  // Of the commission that it goes to.
  std::string division;
  TransferOrigin origin = TransferOrigin::kSealed;
  // Of a flagged one: whose team flagged it, and why.
  std::optional<CaseId> flagged_case = std::nullopt;
  std::string reason = "";
};

struct Transfer;
using TransferId = Id<Transfer>;

struct Transfer : TransferContents {
  TransferId id;
  int64_t version = 0;
  // Counts the letters about the lead, from 1.
  int number = 1;
  TransferState state = TransferState::kIssued;
  absl::Time issued_at;
  // Until when the commission signs for it; unset for letters from before there was a term.
  std::optional<absl::Time> acknowledge_by;
  // Whether it was told that nobody had.
  bool overdue_told = false;
  std::optional<absl::Time> acknowledged_at;
  std::optional<absl::Time> concluded_at;
  bool filed = false;
  std::string opinion;

  // A new letter, ISSUED, version 1, to be signed for within 5 working days.
  static Transfer Issue(TransferId id, TransferContents contents, int number, absl::Time now,
                        const WorkingDays& calendar);

  // 移交函号: "移-370481104-BZ2019-000007", of a lead's second letter with "-2" behind it.
  std::string LetterNo() const;

  // Whether the lead that it is about may be sealed without another letter: nobody has concluded
  // this one, and it lies with a commission that is no lower.
  bool CarriesSeal(std::string_view division) const {
    return state != TransferState::kConcluded && division.starts_with(this->division);
  }

  // The transitions. Each counts the version up by one; on any refusal nothing changes.

  // ISSUED → ACKNOWLEDGED 签收.
  absl::Status Acknowledge(absl::Time now);
  // ACKNOWLEDGED → CONCLUDED 反馈, with the commission's decision.
  absl::Status Conclude(bool filed, std::string opinion, absl::Time now);

  // Notes that it was told that nobody signed for it in time. FailedPrecondition NOT_OVERDUE
  // unless that is so, and was not told before.
  absl::Status TellOverdue(absl::Time now);
  // Whether nobody signed for it in time.
  bool Overdue(absl::Time now) const {
    return state == TransferState::kIssued && acknowledge_by.has_value() && now >= *acknowledge_by;
  }

  // Whether the actor may know of the letter, and whether of what is in it.
  bool VisibleTo(const Actor& actor) const { return actor.Covers(division); }
  bool OpenTo(const Actor& actor) const {
    return actor.Covers(division) && actor.Has(Role::kDiscipline);
  }
};

}  // namespace hecha::consultation
