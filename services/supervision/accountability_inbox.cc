#include <map>
#include <string_view>
#include <utility>

#include "hecha/accountability/v1/events.pb.h"
#include "hecha/events/v1/envelope.pb.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/supervision/inbox.h"

namespace hecha::supervision {
namespace {

using events::FromTimestamp;
using events::v1::Envelope;

// A proceeding that follows no problem; the problem's own states come before it.
constexpr int kProceedingState = 5;

std::string_view WordOf(std::string_view code) {
  static const std::map<std::string_view, std::string_view> kWords = {
      {"TRIGGERED", "启动问责"},
      {"FACT_FINDING", "调查核实"},
      {"HEARING", "陈述申辩"},
      {"PROPOSED", "提出建议"},
      {"APPROVED", "已批准"},
      {"EXECUTED", "已执行"},
      {"APPEALED", "申诉"},
      {"UPHELD", "维持"},
      {"OVERTURNED", "撤销"},
      {"FILED", "归档"},
      {"REMINDER", "提醒"},
      {"INTERVIEW", "约谈"},
      {"CIRCULAR", "通报"},
      {"RECTIFICATION", "限期整改"},
      {"AWARD_WITHDRAWAL", "取消评优"},
      {"REFERRAL", "移送纪委"}};
  const auto word = kWords.find(code);
  return word == kWords.end() ? code : word->second;
}

std::string Describe(const accountability::v1::ProceedingProgressed& event) {
  std::string text(WordOf(event.measure()));
  if (!text.empty()) text += "：";
  return text.append(WordOf(event.state()));
}

// The problem of the unit that the proceeding is about: the one that it is known to be about, or
// the oldest that no other is about. Nullopt for a proceeding that has a line of its own, or needs
// one.
absl::StatusOr<std::optional<LineKey>> FindProblem(
    LedgerService& ledgers, db::Transaction& transaction, const Line& own,
    const accountability::v1::ProceedingProgressed& event) {
  if (!own.lead.has_value()) return std::nullopt;
  ASSIGN_OR_RETURN(const std::vector<Line> about,
                   ledgers.FindAbout(transaction, Ledger::kProblems, *own.lead));
  std::optional<LineKey> free;
  for (const Line& line : about) {
    if (line.key.subject == own.key.subject) return std::nullopt;
    const std::string known = line.Get(Cell::kProceedingId);
    if (known == event.proceeding_id()) return line.key;
    const bool unclaimed = known.empty() && line.unit == own.unit && line.state != kProceedingState;
    if (unclaimed && !free.has_value()) free = line.key;
  }
  return free;
}

absl::Status NoteProceeding(LedgerService& ledgers, db::Transaction& transaction,
                            const Envelope& envelope,
                            const accountability::v1::ProceedingProgressed& event) {
  Line own;
  ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(event.proceeding_id()));
  ASSIGN_OR_RETURN(own.unit, UnitId::Parse(event.unit_id()));
  if (!event.lead_id().empty()) {
    ASSIGN_OR_RETURN(own.lead, LeadId::Parse(event.lead_id()));
  }
  own.key = {Ledger::kProblems, envelope.division(), id};
  ASSIGN_OR_RETURN(const std::optional<LineKey> problem,
                   FindProblem(ledgers, transaction, own, event));
  if (problem.has_value())
    return ledgers.Change(transaction, *problem, [&](Line& line) {
      line.Set(Cell::kProceedingId, event.proceeding_id());
      line.Set(Cell::kProceeding, Describe(event));
    });
  const absl::Time when = FromTimestamp(envelope.occurred_at());
  own.object = "proceedings/" + event.proceeding_id();
  own.state = kProceedingState;
  own.opened_day = DayOf(when);
  own.Set(Cell::kLeadNo, event.lead_no());
  own.Set(Cell::kUnitName, event.unit_name());
  return ledgers.AddOrChange(transaction, own, [&](Line& line) {
    line.Set(Cell::kProceeding, Describe(event));
    if (event.state() == "FILED") line.MoveTo(Stage::kDone, when);
  });
}

}  // namespace

void FollowAccountability(events::Inbox& inbox, LedgerService& ledgers) {
  inbox.On<accountability::v1::ProceedingProgressed>(
      [&ledgers](db::Transaction& transaction, const Call&, const Envelope& envelope,
                 const accountability::v1::ProceedingProgressed& event) {
        return NoteProceeding(ledgers, transaction, envelope, event);
      });
}

}  // namespace hecha::supervision
