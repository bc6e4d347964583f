#include "services/supervision/ledger_service.h"

#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"

namespace hecha::supervision {

absl::StatusOr<std::vector<LeadLine>> LedgerService::ListLeads(const Call& call, LineFilter filter,
                                                               const Page& page) {
  RETURN_IF_ERROR(NarrowToScope(call.actor, filter.division));
  return database_.Read(call.deadline, [&](db::Transaction& transaction) {
    return lines_.ListLeads(transaction, filter, page);
  });
}

absl::StatusOr<std::vector<CaseLine>> LedgerService::ListCases(const Call& call, LineFilter filter,
                                                               const Page& page) {
  RETURN_IF_ERROR(NarrowToScope(call.actor, filter.division));
  return database_.Read(call.deadline, [&](db::Transaction& transaction) {
    return lines_.ListCases(transaction, filter, page);
  });
}

absl::Status LedgerService::AddLead(db::Transaction& transaction, const LeadLine& line) {
  RETURN_IF_ERROR(lines_.Put(transaction, line));
  return Count(transaction, line, 1);
}

absl::Status LedgerService::EditLead(db::Transaction& transaction, LeadId lead,
                                     const std::function<void(LeadLine&)>& edit) {
  ASSIGN_OR_RETURN(LeadLine line, lines_.Find(transaction, lead));
  RETURN_IF_ERROR(Count(transaction, line, -1));
  edit(line);
  RETURN_IF_ERROR(lines_.Put(transaction, line));
  return Count(transaction, line, 1);
}

absl::Status LedgerService::AddCase(db::Transaction& transaction, const CaseLine& line) {
  RETURN_IF_ERROR(lines_.Put(transaction, line));
  return Count(transaction, line, 1);
}

absl::Status LedgerService::EditCase(db::Transaction& transaction, CaseId id,
                                     const std::function<void(CaseLine&)>& edit) {
  ASSIGN_OR_RETURN(CaseLine line, lines_.Find(transaction, id));
  RETURN_IF_ERROR(Count(transaction, line, -1));
  edit(line);
  RETURN_IF_ERROR(lines_.Put(transaction, line));
  return Count(transaction, line, 1);
}

absl::Status LedgerService::Count(db::Transaction& transaction, const LeadLine& line, int change) {
  const std::string& division = line.division;
  RETURN_IF_ERROR(statistics_.Add(transaction, division, Measure::kState, line.state, change));
  RETURN_IF_ERROR(statistics_.Add(transaction, division, Measure::kSector, line.sector, change));
  return statistics_.Add(transaction, division, Measure::kChannel, line.channel, change);
}

absl::Status LedgerService::Count(db::Transaction& transaction, const CaseLine& line, int change) {
  if (!line.closed_at.has_value()) return absl::OkStatus();
  return statistics_.Add(transaction, line.division, Measure::kOutcome, line.outcome, change);
}

}  // namespace hecha::supervision
