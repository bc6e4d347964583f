#include "services/common/sheet/workbook_writer.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <algorithm>
#include <utility>

#include "services/common/base/status_macros.h"

namespace hecha::sheet {
namespace {

// In characters; a column of Chinese text reads well at this width.
constexpr double kColumnWidth = 18;
constexpr uint32_t kHeadRows = 3;

absl::Status StatusOf(lxw_error error) {
  if (error == LXW_NO_ERROR) return absl::OkStatus();
  return absl::ResourceExhaustedError(fmt::format("workbook not written: {}", lxw_strerror(error)));
}

}  // namespace

absl::StatusOr<TemporaryFile> TemporaryFile::Create() {
  std::FILE* const file = std::tmpfile();
  if (file == nullptr) return absl::ResourceExhaustedError("no room for a temporary file");
  return TemporaryFile(file);
}

absl::StatusOr<std::string> TemporaryFile::Read(int64_t offset, size_t most) const {
  std::string bytes(most, '\0');
  size_t taken = 0;
  while (taken < most) {
    const ssize_t read = pread(fileno(file_.get()), bytes.data() + taken, most - taken,
                               offset + static_cast<int64_t>(taken));
    if (read < 0) return absl::InternalError("the temporary file cannot be read");
    if (read == 0) break;
    taken += static_cast<size_t>(read);
  }
  bytes.resize(taken);
  return bytes;
}

absl::StatusOr<int64_t> TemporaryFile::Size() const {
  struct stat found {};
  if (fstat(fileno(file_.get()), &found) != 0)
    return absl::InternalError("the temporary file cannot be measured");
  return found.st_size;
}

std::string TemporaryFile::path() const {
  return fmt::format("/proc/self/fd/{}", fileno(file_.get()));
}

absl::StatusOr<std::unique_ptr<WorkbookWriter>> WorkbookWriter::Create() {
  ASSIGN_OR_RETURN(TemporaryFile file, TemporaryFile::Create());
  std::unique_ptr<WorkbookWriter> writer(new WorkbookWriter(std::move(file)));
  if (writer->workbook_ == nullptr) return absl::ResourceExhaustedError("no room for a workbook");
  return writer;
}

WorkbookWriter::WorkbookWriter(TemporaryFile file) : file_(std::move(file)) {
  lxw_workbook_options options{};
  options.constant_memory = LXW_TRUE;
  workbook_ = workbook_new_opt(file_.path().c_str(), &options);
  if (workbook_ == nullptr) return;
  title_format_ = workbook_add_format(workbook_);
  format_set_bold(title_format_);
  format_set_font_size(title_format_, 16);
  format_set_align(title_format_, LXW_ALIGN_CENTER);
  column_format_ = workbook_add_format(workbook_);
  format_set_bold(column_format_);
  format_set_border(column_format_, LXW_BORDER_THIN);
  cell_format_ = workbook_add_format(workbook_);
  format_set_border(cell_format_, LXW_BORDER_THIN);
  format_set_text_wrap(cell_format_);
}

WorkbookWriter::~WorkbookWriter() {
  if (workbook_ != nullptr) lxw_workbook_free(workbook_);
}

absl::Status WorkbookWriter::BeginSheet(const Head& head) {
  sheet_ = workbook_add_worksheet(workbook_, head.name.c_str());
  if (sheet_ == nullptr) return absl::InternalError("a sheet needs a short name of its own");
  const auto last = static_cast<lxw_col_t>(std::max<size_t>(head.columns.size(), 2) - 1);
  RETURN_IF_ERROR(StatusOf(worksheet_set_column(sheet_, 0, last, kColumnWidth, nullptr)));
  worksheet_freeze_panes(sheet_, kHeadRows, 0);
  RETURN_IF_ERROR(
      StatusOf(worksheet_merge_range(sheet_, 0, 0, 0, last, head.title.c_str(), title_format_)));
  row_ = 1;
  RETURN_IF_ERROR(WriteRow({head.note}, nullptr));
  return WriteRow(head.columns, column_format_);
}

absl::Status WorkbookWriter::Append(const std::vector<std::string>& cells) {
  return WriteRow(cells, cell_format_);
}

absl::StatusOr<TemporaryFile> WorkbookWriter::Finish() {
  RETURN_IF_ERROR(StatusOf(workbook_close(std::exchange(workbook_, nullptr))));
  return std::move(file_);
}

absl::Status WorkbookWriter::WriteRow(const std::vector<std::string>& cells, lxw_format* format) {
  for (size_t i = 0; i < cells.size(); ++i)
    RETURN_IF_ERROR(StatusOf(
        worksheet_write_string(sheet_, row_, static_cast<lxw_col_t>(i), cells[i].c_str(), format)));
  ++row_;
  return absl::OkStatus();
}

}  // namespace hecha::sheet
