// A Registration is what the office enters when a lead reaches it: where it came from, what it
// says, whom it is about. Each channel must say more than its text (DOMAIN.md "Codes", channel).
//
// A value; nothing here knows how it is stored or sent.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/common/base/id.h"
#include "services/intake/unit.h"

namespace hecha::intake {

struct Sweep;
using SweepId = Id<Sweep>;

// Codes; numbers equal those of hecha.intake.v1.
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
enum class LetterMedium : uint8_t { kPost = 1, kDropBox, kHanded, kEmail };
enum class SubjectRole : uint8_t { kReported = 1, kAssociate, kVictim, kWitness };

// 来访来电记录.
struct ContactRecord {
  // Unset where nobody wrote it down.
  std::optional<absl::Time> began_at;
  int minutes = 0;
  int people = 0;
  std::string received_by;
  std::string summary;

  bool operator==(const ContactRecord&) const = default;
};

// 来信记录.
struct LetterRecord {
  LetterMedium medium = LetterMedium::kPost;
  std::string postmark;

  bool operator==(const LetterRecord&) const = default;
};

// A person whom a lead names.
struct Subject {
  std::string name;
  SubjectRole role = SubjectRole::kReported;
  std::string employer;
  // Nil unless the employer is a unit of the suite.
  UnitId employer_unit = {};
  // 绰号、曾用名.
  std::string alias = {};
  // Where the person lives or is met.
  std::string place = {};

  bool operator==(const Subject&) const = default;
};

// What the office found out about the name that a report bears (冒名待核). Numbers equal those of
// hecha.intake.v1.
enum class IdentityVerdict : uint8_t { kSuspected = 1, kConfirmed, kDenied };
struct IdentityCheck {
  IdentityVerdict verdict = IdentityVerdict::kSuspected;
  UserId checked_by;
  absl::Time checked_at;
  // How, without the name.
  std::string basis;

  bool operator==(const IdentityCheck&) const = default;
};

// Why an umbrella that was suspected is so no more: the office director's word.
struct UmbrellaClearance {
  UserId cleared_by;
  absl::Time cleared_at;
  std::string reason;

  bool operator==(const UmbrellaClearance&) const = default;
};

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
  // 批示领导: the superior's leader whose note sent it.
  std::string instructed_by = {};
  std::optional<absl::Time> deadline;
  absl::Time received_at;
  std::string title;
  std::string narrative;
  std::vector<UnitId> accused_units;
  // The round of 摸排 that found it; nil unless one did.
  SweepId sweep;
  // Which of its units did; nil where nobody said.
  UnitId sweep_unit = {};
  std::optional<ContactRecord> contact;
  std::optional<LetterRecord> letter;
  std::vector<Subject> subjects;
  // The newest.
  std::optional<IdentityCheck> identity_check;
  std::optional<UmbrellaClearance> umbrella_clearance;
  // What of its words its named reporter is called and reached by; found when the identity was
  // filed, which is not here.
  std::vector<std::string> reporter_passages;
};

// What a superior's list says of the term and the papers of a lead: the superior's to change, even
// when the lead was judged already.
struct ListTerms {
  Level level = Level::kTown;
  Instruction instruction = Instruction::kOwn;
  bool key_lead = false;
  std::string document_no;
  std::string issuing_body;
  std::string instructed_by;
  std::optional<absl::Time> deadline;

  static ListTerms Of(const Registration& registration);
  void ApplyTo(Registration& registration) const;
};

// Which of its fields a channel demands.
struct ChannelRule {
  Channel channel;
  std::string_view zh;
  std::string_view en;
  bool superior = false;  // a level above the town, and an instruction
  bool document_no = false;
  bool issuing_body = false;
  bool sector = false;
  bool contact = false;
  bool letter = false;
};
const ChannelRule& RuleOf(Channel channel);

// InvalidArgument that names the field and the rule if `registration` is incomplete, contradicts
// itself or lies in the future of `now`.
absl::Status CheckRegistration(const Registration& registration, absl::Time now);

// Checks the words of any report or lead: title 1 to 200, narrative 1 to 20,000 characters.
absl::Status CheckContent(std::string_view title, std::string_view narrative);

// At most 50, each with a name.
absl::Status CheckSubjects(const std::vector<Subject>& subjects);

// Registration and triage say NONE or SUSPECTED only. Later values of the code are the discipline
// commission's to say; a lead that claimed them would escape its sealing.
absl::Status CheckUmbrella(Umbrella umbrella);

}  // namespace hecha::intake
