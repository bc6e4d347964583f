// A Contribution 协办 is what a case asks of another unit, and that unit's answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/common/base/actor.h"
#include "services/common/base/id.h"
#include "services/verification/endorsement.h"

namespace hecha::verification {

// Numbers equal those of hecha.verification.v1.Contribution.State.
enum class ContributionState : uint8_t { kRequested = 1, kAnswered, kDeclined, kWithdrawn };

struct Contribution;
using ContributionId = Id<Contribution>;

struct Contribution {
  ContributionId id;
  int64_t version = 0;
  ContributionState state = ContributionState::kRequested;
  CaseId case_id;
  Id<struct LeadTag> lead;
  std::string division;
  // Who asks, and who is asked.
  UnitId asking_unit;
  UnitId unit;
  std::string request;
  absl::Time due;
  UserId requested_by;
  absl::Time requested_at;
  // The answer, or why there is none; empty before.
  std::string answer;
  std::optional<UserId> answered_by;
  std::optional<absl::Time> answered_at;

  // Ok if a new one keeps its limits: OWN_UNIT, DUE_IN_PAST, and the length of the request.
  absl::Status Check(absl::Time now) const;

  // REQUESTED → ANSWERED or DECLINED by a member, or the head, of the asked unit, → WITHDRAWN by
  // who asked: NOT_THE_ASKED_UNIT, NOT_THE_ASKER, ALREADY_ANSWERED. Each counts the version up by
  // one and leaves the contribution unchanged on any refusal.
  absl::Status Answer(const Actor& by, std::string text, absl::Time now);
  absl::Status Decline(const Actor& by, std::string reason, absl::Time now);
  absl::Status Withdraw(const Actor& by, absl::Time now);

  // True for the investigators and the head of the asked unit.
  bool Asks(const Actor& actor) const;
  bool Overdue(absl::Time now) const { return state == ContributionState::kRequested && now > due; }

 private:
  absl::Status CheckOpen() const;
  void Settle(ContributionState to, const Actor& by, std::string text, absl::Time now);
};

}  // namespace hecha::verification
