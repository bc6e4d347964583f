// A Meeting 联席会议 lets departments confer on key cases: convened by the office, with the
// required units present, dissent kept, minutes signed by the chair, and every resolution with
// an owner and a date (plan 三（四）; DOMAIN.md "Consultation").
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/base/actor.h"
#include "services/common/base/id.h"
#include "services/consultation/transfer.h"

namespace hecha::consultation {

// Numbers equal those of hecha.consultation.v1.
enum class MeetingState : uint8_t {
  kProposed = 1,
  kConvened,
  kHeld,
  kMinutesSigning,
  kInForce,
  kResolving,
  kClosed,
};

// The state's name in the API and in events: "MINUTES_SIGNING".
std::string_view MeetingStateName(MeetingState state);

struct Opinion {
  UnitId unit;
  UserId author;
  bool dissents = false;
  std::string text;
  absl::Time given_at;
};

struct Resolution {
  UnitId owner;
  std::string text;
  absl::Time due;
  // Empty until the owner reported it done.
  std::string result;
  std::optional<absl::Time> done_at;
};

// What a meeting is called for.
struct Proposal {
  std::string division;
  std::string subject;
  std::vector<LeadId> leads;
};

// When, where, under whom and with whom it takes place.
struct Convocation {
  UserId chair;
  std::vector<UnitId> required_units;
  absl::Time takes_place = absl::UnixEpoch();
  std::string place;
};

struct Meeting;
using MeetingId = Id<Meeting>;

struct Meeting {
  MeetingId id;
  int64_t version = 0;
  Proposal proposal;
  UserId proposer;
  UnitId proposer_unit;
  MeetingState state = MeetingState::kProposed;
  Convocation convocation;
  std::vector<UnitId> attending_units;
  std::vector<Opinion> opinions;
  std::string minutes;
  // Resolution number n is resolutions[n - 1].
  std::vector<Resolution> resolutions;
  std::optional<absl::Time> signed_at;

  // A new meeting, PROPOSED, version 1. InvalidArgument that names the field and the rule.
  static absl::StatusOr<Meeting> Propose(MeetingId id, Proposal proposal, const Actor& proposer);

  // The transitions. Each counts the version up by one; on any refusal nothing changes.

  // PROPOSED → CONVENED.
  absl::Status Convene(Convocation how);
  // While CONVENED or HELD, by a required unit. Given opinions are never changed.
  absl::Status GiveOpinion(const Actor& actor, bool dissents, std::string text, absl::Time now);
  // CONVENED → HELD, with every required unit present.
  absl::Status Hold(std::vector<UnitId> attending);
  // HELD → MINUTES_SIGNING; at least one resolution.
  absl::Status SubmitMinutes(std::string text, std::vector<Resolution> resolved, absl::Time now);
  // MINUTES_SIGNING → IN_FORCE, by the chair.
  absl::Status Sign(const Actor& actor, absl::Time now);
  // IN_FORCE or RESOLVING → RESOLVING, by the owner of resolution `number`.
  absl::Status CompleteResolution(const Actor& actor, int number, std::string done, absl::Time now);
  // IN_FORCE or RESOLVING → CLOSED, once every resolution is done.
  absl::Status Close();

  // The town's office and leaders, whoever proposed it, and the required units.
  bool VisibleTo(const Actor& actor) const;
};

}  // namespace hecha::consultation
