#include "services/verification/case_service.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "absl/time/clock.h"
#include "hecha/verification/v1/events.pb.h"
#include "services/common/base/own_call.h"
#include "services/common/base/refusal.h"
#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/verification/case_event.h"

namespace hecha::verification {
namespace {

using events::Event;
using events::SetTimestamp;

constexpr int kBatch = 200;
constexpr absl::Duration kResumeDeadline = absl::Seconds(10);

// True for those who see every case of their town, or of their city.
bool SeesTerritory(const Actor& actor) {
  return actor.Has(Role::kOffice) || actor.Has(Role::kLeader) || actor.Has(Role::kCityOffice);
}

}  // namespace

absl::Status CaseService::FollowList(db::Transaction& transaction, LeadId lead,
                                     std::optional<absl::Time> deadline, bool key_lead) const {
  return cases_.FollowList(transaction, lead, deadline, key_lead);
}

absl::StatusOr<CaseId> CaseService::Open(db::Transaction& transaction, const Call& call,
                                         Assignment assignment, std::set<std::string> subjects) {
  ASSIGN_OR_RETURN(const Grade grade, rules_.FindGrade(transaction, assignment.level, call.now));
  ASSIGN_OR_RETURN(const WorkingDays calendar, calendar_.Load(transaction));
  Case opened = Case::Open(CaseId::New(call.now), std::move(assignment), grade, call.now, calendar);
  opened.taskforce.subjects = std::move(subjects);
  RETURN_IF_ERROR(cases_.Insert(transaction, opened));
  auto event = About<v1::CaseOpened>(opened);
  event.set_lead_no(opened.assignment.lead_no);
  event.set_unit_id(opened.assignment.unit.ToString());
  event.set_unit_name(opened.assignment.unit_name);
  RETURN_IF_ERROR(journal_.Append(transaction, call, Tell(opened, "case.open", std::move(event))));
  return opened.id;
}

absl::StatusOr<Case> CaseService::Get(const Call& call, CaseId id) {
  ASSIGN_OR_RETURN(Case subject,
                   journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
                     return cases_.Find(transaction, id);
                   }));
  if (subject.VisibleTo(call.actor) == Visibility::kNothing) return RefuseUnknown("案件", "case");
  return subject;
}

absl::StatusOr<std::vector<Case>> CaseService::List(const Call& call, CaseFilter filter,
                                                    const Page& page) {
  const Actor& actor = call.actor;
  RETURN_IF_ERROR(NarrowToScope(actor, filter.division));
  filter.viewer = actor.user;
  if (!SeesTerritory(actor)) filter.own_unit = actor.unit;
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return cases_.List(transaction, filter, page);
  });
}

template <class Rule>
absl::StatusOr<Case> CaseService::Change(const Call& call, CaseId id, Action action, Rule rule) {
  return journal_.Change(call, cases_, id, MayTake(call, action), rule);
}

absl::StatusOr<Case> CaseService::Accept(const Call& call, CaseId id) {
  return Change(call, id, Action::kAccept,
                [&](db::Transaction& transaction, Case& subject) -> absl::StatusOr<Event> {
                  ASSIGN_OR_RETURN(const WorkingDays calendar, calendar_.Load(transaction));
                  RETURN_IF_ERROR(subject.Accept(call.now, calendar));
                  return Tell(subject, "case.accept", About<v1::CaseAccepted>(subject));
                });
}

absl::StatusOr<Case> CaseService::Return(const Call& call, CaseId id, const std::string& reason) {
  return Change(call, id, Action::kReturn,
                [&](db::Transaction&, Case& subject) -> absl::StatusOr<Event> {
                  RETURN_IF_ERROR(subject.Return(reason, call.now));
                  auto event = About<v1::CaseReturned>(subject);
                  event.set_reason(reason);
                  return Tell(subject, "case.return", std::move(event));
                });
}

absl::StatusOr<Case> CaseService::Suspend(const Call& call, CaseId id, const std::string& reason,
                                          absl::Time until) {
  return Change(call, id, Action::kSuspend,
                [&](db::Transaction&, Case& subject) -> absl::StatusOr<Event> {
                  RETURN_IF_ERROR(subject.Suspend(reason, until, call.now));
                  auto event = About<v1::CaseSuspended>(subject);
                  SetTimestamp(until, event.mutable_until());
                  return Tell(subject, "case.suspend", std::move(event));
                });
}

absl::StatusOr<Case> CaseService::Resume(const Call& call, CaseId id) {
  return Change(call, id, Action::kResume,
                [&](db::Transaction&, Case& subject) -> absl::StatusOr<Event> {
                  RETURN_IF_ERROR(subject.Resume(call.now));
                  return Tell(subject, "case.resume", About<v1::CaseResumed>(subject));
                });
}

absl::Status CaseService::HearReporter(db::Transaction& transaction, const Call& call, LeadId lead,
                                       Attitude attitude) {
  CaseFilter filter;
  filter.lead = lead;
  ASSIGN_OR_RETURN(const std::vector<Case> cases, cases_.List(transaction, filter, Page()));
  const auto told = std::find_if(cases.begin(), cases.end(), [](const Case& each) {
    return each.state == CaseState::kFeedback || each.closed_at.has_value();
  });
  if (told == cases.end()) return absl::OkStatus();
  return journal_.ChangeWithin(transaction, call, cases_, told->id,
                               [&](db::Transaction&, Case& subject) -> absl::StatusOr<Event> {
                                 subject.HearReporter(attitude);
                                 auto event = About<v1::ReporterHeard>(subject);
                                 event.set_attitude(static_cast<v1::Attitude>(attitude));
                                 return Tell(subject, "case.hear_reporter", std::move(event));
                               });
}

absl::StatusOr<int> CaseService::ResumeEnded(const Clock& clock) {
  ASSIGN_OR_RETURN(
      const std::vector<CaseId> ended,
      journal_.database().Read(absl::Now() + kResumeDeadline, [&](db::Transaction& transaction) {
        return cases_.ListToResume(transaction, clock.Now(), kBatch);
      }));
  int resumed = 0;
  absl::Status failed;
  for (CaseId id : ended) {
    const Call call = OwnCall("verification", "case.resume", clock.Now(), kResumeDeadline);
    const absl::StatusOr<Case> changed = journal_.Change(
        call, cases_, id, [](const Case&) { return absl::OkStatus(); },
        [&](db::Transaction&, Case& subject) -> absl::StatusOr<Event> {
          RETURN_IF_ERROR(subject.Resume(call.now));
          auto event = About<v1::CaseResumed>(subject);
          event.set_by_itself(true);
          return Tell(subject, "case.resume", std::move(event));
        });
    // A person was faster, or another process; one case that cannot be changed must not keep
    // every other one suspended.
    if (absl::IsFailedPrecondition(changed.status()) || absl::IsAborted(changed.status())) continue;
    failed.Update(changed.status());
    resumed += changed.ok();
  }
  RETURN_IF_ERROR(failed);
  return resumed;
}

absl::StatusOr<Case> CaseService::Extend(const Call& call, CaseId id, int days,
                                         const std::string& reason) {
  const Extension granted{days, reason, call.actor.user, call.now};
  return Change(call, id, Action::kExtend,
                [&](db::Transaction&, Case& subject) -> absl::StatusOr<Event> {
                  RETURN_IF_ERROR(subject.Extend(granted));
                  auto event = About<v1::CaseExtended>(subject);
                  event.set_days(days);
                  return Tell(subject, "case.extend", std::move(event));
                });
}

absl::StatusOr<Case> CaseService::ReturnProgress(const Call& call, CaseId id,
                                                 const std::string& text) {
  return Change(
      call, id, Action::kReturnProgress,
      [&](db::Transaction& transaction, Case& subject) -> absl::StatusOr<Event> {
        ASSIGN_OR_RETURN(const WorkingDays calendar, calendar_.Load(transaction));
        RETURN_IF_ERROR(subject.ReturnProgress({text, call.actor.user, call.now}, calendar));
        return Tell(subject, "case.return_progress", About<v1::ProgressReturned>(subject));
      });
}

absl::StatusOr<Case> CaseService::Record(const Call& call, CaseId id, Step step) {
  step.recorded_by = call.actor.user;
  step.recorded_at = call.now;
  return Change(
      call, id, Action::kRecordStep,
      [&](db::Transaction& transaction, Case& subject) -> absl::StatusOr<Event> {
        ASSIGN_OR_RETURN(const int voided, subject.Record(step));
        if (voided > 0)
          RETURN_IF_ERROR(reports_.Void(transaction, id, voided, "RECORD_STEP", call.now));
        auto event = About<v1::StepRecorded>(subject);
        event.set_step(static_cast<int>(subject.steps.size()));
        event.set_voided_report(voided > 0);
        return Tell(subject, "case.record_step", std::move(event));
      });
}

absl::StatusOr<Case> CaseService::Record(const Call& call, CaseId id, Finding finding) {
  finding.recorded_by = call.actor.user;
  finding.recorded_at = call.now;
  return Change(
      call, id, Action::kRecordFinding,
      [&](db::Transaction& transaction, Case& subject) -> absl::StatusOr<Event> {
        RETURN_IF_ERROR(CheckExhibits(transaction, id, finding));
        ASSIGN_OR_RETURN(const int voided, subject.Record(finding));
        if (voided > 0)
          RETURN_IF_ERROR(reports_.Void(transaction, id, voided, "RECORD_FINDING", call.now));
        auto event = About<v1::FindingRecorded>(subject);
        event.set_allegation(finding.allegation);
        event.set_outcome(static_cast<v1::Outcome>(finding.outcome));
        event.set_voided_report(voided > 0);
        return Tell(subject, "case.record_finding", std::move(event));
      });
}

absl::Status CaseService::CheckExhibits(db::Transaction& transaction, CaseId id,
                                        const Finding& finding) const {
  for (size_t i = 0; i < finding.evidence.size(); ++i) {
    const Evidence& one = finding.evidence[i];
    if (!one.exhibit.has_value()) continue;
    const absl::StatusOr<Exhibit> exhibit = exhibits_.Find(transaction, *one.exhibit);
    const bool of_case = exhibit.ok() && exhibit->case_id == id;
    if (!of_case && (exhibit.ok() || absl::IsNotFound(exhibit.status())))
      return RefuseField("UNKNOWN_EXHIBIT", fmt::format("evidence[{}].exhibit_id", i),
                         "本案没有这件证物", "the case has no such exhibit");
    RETURN_IF_ERROR(exhibit.status());
  }
  return absl::OkStatus();
}

}  // namespace hecha::verification
