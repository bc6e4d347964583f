// A CsvReader reads a CSV file (RFC 4180, UTF-8) row by row over libcsv, and survives bad rows.
//
// A row may span lines where a quoted field holds newlines; they are given as LF. A malformed
// row is returned with the refusal that says why, and reading resumes at the line after the one it
// began on: a quote that is never closed costs its own row and not the rest of the file.
//
// Used by one thread. Memory is bounded by the longest row.
#pragma once

#include <csv.h>

#include <cstdint>
#include <deque>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace hecha::sheet {

struct CsvRow {
  // Line of the file on which the row begins, counted from 1.
  int64_t line = 0;
  // Ok, or InvalidArgument that names the column and the rule: COLUMN_COUNT, INVALID_UTF8,
  // STRAY_QUOTE, UNCLOSED_QUOTE, ROW_TOO_LONG.
  absl::Status status;
  // The columns that were asked for, in that order; those that were read, on an error.
  std::vector<std::string> fields;
};

class CsvReader {
 public:
  static constexpr size_t kMaxRowBytes = 256 << 10;

  // Reads the header, which may begin with a byte order mark and must name each of `columns`
  // once, in any order. InvalidArgument that names the column that is missing, or counts the one
  // whose name is no text. Without `columns`, all that the header names are read.
  static absl::StatusOr<std::unique_ptr<CsvReader>> Open(std::istream& in,
                                                         std::vector<std::string> columns);
  ~CsvReader();

  // The next row, good or bad; nullopt at the end. Blank lines are skipped.
  std::optional<CsvRow> Next();

  const std::vector<std::string>& columns() const { return columns_; }

  // How many bytes of the file have been taken; for a progress bar.
  int64_t bytes_read() const { return bytes_read_; }

 private:
  struct Line {
    int64_t number;
    std::string text;
    bool too_long = false;
  };
  CsvReader(std::istream& in, std::vector<std::string> columns);

  std::optional<Line> NextLine();
  // The next record or the refusal of a malformed one.
  std::optional<CsvRow> NextRecord();
  // Parses the last pending line; true if a record ended with it.
  absl::StatusOr<bool> Feed();
  CsvRow GiveUp(absl::Status status);
  absl::Status ReadHeader();
  // Name of the column at `position`; of the last one for what stands beyond it.
  std::string ColumnAt(size_t position) const;
  CsvRow Select(CsvRow record) const;
  void Restart();

  static void OnField(void* bytes, size_t length, void* self);
  static void OnRow(int terminator, void* self);

  std::istream& in_;
  std::vector<std::string> columns_;
  // For each of `columns_`, where the header has it; and the header itself.
  std::vector<size_t> positions_;
  std::vector<std::string> header_;

  csv_parser parser_{};
  int64_t lines_read_ = 0;
  int64_t bytes_read_ = 0;
  // Lines of the record that is under way, kept so that all but its first can be read again.
  std::vector<Line> pending_;
  size_t pending_bytes_ = 0;
  std::deque<Line> again_;
  std::vector<std::string> fields_;
  bool ended_ = false;
};

}  // namespace hecha::sheet
