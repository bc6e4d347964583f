#include "services/intake/import_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/intake/import_column.h"

namespace hecha::intake {
namespace {

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r\n";
  const size_t first = text.find_first_not_of(kBlank);
  if (first == std::string_view::npos) return "";
  return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::string Folded(std::string_view header) {
  std::string folded(Trimmed(header));
  std::transform(folded.begin(), folded.end(), folded.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return folded;
}

// A column of the file and what it stands for.
struct Bound {
  const ImportColumn* column;
  size_t position;
};

std::optional<size_t> Recognise(const ImportColumn& column,
                                const std::vector<std::string>& header) {
  for (size_t i = 0; i < header.size(); ++i) {
    const std::string folded = Folded(header[i]);
    if (std::find(column.headers.begin(), column.headers.end(), folded) != column.headers.end())
      return i;
  }
  return std::nullopt;
}

absl::Status CheckMapping(const std::map<std::string, std::string>& mapping) {
  for (const auto& [field, header] : mapping) {
    const auto columns = ImportColumns();
    if (std::ranges::find(columns, field, &ImportColumn::field) == columns.end())
      return RefuseField("UNKNOWN_FIELD", fmt::format("columns.{}", field), "没有这个字段",
                         "there is no such field");
  }
  return absl::OkStatus();
}

// Where each field stands in the file.
absl::StatusOr<std::vector<Bound>> Bind(const std::vector<std::string>& header,
                                        const std::map<std::string, std::string>& mapping) {
  RETURN_IF_ERROR(CheckMapping(mapping));
  std::vector<Bound> bound;
  for (const ImportColumn& column : ImportColumns()) {
    std::optional<size_t> position;
    const auto named = mapping.find(std::string(column.field));
    if (named != mapping.end()) {
      const auto found = std::find(header.begin(), header.end(), named->second);
      if (found != header.end()) position = static_cast<size_t>(found - header.begin());
    } else {
      position = Recognise(column, header);
    }
    if (position.has_value()) {
      bound.push_back({&column, *position});
    } else if (column.required || named != mapping.end()) {
      return RefuseField("MISSING_COLUMN", fmt::format("columns.{}", column.field),
                         fmt::format("表头中没有 {} 列", column.field),
                         fmt::format("the header has no column for {}", column.field));
    }
  }
  return bound;
}

// The refusal of a cell, with the header of its column.
absl::Status NameColumn(const absl::Status& status, const std::string& header) {
  std::optional<Refusal> refusal = RefusalOf(status);
  if (!refusal.has_value()) return status;
  refusal->field = header;
  return Refuse(status.code(), *std::move(refusal));
}

absl::Status ReadRow(const std::vector<Bound>& bound, const std::vector<std::string>& header,
                     const std::vector<std::string>& cells, ImportRow& row) {
  for (const Bound& each : bound) {
    const std::string_view cell = Trimmed(cells[each.position]);
    if (cell.empty() && each.column->required)
      return RefuseField("REQUIRED", header[each.position],
                         fmt::format("{} 必填", header[each.position]),
                         fmt::format("{} is required", header[each.position]));
    if (cell.empty()) continue;
    const absl::Status read = each.column->read(cell, row);
    if (!read.ok()) return NameColumn(read, header[each.position]);
  }
  return absl::OkStatus();
}

std::vector<std::string> Unused(const std::vector<std::string>& header,
                                const std::vector<Bound>& bound) {
  std::vector<std::string> unused;
  for (size_t i = 0; i < header.size(); ++i) {
    const bool used = std::any_of(bound.begin(), bound.end(),
                                  [&](const Bound& each) { return each.position == i; });
    if (!used && !header[i].empty()) unused.push_back(header[i]);
  }
  return unused;
}

}  // namespace

absl::StatusOr<ImportFile> ReadImportFile(sheet::Sheet sheet,
                                          const std::map<std::string, std::string>& mapping,
                                          const ImportDefaults& defaults) {
  ASSIGN_OR_RETURN(const std::vector<Bound> bound, Bind(sheet.header, mapping));
  ImportFile file;
  file.encoding = std::move(sheet.encoding);
  file.unused_columns = Unused(sheet.header, bound);
  for (const Bound& each : bound)
    file.columns[std::string(each.column->field)] = sheet.header[each.position];
  std::set<std::string> seen;
  for (const sheet::SheetRow& from : sheet.rows) {
    FileRow& to = file.rows.emplace_back();
    to.line = from.line;
    to.row.says_when_received = false;
    to.row.registration.division = defaults.division;
    to.row.registration.channel = defaults.channel;
    to.row.registration.received_at = defaults.now;
    to.status = from.status;
    if (to.status.ok()) to.status = ReadRow(bound, sheet.header, from.fields, to.row);
    if (to.status.ok() && !seen.insert(to.row.key).second)
      to.status = RefuseField("DUPLICATE_KEY", file.columns["row_key"], "文件中前面已有此编号",
                              "an earlier row of the file has this key");
  }
  return file;
}

}  // namespace hecha::intake
