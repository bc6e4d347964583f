#include "services/supervision/export_sheet.h"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <utility>

#include "services/common/base/status_macros.h"
#include "services/supervision/ledger_column.h"

namespace hecha::supervision {
namespace {

std::string NoteOf(const Call& call, const std::string& division) {
  return fmt::format("填报单位：{}　填报人：{}　填报时间：{}", division, call.actor.name,
                     PrintTime(call.now));
}

std::string_view MeasureName(Measure measure) {
  constexpr std::array<std::string_view, 14> kNames = {
      "",       "线索状态", "线索行业", "线索来源", "办结结论", "时限灯号", "收到日",
      "办结日", "单位办案", "单位灯号", "台账在办", "台账办结", "摸排报告", "单位摸排"};
  return kNames[static_cast<size_t>(measure)];
}

std::string CaseFigureName(int figure) {
  constexpr std::array<std::string_view, 4> kNames = {"", "在办", "办结", "查实"};
  return std::string(kNames[static_cast<size_t>(figure)]);
}

std::string ItemName(const Total& total) {
  switch (total.measure) {
    case Measure::kState:
      return LeadStateName(total.code);
    case Measure::kSector:
      return SectorName(total.code);
    case Measure::kChannel:
      return ChannelName(total.code);
    case Measure::kOutcome:
      return OutcomeName(total.code);
    case Measure::kLight:
    case Measure::kUnitLight:
      return LightName(total.code);
    case Measure::kReceivedDay:
    case Measure::kClosedDay:
      return PrintDay(total.code);
    case Measure::kUnitCase:
      return CaseFigureName(total.code);
    case Measure::kOpen:
    case Measure::kDone:
      return std::string(TitleOf(static_cast<Ledger>(total.code)));
    case Measure::kSweep:
    case Measure::kUnitSweep:
      return SweepAnswerName(total.code);
  }
  return "";
}

}  // namespace

absl::StatusOr<ExportSheets> ExportSheets::Create(const Call& call, const std::string& division) {
  ASSIGN_OR_RETURN(std::unique_ptr<sheet::WorkbookWriter> writer, sheet::WorkbookWriter::Create());
  return ExportSheets(std::move(writer), call, division);
}

ExportSheets::ExportSheets(std::unique_ptr<sheet::WorkbookWriter> writer, const Call& call,
                           const std::string& division)
    : writer_(std::move(writer)), actor_(call.actor), note_(NoteOf(call, division)) {}

absl::Status ExportSheets::Begin(Ledger ledger) {
  ledger_ = ledger;
  serial_ = 0;
  sheet::WorkbookWriter::Head head{fmt::format("台账{}", static_cast<int>(ledger)),
                                   std::string(TitleOf(ledger)),
                                   note_,
                                   {"序号"}};
  for (const Column& column : ColumnsOf(ledger)) head.columns.emplace_back(column.title);
  return writer_->BeginSheet(head);
}

absl::Status ExportSheets::Append(const Line& line) {
  const std::string unit = line.Get(Cell::kUnitName);
  if (!line.unit.nil() && !unit.empty()) unit_names_[line.unit] = unit;
  std::vector<std::string> cells = CellsOf(line, SeesWhole(actor_, ledger_));
  cells.insert(cells.begin(), std::to_string(++serial_));
  return writer_->Append(cells);
}

absl::Status ExportSheets::AppendTotals(const std::vector<Total>& totals) {
  RETURN_IF_ERROR(
      writer_->BeginSheet({"统计", "统计汇总", note_, {"属地", "口径", "单位", "项目", "数量"}}));
  for (const Total& total : totals) {
    const auto unit = unit_names_.find(total.unit);
    RETURN_IF_ERROR(writer_->Append({total.division, std::string(MeasureName(total.measure)),
                                     unit == unit_names_.end() ? "" : unit->second, ItemName(total),
                                     std::to_string(total.count)}));
  }
  return absl::OkStatus();
}

}  // namespace hecha::supervision
