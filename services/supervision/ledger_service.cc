#include "services/supervision/ledger_service.h"

#include <optional>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"

namespace hecha::supervision {

absl::StatusOr<std::vector<Line>> LedgerService::List(const Call& call, LineFilter filter,
                                                      const Page& page) {
  RETURN_IF_ERROR(CheckMayRead(call.actor, filter.ledger));
  RETURN_IF_ERROR(NarrowToScope(call.actor, filter.division));
  filter.hidden_from = call.actor.unit;
  return database_.Read(call.deadline, [&](db::Transaction& transaction) {
    return lines_.List(transaction, filter, page);
  });
}

absl::Status LedgerService::AddAll(db::Transaction& transaction, std::span<const Line> lines) {
  RETURN_IF_ERROR(lines_.PutAll(transaction, lines));
  std::vector<Total> totals;
  for (const Line& line : lines) {
    const std::vector<Total> counted = Counted(line);
    totals.insert(totals.end(), counted.begin(), counted.end());
  }
  return statistics_.Add(transaction, Sum(std::move(totals)));
}

absl::Status LedgerService::Change(db::Transaction& transaction, const LineKey& key,
                                   const Edit& edit) {
  ASSIGN_OR_RETURN(std::optional<Line> line, lines_.Find(transaction, key));
  if (!line.has_value()) return RefuseUnknown("台账行", "ledger line");
  return Save(transaction, *std::move(line), edit);
}

absl::Status LedgerService::AddOrChange(db::Transaction& transaction, const Line& fresh,
                                        const Edit& edit) {
  ASSIGN_OR_RETURN(std::optional<Line> line, lines_.Find(transaction, fresh.key));
  if (line.has_value()) return Save(transaction, *std::move(line), edit);
  Line added = fresh;
  edit(added);
  return Add(transaction, added);
}

absl::Status LedgerService::ChangeLead(db::Transaction& transaction, const std::string& division,
                                       LeadId lead, const Edit& edit) {
  bool from_above = false;
  RETURN_IF_ERROR(Change(transaction, {Ledger::kLeads, division, lead.uuid}, [&](Line& line) {
    from_above = line.cells.contains(Cell::kInstruction);
    edit(line);
  }));
  if (!from_above) return absl::OkStatus();
  // A list of one's own may name an instruction too.
  return ChangeAbout(transaction, Ledger::kSuperior, lead, edit);
}

absl::Status LedgerService::ChangeAbout(db::Transaction& transaction, Ledger ledger, LeadId lead,
                                        const Edit& edit) {
  ASSIGN_OR_RETURN(std::vector<Line> lines, lines_.FindByLead(transaction, ledger, lead));
  for (Line& line : lines) RETURN_IF_ERROR(Save(transaction, std::move(line), edit));
  return absl::OkStatus();
}

absl::Status LedgerService::ChangeOf(db::Transaction& transaction, const std::string& object,
                                     const Edit& edit) {
  ASSIGN_OR_RETURN(std::vector<Line> lines, lines_.FindByObject(transaction, object));
  for (Line& line : lines) RETURN_IF_ERROR(Save(transaction, std::move(line), edit));
  return absl::OkStatus();
}

absl::Status LedgerService::Save(db::Transaction& transaction, Line line, const Edit& edit) {
  const std::vector<Total> before = Counted(line);
  edit(line);
  RETURN_IF_ERROR(lines_.PutAll(transaction, {&line, 1}));
  const std::vector<Total> changes = Changes(before, Counted(line));
  return changes.empty() ? absl::OkStatus() : statistics_.Add(transaction, changes);
}

}  // namespace hecha::supervision
