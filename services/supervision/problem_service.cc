#include "services/supervision/problem_service.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "hecha/supervision/v1/events.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"

namespace hecha::supervision {
namespace {

events::Event Tell(const Problem& problem, std::string action) {
  v1::ProblemProgressed event;
  event.set_problem_id(problem.id.ToString());
  event.set_unit_id(problem.report.unit.ToString());
  event.set_state(std::string(ProblemStateName(problem.state)));
  return events::MakeEvent("problem", problem.id.uuid, problem.version, problem.report.division,
                           std::move(action), std::move(event));
}

}  // namespace

absl::StatusOr<Problem> ProblemService::Raise(const Call& call, ProblemReport report) {
  RETURN_IF_ERROR(RequireScope(call.actor, report.division));
  ASSIGN_OR_RETURN(
      const Problem problem,
      Problem::Raise(ProblemId::New(call.now), std::move(report), call.actor.AuditId(), call.now));
  return journal_.Commit(
      call,
      [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
        RETURN_IF_ERROR(Record(transaction, call, problem));
        return problem.id.uuid;
      },
      [&](db::Transaction& transaction, const Uuid& id) {
        return problems_.Find(transaction, ProblemId{id});
      });
}

absl::StatusOr<Problem> ProblemService::Get(const Call& call, ProblemId id) {
  ASSIGN_OR_RETURN(Problem problem,
                   journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
                     return problems_.Find(transaction, id);
                   }));
  if (!problem.VisibleTo(call.actor)) return RefuseUnknown("问题", "problem");
  return problem;
}

absl::StatusOr<std::vector<Problem>> ProblemService::List(const Call& call, ProblemFilter filter,
                                                          const Page& page) {
  RETURN_IF_ERROR(NarrowToScope(call.actor, filter.division));
  if (!SupervisesProblems(call.actor)) RETURN_IF_ERROR(NarrowToOwnUnit(call.actor, filter.unit));
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return problems_.List(transaction, filter, page);
  });
}

absl::StatusOr<Problem> ProblemService::Plan(const Call& call, ProblemId id,
                                             const std::string& measures) {
  return Change(call, id, "problem.plan",
                [&](Problem& problem) { return problem.Plan(call.actor, measures); });
}

absl::StatusOr<Problem> ProblemService::ReportRectified(const Call& call, ProblemId id,
                                                        const std::string& result) {
  return Change(call, id, "problem.rectify",
                [&](Problem& problem) { return problem.ReportRectified(call.actor, result); });
}

absl::StatusOr<Problem> ProblemService::StrikeOff(const Call& call, ProblemId id) {
  return Change(call, id, "problem.strikeOff",
                [&](Problem& problem) { return problem.StrikeOff(call.actor, call.now); });
}

absl::StatusOr<Problem> ProblemService::SendBack(const Call& call, ProblemId id,
                                                 const std::string& remark) {
  return Change(call, id, "problem.sendBack",
                [&](Problem& problem) { return problem.SendBack(call.actor, remark); });
}

absl::Status ProblemService::RaiseForRedLight(db::Transaction& transaction, const Call& call,
                                              const LeadClock& clock,
                                              absl::Duration rectify_within) {
  const Assignment& assignment = clock.assignment;
  ProblemReport report;
  report.division = assignment.division;
  report.unit = assignment.unit;
  report.unit_name = assignment.unit_name;
  report.lead = assignment.lead;
  report.description =
      clock.step == ClockStep::kSeal
          ? fmt::format("疑似“保护伞”线索 {} 未按期密封移送，已亮红牌", assignment.lead_no)
          : fmt::format("线索 {} 办理超期，已亮红牌", assignment.lead_no);
  report.due = call.now + rectify_within;
  ASSIGN_OR_RETURN(
      const Problem problem,
      Problem::Raise(ProblemId::New(call.now), std::move(report), call.actor.AuditId(), call.now));
  return Record(transaction, call, problem);
}

absl::StatusOr<Problem> ProblemService::Change(const Call& call, ProblemId id,
                                               const std::string& action,
                                               const std::function<absl::Status(Problem&)>& rule) {
  return journal_.Change(
      call, problems_, id,
      [&](const Problem& problem) {
        return problem.VisibleTo(call.actor) ? absl::OkStatus() : RefuseUnknown("问题", "problem");
      },
      [&](db::Transaction& transaction, Problem& problem) -> absl::StatusOr<events::Event> {
        RETURN_IF_ERROR(rule(problem));
        RETURN_IF_ERROR(Show(transaction, call, problem));
        return Tell(problem, action);
      });
}

absl::Status ProblemService::Record(db::Transaction& transaction, const Call& call,
                                    const Problem& problem) {
  RETURN_IF_ERROR(problems_.Insert(transaction, problem));
  RETURN_IF_ERROR(Show(transaction, call, problem));
  return journal_.Append(transaction, call, Tell(problem, "problem.raise"));
}

absl::Status ProblemService::Show(db::Transaction& transaction, const Call& call,
                                  const Problem& problem) {
  Line line;
  line.key = {Ledger::kProblems, problem.report.division, problem.id.uuid};
  line.lead = problem.report.lead;
  line.object = "problems/" + problem.id.ToString();
  line.unit = problem.report.unit;
  line.opened_day = DayOf(problem.raised_at);
  line.Set(Cell::kUnitName, problem.report.unit_name);
  line.Set(Cell::kProblem, problem.report.description);
  line.SetTime(Cell::kDue, problem.report.due);
  if (line.lead.has_value() && problem.state == ProblemState::kRaised) {
    ASSIGN_OR_RETURN(
        const std::optional<Line> lead,
        ledgers_.Find(transaction, {Ledger::kLeads, line.key.division, line.lead->uuid}));
    if (lead.has_value()) line.Set(Cell::kLeadNo, lead->Get(Cell::kLeadNo));
  }
  return ledgers_.AddOrChange(transaction, line, [&](Line& shown) {
    shown.state = static_cast<int>(problem.state);
    shown.Set(Cell::kMeasures, problem.measures);
    if (problem.state == ProblemState::kToAccept) shown.Set(Cell::kPerson, call.actor.name);
    if (problem.state != ProblemState::kStruckOff) return;
    shown.Set(Cell::kAcceptor, call.actor.name);
    shown.SetTime(Cell::kStruckOffAt, problem.struck_off_at);
    shown.MoveTo(Stage::kDone, call.now);
  });
}

}  // namespace hecha::supervision
