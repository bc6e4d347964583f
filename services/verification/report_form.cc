#include "services/verification/report_form.h"

#include <absl/strings/numbers.h>

#include <array>
#include <utility>

#include "services/verification/report.h"

namespace hecha::verification {
namespace {

constexpr std::pair<std::string_view, std::string_view> kLabels[] = {
    {"case", "案件编号"},
    {"version", "报告版本"},
    {"lead", "线索编号"},
    {"division", "行政区划"},
    {"unit", "承办单位编号"},
    {"unit_name", "承办单位"},
    {"outcome", "核查结论"},
    {"planned_at", "立项时间"},
    {"plan", "核查方案"},
    {"investigator", "核查人员"},
    {"declaration", "回避声明"},
    {"allegation", "反映问题"},
    {"finding", "认定"},
    {"finding_outcome", "认定结论"},
    {"basis", "认定依据"},
    {"legal_basis", "法律依据"},
    {"evidence", "证据"},
    {"found_by", "认定人"},
    {"found_at", "认定时间"},
    {"step", "核查措施"},
    {"kind", "方式"},
    {"happened_at", "时间"},
    {"place", "地点"},
    {"present", "在场人员"},
    {"text", "情况"},
    {"attachment", "附件"},
    {"recorded_by", "记录人"},
    {"recorded_at", "记录时间"},
    {"report", "报告正文"},
    {"submitted_by", "提交人"},
    {"submitted_at", "提交时间"},
};

// The text up to `end`, which is taken off too. False if there is none.
bool Take(std::string_view& rest, char end, std::string_view& taken) {
  const size_t at = rest.find(end);
  if (at == std::string_view::npos) return false;
  taken = rest.substr(0, at);
  rest.remove_prefix(at + 1);
  return true;
}

}  // namespace

absl::StatusOr<std::vector<FormField>> ParseForm(std::string_view form) {
  const auto broken = [] { return absl::DataLossError("not the canonical form of a report"); };
  std::string_view rest = form;
  std::string_view tag;
  if (!Take(rest, '\n', tag) || tag != kReportTag) return broken();
  std::vector<FormField> fields;
  while (!rest.empty()) {
    std::string_view name;
    std::string_view digits;
    size_t length = 0;
    if (!Take(rest, ' ', name) || !Take(rest, ' ', digits)) return broken();
    if (!absl::SimpleAtoi(absl::string_view(digits.data(), digits.size()), &length))
      return broken();
    if (rest.size() <= length || rest[length] != '\n') return broken();
    fields.push_back({std::string(name), std::string(rest.substr(0, length))});
    rest.remove_prefix(length + 1);
  }
  return fields;
}

std::string_view FormLabel(std::string_view name) {
  for (const auto& [field, label] : kLabels)
    if (field == name) return label;
  return name;
}

}  // namespace hecha::verification
