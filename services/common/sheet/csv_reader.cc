#include "services/common/sheet/csv_reader.h"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <iterator>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::sheet {
namespace {

constexpr char kByteOrderMark[] = "\xEF\xBB\xBF";

bool IsUtf8(const std::string& text) { return simdjson::validate_utf8(text.data(), text.size()); }

// Space is part of a field (RFC 4180 section 2.4); libcsv would trim it.
int NothingIsSpace(unsigned char) { return 0; }

// A carriage return is one as well; NextLine has taken away those of line ends.
int IsLineFeed(unsigned char c) { return c == '\n'; }

}  // namespace

absl::StatusOr<std::unique_ptr<CsvReader>> CsvReader::Open(std::istream& in,
                                                           std::vector<std::string> columns) {
  std::unique_ptr<CsvReader> reader(new CsvReader(in, std::move(columns)));
  RETURN_IF_ERROR(reader->ReadHeader());
  return reader;
}

CsvReader::CsvReader(std::istream& in, std::vector<std::string> columns)
    : in_(in), columns_(std::move(columns)) {
  Restart();
}

CsvReader::~CsvReader() { csv_free(&parser_); }

std::optional<CsvRow> CsvReader::Next() {
  std::optional<CsvRow> record = NextRecord();
  if (!record.has_value() || !record->status.ok()) return record;
  return Select(*std::move(record));
}

absl::Status CsvReader::ReadHeader() {
  std::optional<CsvRow> record = NextRecord();
  if (!record.has_value())
    return RefuseField("NO_HEADER", "", "文件为空", "the file has no header");
  RETURN_IF_ERROR(record->status);
  header_ = std::move(record->fields);
  for (size_t i = 0; i < header_.size(); ++i)
    if (!IsUtf8(header_[i]))
      return RefuseField("INVALID_UTF8", "", fmt::format("表头第 {} 列不是有效的 UTF-8", i + 1),
                         fmt::format("column {} of the header is not valid UTF-8", i + 1));
  if (columns_.empty()) columns_ = header_;
  for (const std::string& column : columns_) {
    const auto found = std::find(header_.begin(), header_.end(), column);
    if (found == header_.end())
      return RefuseField("MISSING_COLUMN", column, fmt::format("表头缺少列 {}", column),
                         fmt::format("the header lacks the column {}", column));
    positions_.push_back(static_cast<size_t>(found - header_.begin()));
  }
  return absl::OkStatus();
}

std::string CsvReader::ColumnAt(size_t position) const {
  if (header_.empty()) return "";
  return header_[std::min(position, header_.size() - 1)];
}

CsvRow CsvReader::Select(CsvRow record) const {
  CsvRow row{record.line, absl::OkStatus(), {}};
  if (record.fields.size() != header_.size()) {
    row.status = RefuseField(
        "COLUMN_COUNT", ColumnAt(record.fields.size()),
        fmt::format("应有 {} 列，实有 {} 列", header_.size(), record.fields.size()),
        fmt::format("the row has {} columns, not {}", record.fields.size(), header_.size()));
  }
  for (size_t i = 0; i < columns_.size() && positions_[i] < record.fields.size(); ++i) {
    std::string& field = record.fields[positions_[i]];
    if (row.status.ok() && !IsUtf8(field))
      row.status =
          RefuseField("INVALID_UTF8", columns_[i], fmt::format("{} 不是有效的 UTF-8", columns_[i]),
                      fmt::format("{} is not valid UTF-8", columns_[i]));
    row.fields.push_back(std::move(field));
  }
  return row;
}

std::optional<CsvRow> CsvReader::NextRecord() {
  while (std::optional<Line> line = NextLine()) {
    if (pending_.empty() && line->text == "\n") continue;
    pending_bytes_ += line->text.size();
    pending_.push_back(*std::move(line));
    const absl::StatusOr<bool> ended = Feed();
    if (!ended.ok()) return GiveUp(ended.status());
    if (!*ended) continue;
    CsvRow record{pending_.front().number, absl::OkStatus(), std::move(fields_)};
    pending_.clear();
    pending_bytes_ = 0;
    fields_.clear();
    return record;
  }
  if (pending_.empty()) return std::nullopt;
  return GiveUp(RefuseField("UNCLOSED_QUOTE", ColumnAt(fields_.size()), "引号未闭合",
                            "a quote is never closed"));
}

std::optional<CsvReader::Line> CsvReader::NextLine() {
  if (!again_.empty()) {
    Line line = std::move(again_.front());
    again_.pop_front();
    return line;
  }
  Line line{++lines_read_, {}, false};
  std::istream::sentry sentry(in_, /*noskipws=*/true);
  if (!sentry) return std::nullopt;
  std::streambuf& bytes = *in_.rdbuf();
  constexpr auto kEnd = std::istream::traits_type::eof();
  int c = bytes.sbumpc();
  for (; c != kEnd; c = bytes.sbumpc()) {
    ++bytes_read_;
    if (line.text.size() < kMaxRowBytes) {
      line.text += static_cast<char>(c);
    } else {
      line.too_long = true;
    }
    if (c == '\n') break;
  }
  if (c == kEnd) in_.setstate(std::ios::eofbit);
  if (line.text.empty()) return std::nullopt;
  // One form of line end, and one at the end of the file too: then every record ends with LF.
  if (line.text.ends_with('\n')) line.text.pop_back();
  if (line.text.ends_with('\r')) line.text.pop_back();
  line.text += '\n';
  if (line.number == 1 && line.text.starts_with(kByteOrderMark))
    line.text.erase(0, sizeof kByteOrderMark - 1);
  return line;
}

absl::StatusOr<bool> CsvReader::Feed() {
  const Line& line = pending_.back();
  ended_ = false;
  const size_t taken =
      csv_parse(&parser_, line.text.data(), line.text.size(), OnField, OnRow, this);
  // Asked after parsing, which knows the column by then.
  if (line.too_long || pending_bytes_ > kMaxRowBytes)
    return RefuseField("ROW_TOO_LONG", ColumnAt(fields_.size()), "一行超过 256 KiB",
                       "the row is longer than 256 KiB");
  if (taken != line.text.size())
    return RefuseField("STRAY_QUOTE", ColumnAt(fields_.size()),
                       "引号位置不合规则，字段内的引号须写成两个",
                       "a quote stands where none may; one inside a field is written twice");
  return ended_;
}

CsvRow CsvReader::GiveUp(absl::Status status) {
  CsvRow row{pending_.front().number, std::move(status), std::move(fields_)};
  again_.insert(again_.begin(), std::make_move_iterator(pending_.begin() + 1),
                std::make_move_iterator(pending_.end()));
  Restart();
  return row;
}

void CsvReader::Restart() {
  csv_free(&parser_);
  // Fails only for lack of memory, which the allocator of everything else reports.
  csv_init(&parser_, CSV_STRICT | CSV_STRICT_FINI);
  csv_set_space_func(&parser_, NothingIsSpace);
  csv_set_term_func(&parser_, IsLineFeed);
  pending_.clear();
  pending_bytes_ = 0;
  fields_.clear();
}

void CsvReader::OnField(void* bytes, size_t length, void* self) {
  static_cast<CsvReader*>(self)->fields_.emplace_back(static_cast<const char*>(bytes), length);
}

void CsvReader::OnRow(int, void* self) { static_cast<CsvReader*>(self)->ended_ = true; }

}  // namespace hecha::sheet
