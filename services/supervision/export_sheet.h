// The sheets of an export: a ledger each, headed as the printed ones are, and one of totals.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/sheet/workbook_writer.h"
#include "services/supervision/ledger.h"
#include "services/supervision/statistics.h"

namespace hecha::supervision {

// Used by one thread.
class ExportSheets {
 public:
  static absl::StatusOr<ExportSheets> Create(const Call& call, const std::string& division);

  // Begins the sheet of a ledger; lines are appended to it from now on.
  absl::Status Begin(Ledger ledger);
  // What the caller may see of the line.
  absl::Status Append(const Line& line);
  // A sheet with every total. Units are called as the lines before called them.
  absl::Status AppendTotals(const std::vector<Total>& totals);

  absl::StatusOr<sheet::TemporaryFile> Finish() { return writer_->Finish(); }

 private:
  ExportSheets(std::unique_ptr<sheet::WorkbookWriter> writer, const Call& call,
               const std::string& division);

  std::unique_ptr<sheet::WorkbookWriter> writer_;
  const Actor actor_;
  // 填报单位、填报人、填报时间.
  const std::string note_;
  Ledger ledger_ = Ledger::kLeads;
  // 序号 of the last line on the sheet.
  int64_t serial_ = 0;
  std::map<UnitId, std::string> unit_names_;
};

}  // namespace hecha::supervision
