// A WorkbookWriter writes a workbook (Office Open XML) row by row, in memory that does not grow
// with the rows: they go to a temporary file that has no name, and that is gone with its owner.
//
// Every cell is text and is shown as such: nothing in it is ever run as a formula. Used by one
// thread.
#pragma once

#include <cstdint>
#include <cstdio>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

struct lxw_workbook;
struct lxw_worksheet;
struct lxw_format;

namespace hecha::sheet {

// A file without a name. Closes it, which deletes it.
class TemporaryFile {
 public:
  // ResourceExhausted if there is no room for one.
  static absl::StatusOr<TemporaryFile> Create();

  // What stands from `offset` on, at most `most` bytes; less at the end.
  absl::StatusOr<std::string> Read(int64_t offset, size_t most) const;
  absl::StatusOr<int64_t> Size() const;
  // A path that opens it, for this process only.
  std::string path() const;

 private:
  struct Closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  explicit TemporaryFile(std::FILE* file) : file_(file) {}

  std::unique_ptr<std::FILE, Closer> file_;
};

class WorkbookWriter {
 public:
  static absl::StatusOr<std::unique_ptr<WorkbookWriter>> Create();
  ~WorkbookWriter();

  // The head of a sheet: `title` across all columns, a line that says who filled it in and when,
  // and the columns' titles. `name` has at most 31 characters.
  struct Head {
    std::string name;
    std::string title;
    std::string note;
    std::vector<std::string> columns;
  };
  // Begins the next sheet; rows go there from now on.
  absl::Status BeginSheet(const Head& head);

  // ResourceExhausted if the sheet has no row left, or the disk no room.
  absl::Status Append(const std::vector<std::string>& cells);

  // Ends the workbook. Call nothing else afterwards.
  absl::StatusOr<TemporaryFile> Finish();

 private:
  explicit WorkbookWriter(TemporaryFile file);

  absl::Status WriteRow(const std::vector<std::string>& cells, lxw_format* format);

  TemporaryFile file_;
  lxw_workbook* workbook_;
  lxw_worksheet* sheet_ = nullptr;
  lxw_format* title_format_ = nullptr;
  lxw_format* column_format_ = nullptr;
  lxw_format* cell_format_ = nullptr;
  uint32_t row_ = 0;
};

}  // namespace hecha::sheet
