// A Meeting 联席会议 lets departments confer on key cases: convened by the office, with the
// required units present, dissent kept, minutes signed by the chair, and every resolution with
// an owner and a date (plan 三（四）; DOMAIN.md "Consultation"). One about a sealed lead is the
// discipline commission's; of one about a lead that accuses a unit, that unit hears nothing.
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
  // The lead it is about, if it is about one: what is said of a lead goes with it.
  std::optional<LeadId> lead = std::nullopt;
};

struct Resolution {
  UnitId owner;
  std::string text;
  absl::Time due;
  // Empty until the owner reported it done.
  std::string result;
  std::optional<absl::Time> done_at;
  std::optional<LeadId> lead = std::nullopt;
};

// What the minutes say of one lead.
struct MinutesItem {
  LeadId lead;
  std::string text;
};

struct Minutes {
  // What concerns no lead, or several together.
  std::string text;
  std::vector<MinutesItem> items;
  // Resolution number n is resolutions[n - 1].
  std::vector<Resolution> resolutions;
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
  Minutes minutes;
  std::optional<absl::Time> signed_at;

  // What is known of its leads by now; the store fills it in.
  // Units that one of them accuses.
  std::vector<UnitId> barred_units;
  // Divisions whose commissions alone open one of them; none if no lead is sealed.
  std::vector<std::string> seals;

  // A new meeting, PROPOSED, version 1. InvalidArgument that names the field and the rule.
  static absl::StatusOr<Meeting> Propose(MeetingId id, Proposal proposal, const Actor& proposer);

  // The transitions. Each counts the version up by one; on any refusal nothing changes.

  // What convening and leading it takes: the office of its town, or the commission of its leads.
  // PROPOSED → CONVENED, without a unit that a lead accuses.
  absl::Status Convene(const Actor& actor, Convocation how);
  // Until the minutes are signed, by whoever may convene it: the chair may be hindered, or of a
  // unit that a lead accuses since.
  absl::Status NameChair(const Actor& actor, UserId chair);
  // While CONVENED or HELD, by a required unit. Given opinions are never changed.
  absl::Status GiveOpinion(const Actor& actor, bool dissents, std::string text,
                           std::optional<LeadId> lead, absl::Time now);
  // CONVENED → HELD, by whoever may convene it, with every required unit present that no lead
  // accuses.
  absl::Status Hold(const Actor& actor, std::vector<UnitId> attending);
  // HELD → MINUTES_SIGNING, by the same; at least one resolution, each of a unit that attended.
  absl::Status SubmitMinutes(const Actor& actor, Minutes written, absl::Time now);
  // MINUTES_SIGNING → IN_FORCE, by the chair.
  absl::Status Sign(const Actor& actor, absl::Time now);
  // IN_FORCE or RESOLVING → RESOLVING, by the owner of resolution `number`; for an owner that takes
  // no part, or no longer, by whoever may convene the meeting.
  absl::Status CompleteResolution(const Actor& actor, int number, std::string done, absl::Time now);
  // IN_FORCE or RESOLVING → CLOSED, by whoever may convene it, once every resolution is done.
  absl::Status Close(const Actor& actor);

  // The chair and the units that are required or attended; beside them the town's office and
  // leaders and the unit that proposed it, or the commission alone where a lead is sealed. Nobody
  // of a unit that a lead accuses.
  bool VisibleTo(const Actor& actor) const;

 private:
  bool TakesPart(UnitId unit) const;
  // Whether the actor is of the commission that opens its sealed leads, if it has any.
  bool OpensSeals(const Actor& actor) const;
  // PermissionDenied NOT_THE_CONVENER unless the actor may convene and lead it.
  absl::Status CheckConvener(const Actor& actor) const;
  // InvalidArgument UNIT_MUST_STAND_ASIDE for a unit that one of the leads accuses.
  absl::Status CheckMayAttend(std::string_view field, const std::vector<UnitId>& units) const;
  // InvalidArgument NOT_ON_THE_AGENDA for a lead that the meeting is not about.
  absl::Status CheckAgenda(std::string_view field, const std::optional<LeadId>& lead) const;
  absl::Status CheckItems(const std::vector<MinutesItem>& items) const;
};

}  // namespace hecha::consultation
