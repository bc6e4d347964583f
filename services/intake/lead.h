// A Lead 线索 is an allegation with a number. This file holds its rules: which step may follow
// which, who may take it, and who sees how much (DOMAIN.md, state machine "Lead").
//
// A Lead is a value; nothing here knows how it is stored or sent.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/base/actor.h"
#include "services/common/base/id.h"
#include "services/intake/lead_action.h"
#include "services/intake/lead_return.h"
#include "services/intake/registration.h"
#include "services/intake/unit.h"

namespace hecha::intake {

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

// Grade 分级 of a verification; numbers equal those of hecha.intake.v1.
enum class Grade : uint8_t { kNone = 0, kMajor = 1, kKey, kOrdinary };

// Whom a team that suspects an umbrella calls for (提前介入).
enum class CommissionCall : uint8_t { kNone = 0, kEvery = 1, kSuperior };

struct Lead;
using LeadId = Id<Lead>;

// What the office judges at triage. An unset code keeps the registered one.
struct Triage {
  std::optional<Sector> sector;
  std::optional<Umbrella> umbrella;
  std::string summary;
  std::string opinion;
  std::vector<UnitId> accused_units;
  std::vector<Subject> subjects;
  std::optional<bool> key_lead;
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
  // The unit that verifies it again; nil while none does.
  UnitId reviewing_unit;
  // Who is in a team that verifies it, of whatever unit; and who stands aside from it.
  std::set<UserId> team;
  std::set<UserId> aside;
  // Which discipline commission a team called for while it verified.
  CommissionCall commission = CommissionCall::kNone;
  Grade grade = Grade::kNone;
  // 反映本镇领导: only the superior's commission opens it.
  bool about_leader = false;
  Outcome outcome = Outcome::kNone;
  // Whether its content is read for a recorded reason only.
  bool restricted = false;
  // The lead that it was merged into or, while it is TRIAGED, that someone proposes; and who.
  LeadId survivor;
  UserId merge_proposed_by;
  // Units that leads merged into it bar.
  std::vector<UnitId> barred_by_merged;
  // Oldest first.
  std::vector<LeadReturn> returns;
  absl::Time registered_at;

  // A new lead, REGISTERED, version 1. InvalidArgument that names the field and the rule if
  // the registration is incomplete or contradicts itself.
  static absl::StatusOr<Lead> Register(LeadId id, std::string lead_no, Registration registration,
                                       absl::Time now);

  // The transitions. Each counts the version up by one; on any refusal the lead is unchanged.

  // REGISTERED: what a superior's list says now; division, channel and round of 摸排 stay.
  absl::Status Amend(Registration registration, absl::Time now);
  // From TRIAGED until it is filed or closed: what a superior's list says now of its term and its
  // papers; its words stay what was judged.
  absl::Status FollowList(const ListTerms& terms, absl::Time now);
  // REGISTERED or TRIAGED → TRIAGED 研判.
  absl::Status Judge(Triage triage);
  // The same for a lead about one's own leader: → SEALED, and the town keeps its stub.
  absl::Status SendUpward(Triage triage);
  // Whom it is about; replaces what was recorded. Where that bars the unit that holds it, the lead
  // is RECALLED 收回: nobody there knows it any more. A closed lead only while it is reviewed.
  absl::Status RecordSubjects(std::vector<Subject> subjects);
  // Whether the reporter is who the report says: suspected of a named one; confirmed, and it is
  // NAMED again, or denied, and it is ANONYMOUS. InvalidArgument VERDICT_OUT_OF_PLACE otherwise.
  absl::Status CheckIdentity(IdentityCheck check);
  // A lead that joined it, left it or is another by now changed which units it bars. RECALLED like
  // after RecordSubjects.
  void LearnBars();
  // Another unit verifies it again, and reads it meanwhile; nil ends that.
  void Review(UnitId by);
  // A team calls for the commission: for those above the town alone if `upward`.
  void CallCommission(bool upward);
  // TRIAGED → ASSIGNED 交办. Refuses a unit that the lead bars, that is outside its territory or
  // does not verify leads, and refuses an umbrella lead, which must be sealed.
  absl::Status Assign(const Unit& unit, Grade grade);
  // TRIAGED → SEALED 密封移送; only with an umbrella flag.
  absl::Status Seal();
  // MERGED: it is sealed with the one that it joined, and to the same people.
  void SealWith(const Lead& survivor);
  // TRIAGED: no umbrella is suspected any more; for whose reason is kept.
  absl::Status ClearUmbrella(UmbrellaClearance clearance);
  // SEALED → CLOSED, by the commission's decision; it stays sealed to everyone else.
  absl::Status ConcludeTransfer(bool filed);
  // Follows what verification reports. FailedPrecondition if the lead was never assigned. A lead
  // that is RECALLED stays so until its case is over.
  absl::Status Progress(LeadState to);

  // Returns (lead_return.cc).

  // Follows the unit that gave it back: → RETURNED.
  absl::Status Return(std::string reason, absl::Time now);
  // RECALLED → RETURNED: verification has closed the unit's case.
  absl::Status Recalled(absl::Time now);
  // RETURNED → TRIAGED, without the unit, which is not offered it again.
  absl::Status UpholdReturn(const Actor& by, std::string reason, absl::Time now);
  // RETURNED → ASSIGNED, to the same unit or another one.
  absl::Status OverruleReturn(const Actor& by, const Unit& unit, std::string reason,
                              absl::Time now);

  // Merging 并案 (lead_merge.cc).

  // TRIAGED: `by` proposes that it joins `survivor`, a lead of its town that is being dealt with.
  absl::Status ProposeMerge(const Lead& survivor, UserId by);
  // TRIAGED → MERGED; by someone else than the proposer.
  absl::Status ConfirmMerge(const Lead& survivor, const Actor& by);
  // TRIAGED, without the proposal.
  absl::Status DeclineMerge();
  // MERGED → TRIAGED. FailedPrecondition MERGE_CONCLUDED once it has the other's outcome.
  absl::Status UndoMerge();

  // After closing (lead_retention.cc).

  // CLOSED, ARCHIVED, or MERGED into what is: what was found; the content of what proved unfounded
  // is restricted.
  absl::Status Conclude(Outcome found);
  // The same: readable again, because it is verified again.
  absl::Status Unrestrict();
  // CLOSED → ARCHIVED 归档; MERGED stays.
  absl::Status Archive();
  // ARCHIVED or MERGED → PURGED 清除: nothing is left but number, dates and outcome.
  absl::Status Purge();

  // Whether it has left for the discipline commission.
  bool Sealed() const { return registration.umbrella > Umbrella::kSuspected; }

  bool Accuses(UnitId unit_id) const;
  // Whether the unit must neither verify the lead nor see it: it is accused, a subject works
  // there, or a merged lead says so.
  bool Bars(UnitId unit_id) const;
  // Each once, in order.
  std::set<UnitId> BarredUnits() const;
  // InvalidArgument BARS_OWN_UNIT if it bars the unit of `actor`, in whose office nobody could deal
  // with it any more.
  absl::Status CheckStaysWith(const Actor& actor) const;
  // Whether the unit gave it back and was right.
  bool Declined(UnitId unit_id) const;
  Visibility VisibleTo(const Actor& actor) const;

  // What `actor` may do with it now: verbs of lead_action.h.
  std::vector<std::string_view> ActionsOf(const Actor& actor) const;

 private:
  // Ok if the table and the lead's own state admit `action`.
  absl::Status Admits(LeadAction action) const;
  // Ok if it is this actor's to do.
  absl::Status AdmitsFrom(LeadAction action, const Actor& actor) const;
  absl::Status ApplyTriage(Triage triage, LeadState to);
  void RecallIfBarred();
  absl::Status ComeBack(std::string reason, absl::Time now, bool recalled);
  // How often a unit gave it back.
  int64_t TimesReturned() const;
  absl::Status CheckUnit(const Unit& unit) const;
  void GiveTo(const Unit& unit);
};

}  // namespace hecha::intake
