#include "services/verification/contribution_service.h"

#include <utility>

#include "hecha/verification/v1/events.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/verification/case_event.h"

namespace hecha::verification {
namespace {

using events::Event;

constexpr int kDueAfterDays = 5;

template <class Payload>
Event TellContribution(const Contribution& one, std::string action, Payload payload) {
  payload.set_contribution_id(one.id.ToString());
  payload.set_case_id(one.case_id.ToString());
  payload.set_unit_id(one.unit.ToString());
  return events::MakeEvent("contribution", one.id.uuid, one.version, one.division,
                           std::move(action), std::move(payload));
}

}  // namespace

absl::StatusOr<Contribution> ContributionService::Request(const Call& call, CaseId id, UnitId unit,
                                                          const std::string& request,
                                                          std::optional<absl::Time> due) {
  Contribution asked;
  asked.version = 1;
  asked.case_id = id;
  asked.unit = unit;
  asked.request = request;
  asked.requested_by = call.actor.user;
  asked.requested_at = call.now;
  return journal_.Commit(
      call,
      [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
        ASSIGN_OR_RETURN(const Case subject, cases_.Find(transaction, id));
        RETURN_IF_ERROR(MayTake(call, Action::kRequestContribution)(subject));
        RETURN_IF_ERROR(kCaseTable.Next(subject.state, Action::kRequestContribution).status());
        ASSIGN_OR_RETURN(const WorkingDays calendar, calendar_.Load(transaction));
        asked.id = ContributionId::New(call.now);
        asked.lead = subject.assignment.lead;
        asked.division = subject.assignment.division;
        asked.asking_unit = subject.assignment.unit;
        asked.due = due.value_or(calendar.After(call.now, kDueAfterDays));
        RETURN_IF_ERROR(asked.Check(call.now));
        RETURN_IF_ERROR(CheckUnit(transaction, asked));
        RETURN_IF_ERROR(contributions_.Insert(transaction, asked));
        v1::ContributionRequested event;
        events::SetTimestamp(asked.due, event.mutable_due());
        RETURN_IF_ERROR(journal_.Append(
            transaction, call, TellContribution(asked, "contribution.request", std::move(event))));
        return asked.id.uuid;
      },
      [&](db::Transaction& transaction, const Uuid& made) {
        return FindAdmitted(transaction, call, ContributionId{made});
      });
}

absl::StatusOr<Contribution> ContributionService::FindAdmitted(db::Transaction& transaction,
                                                               const Call& call,
                                                               ContributionId id) const {
  ASSIGN_OR_RETURN(Contribution one, contributions_.Find(transaction, id));
  RETURN_IF_ERROR(Admit(transaction, call, one));
  return one;
}

absl::Status ContributionService::CheckUnit(db::Transaction& transaction,
                                            const Contribution& asked) const {
  const absl::StatusOr<Unit> unit = units_.Find(transaction, asked.unit);
  if (!unit.ok() && !absl::IsNotFound(unit.status())) return unit.status();
  if (unit.ok() && unit->active && unit->verifies && unit->division == asked.division)
    return bars_.CheckMayWork(transaction, asked.lead, asked.unit);
  return RefuseField("UNIT_CANNOT_VERIFY", "unit_id", "协办单位须是本镇的核查成员单位",
                     "the asked unit is one of the town that verifies");
}

absl::Status ContributionService::Admit(db::Transaction& transaction, const Call& call,
                                        const Contribution& one) const {
  ASSIGN_OR_RETURN(const Case subject, cases_.Find(transaction, one.case_id));
  if (subject.Recused(call.actor.user)) return RefuseUnknown("协办请求", "contribution");
  ASSIGN_OR_RETURN(const bool barred, bars_.Bars(transaction, one.lead, call.actor.unit));
  const bool asked = one.Asks(call.actor) && !barred;
  if (asked || subject.VisibleTo(call.actor) == Visibility::kFull) return absl::OkStatus();
  return RefuseUnknown("协办请求", "contribution");
}

absl::StatusOr<Contribution> ContributionService::Get(const Call& call, ContributionId id) {
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return FindAdmitted(transaction, call, id);
  });
}

absl::StatusOr<std::vector<Contribution>> ContributionService::List(const Call& call,
                                                                    ContributionFilter filter,
                                                                    const Page& page) {
  filter.viewer = call.actor.user;
  return journal_.database().Read(
      call.deadline,
      [&](db::Transaction& transaction) -> absl::StatusOr<std::vector<Contribution>> {
        if (!filter.case_id.has_value()) {
          filter.unit = call.actor.unit;
          return contributions_.List(transaction, filter, page);
        }
        ASSIGN_OR_RETURN(const Case subject, cases_.Find(transaction, *filter.case_id));
        if (subject.VisibleTo(call.actor) < Visibility::kFull) return RefuseUnknown("案件", "case");
        return contributions_.List(transaction, filter, page);
      });
}

template <class Payload, class Rule>
absl::StatusOr<Contribution> ContributionService::Settle(const Call& call, ContributionId id,
                                                         std::string action, Rule rule) {
  return journal_.Change(
      call, contributions_,
      [&](db::Transaction& transaction) { return FindAdmitted(transaction, call, id); },
      [&](db::Transaction&, Contribution& one) -> absl::StatusOr<Event> {
        RETURN_IF_ERROR(rule(one));
        return TellContribution(one, action, Payload());
      });
}

absl::StatusOr<Contribution> ContributionService::Answer(const Call& call, ContributionId id,
                                                         const std::string& answer) {
  return Settle<v1::ContributionAnswered>(call, id, "contribution.answer", [&](Contribution& one) {
    return one.Answer(call.actor, answer, call.now);
  });
}

absl::StatusOr<Contribution> ContributionService::Decline(const Call& call, ContributionId id,
                                                          const std::string& reason) {
  return Settle<v1::ContributionDeclined>(call, id, "contribution.decline", [&](Contribution& one) {
    return one.Decline(call.actor, reason, call.now);
  });
}

absl::StatusOr<Contribution> ContributionService::Withdraw(const Call& call, ContributionId id) {
  return Settle<v1::ContributionWithdrawn>(
      call, id, "contribution.withdraw",
      [&](Contribution& one) { return one.Withdraw(call.actor, call.now); });
}

}  // namespace hecha::verification
