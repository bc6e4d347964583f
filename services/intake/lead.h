// A Lead 线索 is an allegation with a number. This file holds its rules: what it must say when
// it is registered, and which step may follow which (DOMAIN.md, state machine "Lead").
//
// A Lead is a value; nothing here knows how it is stored or sent.
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
#include "services/intake/unit.h"

namespace hecha::intake {

// Codes; numbers equal those of hecha.intake.v1.
enum class LeadState : uint8_t {
  kRegistered = 1,
  kTriaged = 2,
  kAssigned = 3,
  kReturned = 4,
  kSealed = 5,
  kAccepted = 6,
  kVerifying = 7,
  kSuspended = 8,
  kSigning = 9,
  kSigned = 10,
  kReported = 11,
  kFiled = 12,
  kFeedback = 13,
  kClosed = 14,
  kArchived = 15,
  kPurged = 16,
};
enum class Level : uint8_t { kCentral = 1, kProvince, kPrefecture, kCountyCity, kTown };
enum class Instruction : uint8_t { kNote = 1, kRefer, kAssign, kSupervise, kOwn };
enum class Channel : uint8_t {
  kPublicWeb = 1,
  kPublicPhone,
  kPublicLetter,
  kPublicVisit,
  kHotline12337,
  kInspectionGroup,
  kSuperiorOffice,
  kJusticeOrgan,
  kRegulator,
  kDiscipline,
  kDenunciation,
  kAudit,
};
enum class Identity : uint8_t { kNamed = 1, kAnonymous, kSuspectedFalseName };
enum class Umbrella : uint8_t { kNone = 1, kSuspected, kTransferred, kFiled, kRefuted };

// What verification found; numbers equal hecha.verification.v1.Outcome.
enum class Outcome : uint8_t {
  kNone = 0,
  kSubstantiated = 1,
  kPartlySubstantiated,
  kRefuted,
  kUnverifiable,
  kAlreadyHandled,
  kTransferredElsewhere,
};

struct Lead;
using LeadId = Id<Lead>;

// What the office enters when it registers a lead.
struct Registration {
  std::string division;
  Channel channel = Channel::kPublicWeb;
  Level level = Level::kTown;
  Instruction instruction = Instruction::kOwn;
  Identity identity = Identity::kAnonymous;
  Sector sector = Sector::kOther;
  Umbrella umbrella = Umbrella::kNone;
  bool key_lead = false;
  std::string document_no;
  std::string issuing_body;
  std::optional<absl::Time> deadline;
  absl::Time received_at;
  std::string title;
  std::string narrative;
  std::vector<UnitId> accused_units;
};

// What the office judges at triage. An unset code keeps the registered one.
struct Triage {
  std::optional<Sector> sector;
  std::optional<Umbrella> umbrella;
  std::string summary;
  std::string opinion;
  std::vector<UnitId> accused_units;
};

// How much of a lead someone may see (DOMAIN.md "Need to know").
enum class Visibility : uint8_t {
  kNothing,  // as if it did not exist
  kStub,     // number, division and state
  kLine,     // its ledger line, without title and narrative
  kFull,
};

struct Lead {
  LeadId id;
  int64_t version = 0;
  std::string lead_no;
  LeadState state = LeadState::kRegistered;
  Registration registration;
  std::string summary;
  std::string opinion;
  UnitId unit;
  std::string unit_name;
  int round = 0;
  Outcome outcome = Outcome::kNone;
  // Whether its content is read for a recorded reason only.
  bool restricted = false;
  absl::Time registered_at;

  // A new lead, REGISTERED, version 1. InvalidArgument that names the field and the rule if
  // the registration is incomplete or contradicts itself.
  static absl::StatusOr<Lead> Register(LeadId id, std::string lead_no, Registration registration,
                                       absl::Time now);

  // The transitions. Each counts the version up by one; on any refusal the lead is unchanged.

  // REGISTERED or RETURNED → TRIAGED 研判; a unit that returned it loses sight of it.
  absl::Status Judge(Triage triage);
  // TRIAGED → ASSIGNED 交办. Refuses a unit that the lead accuses, that is outside its
  // territory or does not verify leads, and refuses an umbrella lead, which must be sealed.
  absl::Status Assign(const Unit& unit);
  // TRIAGED → SEALED 密封移送; only with an umbrella flag.
  absl::Status Seal();
  // SEALED → CLOSED, by the commission's decision; it stays sealed to everyone else.
  absl::Status ConcludeTransfer(bool filed);
  // Follows what verification reports. FailedPrecondition if the lead was never assigned.
  absl::Status Progress(LeadState to);

  // Whether it has left for the discipline commission.
  bool Sealed() const { return registration.umbrella > Umbrella::kSuspected; }

  bool Accuses(UnitId unit_id) const;
  Visibility VisibleTo(const Actor& actor) const;
};

// Checks the words of any report or lead: title 1 to 200, narrative 1 to 20,000 characters.
absl::Status CheckContent(std::string_view title, std::string_view narrative);

// The candidates that may verify `lead`, best first (属地管理、谁主管谁负责): units of its own
// division in charge of its sector before units in charge of every sector; none that it accuses.
std::vector<Unit> RouteLead(const Lead& lead, const std::vector<Unit>& units);

}  // namespace hecha::intake
