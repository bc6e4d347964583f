// A Transfer 移交 carries a sealed umbrella lead to the discipline commission by a numbered
// letter, from its issue to the commission's decision. "发现一起，查处一起": none may rest.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/common/base/actor.h"
#include "services/common/base/id.h"

namespace hecha::consultation {

using LeadId = Id<struct LeadTag>;

// Numbers equal those of hecha.consultation.v1.
enum class TransferState : uint8_t { kIssued = 1, kAcknowledged, kConcluded };

struct Transfer;
using TransferId = Id<Transfer>;

struct Transfer {
  TransferId id;
  int64_t version = 0;
  LeadId lead;
  std::string lead_no;
  std::string division;
  TransferState state = TransferState::kIssued;
  absl::Time issued_at;
  std::optional<absl::Time> acknowledged_at;
  std::optional<absl::Time> concluded_at;
  bool filed = false;
  std::string opinion;

  // A new letter, ISSUED, version 1.
  static Transfer Issue(TransferId id, LeadId lead, std::string lead_no, std::string division,
                        absl::Time now);

  // 移交函号: one letter a lead, so its number names the letter too.
  std::string LetterNo() const { return "移-" + lead_no; }

  // The transitions. Each counts the version up by one; on any refusal nothing changes.

  // ISSUED → ACKNOWLEDGED 签收.
  absl::Status Acknowledge(absl::Time now);
  // ACKNOWLEDGED → CONCLUDED 反馈, with the commission's decision.
  absl::Status Conclude(bool filed, std::string opinion, absl::Time now);

  // Whether the actor may know of the letter, and whether of what is in it.
  bool VisibleTo(const Actor& actor) const { return actor.Covers(division); }
  bool OpenTo(const Actor& actor) const {
    return actor.Covers(division) && actor.Has(Role::kDiscipline);
  }
};

}  // namespace hecha::consultation
