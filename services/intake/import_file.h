// An ImportFile is a list of leads as a clerk uploads it: its columns recognised, its rows read.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/sheet/sheet.h"
#include "services/intake/import_row.h"

namespace hecha::intake {

// What rows are registered as where their columns say nothing else.
struct ImportDefaults {
  std::string division;
  Channel channel = Channel::kPublicWeb;
  absl::Time now;
};

// A row of the file, good or bad.
struct FileRow {
  int line = 0;
  // Why it is no lead: InvalidArgument that names the column and the rule.
  absl::Status status;
  ImportRow row;
};

struct ImportFile {
  std::vector<FileRow> rows;
  // Field → header.
  std::map<std::string, std::string> columns;
  std::vector<std::string> unused_columns;
  std::string encoding;
};

// Reads a sheet. `mapping` names headers of fields; the others are recognised. InvalidArgument,
// and nothing is read, where a field is unknown or named twice, a header that the mapping names is
// not there, or a required column is missing. A row with a key of an earlier one is refused by
// itself.
absl::StatusOr<ImportFile> ReadImportFile(sheet::Sheet sheet,
                                          const std::map<std::string, std::string>& mapping,
                                          const ImportDefaults& defaults);

}  // namespace hecha::intake
