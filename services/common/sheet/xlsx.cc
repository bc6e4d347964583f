#include "services/common/sheet/xlsx.h"

#include <fmt/format.h>

#include <charconv>
#include <map>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"
#include "services/common/sheet/xml_walk.h"
#include "services/common/sheet/zip_archive.h"

namespace hecha::sheet {
namespace {

constexpr char kWorkbook[] = "xl/workbook.xml";
constexpr char kRelations[] = "xl/_rels/workbook.xml.rels";
constexpr char kSharedStrings[] = "xl/sharedStrings.xml";
// Characters, as Excel counts them.
constexpr size_t kMaxCell = 32'767;
// The last row that Excel has.
constexpr size_t kMaxRow = 1'048'576;

absl::Status NotAWorkbook() {
  return RefuseField("NOT_A_WORKBOOK", "file", "文件不是有效的 xlsx 工作簿",
                     "the file is not a workbook (xlsx)");
}

std::string Attribute(const XmlAttributes& attributes, const std::string& name) {
  const auto found = attributes.find(name);
  return found == attributes.end() ? "" : found->second;
}

size_t NumberOf(std::string_view text) {
  size_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

// The path of the first sheet within the archive.
absl::StatusOr<std::string> FirstSheet(const ZipArchive& archive) {
  ASSIGN_OR_RETURN(const std::string workbook, archive.Read(kWorkbook));
  std::string relation;
  RETURN_IF_ERROR(
      WalkXml(workbook, {.start = [&](std::string_view name, const XmlAttributes& attributes) {
                if (name == "sheet" && relation.empty()) relation = Attribute(attributes, "id");
                return absl::OkStatus();
              }}));
  ASSIGN_OR_RETURN(const std::string relations, archive.Read(kRelations));
  std::string target;
  RETURN_IF_ERROR(
      WalkXml(relations, {.start = [&](std::string_view name, const XmlAttributes& attributes) {
                if (name == "Relationship" && Attribute(attributes, "Id") == relation)
                  target = Attribute(attributes, "Target");
                return absl::OkStatus();
              }}));
  if (target.empty()) return NotAWorkbook();
  return target.starts_with('/') ? target.substr(1) : "xl/" + target;
}

// The texts that cells refer to by number.
absl::StatusOr<std::vector<std::string>> SharedStrings(const ZipArchive& archive) {
  std::vector<std::string> strings;
  ASSIGN_OR_RETURN(const std::string document, archive.Read(kSharedStrings));
  if (document.empty()) return strings;
  bool in_text = false;
  // Phonetic guides stand beside the text, not in it.
  bool in_guide = false;
  RETURN_IF_ERROR(WalkXml(document, {.start =
                                         [&](std::string_view name, const XmlAttributes&) {
                                           if (name == "si") strings.emplace_back();
                                           in_guide = in_guide || name == "rPh";
                                           in_text = name == "t" && !in_guide;
                                           return absl::OkStatus();
                                         },
                                     .text =
                                         [&](std::string_view text) {
                                           if (in_text && !strings.empty()) strings.back() += text;
                                         },
                                     .end =
                                         [&](std::string_view name) {
                                           if (name == "rPh") in_guide = false;
                                           in_text = false;
                                           return absl::OkStatus();
                                         }}));
  return strings;
}

// Reads the rows of a sheet's document.
class SheetBuilder {
 public:
  SheetBuilder(const std::vector<std::string>& strings, const SheetLimits& limits)
      : strings_(strings), limits_(limits) {}

  absl::Status Start(std::string_view name, const XmlAttributes& attributes) {
    if (name == "row") {
      const size_t said = NumberOf(Attribute(attributes, "r"));
      if (said > kMaxRow) return NotAWorkbook();
      line_ = said > 0 ? static_cast<int>(said) : line_ + 1;
      cells_.clear();
      column_ = 0;
    } else if (name == "c") {
      RETURN_IF_ERROR(Place(Attribute(attributes, "r")));
      type_ = Attribute(attributes, "t");
      value_.clear();
    }
    in_value_ = name == "v" || name == "t";
    return absl::OkStatus();
  }

  void Text(std::string_view text) {
    if (in_value_) value_ += text;
  }

  absl::Status End(std::string_view name) {
    in_value_ = false;
    if (name == "c") {
      ASSIGN_OR_RETURN(std::string cell, Cell());
      // Many cells may name one long text.
      if ((bytes_ += cell.size()) > limits_.bytes)
        return RefuseField("ZIP_BOMB", "file", "工作簿解压后过大，已拒绝",
                           "the workbook unpacks to far more than it should");
      if (!cell.empty()) cells_[column_] = std::move(cell);
      ++column_;
    } else if (name == "row") {
      return EndRow();
    }
    return absl::OkStatus();
  }

  Sheet Take() { return std::move(sheet_); }

 private:
  // The cell's column: "C7" is column 2.
  absl::Status Place(std::string_view reference) {
    if (!reference.empty()) {
      size_t column = 0;
      for (char c : reference) {
        if (c < 'A' || c > 'Z' || column > limits_.columns) break;
        column = column * 26 + static_cast<size_t>(c - 'A' + 1);
      }
      if (column == 0) return NotAWorkbook();
      column_ = column - 1;
    }
    if (column_ < limits_.columns) return absl::OkStatus();
    return RefuseField("TOO_MANY_COLUMNS", "file", fmt::format("最多 {} 列", limits_.columns),
                       fmt::format("at most {} columns", limits_.columns));
  }

  absl::StatusOr<std::string> Cell() {
    if (type_ != "s") return std::move(value_);
    const size_t number = NumberOf(value_);
    if (number >= strings_.size()) return NotAWorkbook();
    return strings_[number];
  }

  absl::Status EndRow() {
    if (cells_.empty()) return absl::OkStatus();
    std::vector<std::string> fields(cells_.rbegin()->first + 1);
    for (auto& [column, text] : cells_) fields[column] = std::move(text);
    if (sheet_.header.empty()) {
      sheet_.header = std::move(fields);
      return absl::OkStatus();
    }
    // What stands right of the header has no name.
    fields.resize(sheet_.header.size());
    absl::Status status = CheckCells(fields);
    if (!status.ok()) fields.clear();
    sheet_.rows.push_back({line_, std::move(status), std::move(fields)});
    return CheckLimits(sheet_, limits_);
  }

  // A cell is taken whole or not at all.
  absl::Status CheckCells(const std::vector<std::string>& fields) const {
    for (size_t i = 0; i < fields.size(); ++i)
      if (CharacterCount(fields[i]) > kMaxCell)
        return RefuseField(
            "CELL_TOO_LONG", sheet_.header[i],
            fmt::format("{} 超过 {} 个字", sheet_.header[i], kMaxCell),
            fmt::format("{} has more than {} characters", sheet_.header[i], kMaxCell));
    return absl::OkStatus();
  }

  const std::vector<std::string>& strings_;
  const SheetLimits& limits_;
  Sheet sheet_;
  int line_ = 0;
  size_t column_ = 0;
  std::map<size_t, std::string> cells_;
  std::string type_;
  std::string value_;
  bool in_value_ = false;
  size_t bytes_ = 0;
};

}  // namespace

bool LooksLikeXlsx(std::string_view file) { return file.starts_with("PK\x03\x04"); }

absl::StatusOr<Sheet> ReadXlsx(std::string_view file, const SheetLimits& limits) {
  ASSIGN_OR_RETURN(const std::unique_ptr<ZipArchive> archive, ZipArchive::Open(file, limits.bytes));
  ASSIGN_OR_RETURN(const std::string path, FirstSheet(*archive));
  ASSIGN_OR_RETURN(const std::vector<std::string> strings, SharedStrings(*archive));
  ASSIGN_OR_RETURN(const std::string document, archive->Read(path));
  SheetBuilder builder(strings, limits);
  RETURN_IF_ERROR(WalkXml(
      document,
      {.start = [&](std::string_view name,
                    const XmlAttributes& attributes) { return builder.Start(name, attributes); },
       .text = [&](std::string_view text) { builder.Text(text); },
       .end = [&](std::string_view name) { return builder.End(name); }}));
  Sheet sheet = builder.Take();
  if (sheet.header.empty())
    return RefuseField("NO_HEADER", "file", "工作表为空", "the sheet has no header");
  return sheet;
}

}  // namespace hecha::sheet
