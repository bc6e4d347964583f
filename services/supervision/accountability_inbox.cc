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

absl::Status NoteProceeding(LedgerService& ledgers, db::Transaction& transaction,
                            const Envelope& envelope,
                            const accountability::v1::ProceedingProgressed& event) {
  Line line;
  ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(event.proceeding_id()));
  ASSIGN_OR_RETURN(line.unit, UnitId::Parse(event.unit_id()));
  bool noted = false;
  if (!event.lead_id().empty()) {
    ASSIGN_OR_RETURN(line.lead, LeadId::Parse(event.lead_id()));
    RETURN_IF_ERROR(
        ledgers.ChangeAbout(transaction, Ledger::kProblems, *line.lead, [&](Line& problem) {
          if (problem.unit != line.unit || problem.state == kProceedingState) return;
          problem.Set(Cell::kProceeding, Describe(event));
          noted = true;
        }));
  }
  if (noted) return absl::OkStatus();
  const absl::Time when = FromTimestamp(envelope.occurred_at());
  line.key = {Ledger::kProblems, envelope.division(), id};
  line.object = "proceedings/" + event.proceeding_id();
  line.state = kProceedingState;
  line.opened_day = DayOf(when);
  line.Set(Cell::kLeadNo, event.lead_no());
  line.Set(Cell::kUnitName, event.unit_name());
  return ledgers.AddOrChange(transaction, line, [&](Line& own) {
    own.Set(Cell::kProceeding, Describe(event));
    if (event.state() == "FILED") own.MoveTo(Stage::kDone, when);
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
