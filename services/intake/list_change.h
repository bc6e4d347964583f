// A ListChange 名单变更 is what a superior's list says otherwise of a lead that was judged already.
// Its words stay what was judged; its term and its papers are the superior's to change, and the
// office says whether they are taken over.
//
// A value; nothing here knows how it is stored or sent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/common/base/id.h"
#include "services/intake/lead.h"

namespace hecha::intake {

// Numbers equal those of hecha.intake.v1.ListChangeState.
enum class ListChangeState : uint8_t { kOpen = 1, kAccepted, kDeclined };

struct ListChange;
using ListChangeId = Id<ListChange>;

struct ListChange {
  ListChangeId id;
  int64_t version = 0;
  LeadId lead;
  std::string division;
  ListChangeState state = ListChangeState::kOpen;
  ListTerms terms;
  // Whether the list tells the matter in other words too.
  bool words_differ = false;
  // Keyed hash of what the row says (32 bytes).
  std::string row_hash;
  absl::Time found_at;
  UserId decided_by;
  std::optional<absl::Time> decided_at;
  std::string reason;

  // A new one, OPEN, version 1: `says` is what the list says of `lead`.
  static ListChange Find(ListChangeId id, const Lead& lead, const Registration& says,
                         std::string row_hash, absl::Time now);
  // OPEN: a newer edition of the list says this instead.
  void Renew(const Lead& lead, const Registration& says, std::string hash, absl::Time now);
  // OPEN → ACCEPTED or DECLINED, for a reason of 1 to 500 characters.
  absl::Status Decide(bool accepted, std::string why, UserId by, absl::Time now);

  bool Open() const { return state == ListChangeState::kOpen; }
};

}  // namespace hecha::intake
