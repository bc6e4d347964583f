#include "tests/fuzz/imported.h"

#include <algorithm>
#include <set>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/text.h"
#include "services/intake/import_file.h"
#include "tests/fuzz/target.h"

namespace hecha::fuzz {
namespace {

// What a refusal says goes into messages, which hold UTF-8 alone.
void CheckRefusal(const absl::Status& status) {
  const std::optional<Refusal> refusal = RefusalOf(status);
  Check(refusal.has_value(), "a refusal names its rule");
  Check(IsUtf8(refusal->field) && IsUtf8(refusal->zh) && IsUtf8(refusal->en), "a refusal is UTF-8");
}

void CheckSheet(const sheet::Sheet& sheet) {
  Check(!sheet.header.empty() && sheet.header.size() <= kSheetLimits.columns,
        "no more columns than are allowed");
  Check(sheet.rows.size() <= kSheetLimits.rows, "no more rows than are allowed");
  for (const std::string& name : sheet.header) Check(IsUtf8(name), "a header is UTF-8");
  for (const sheet::SheetRow& row : sheet.rows) {
    Check(row.line > 0, "a row stands somewhere in the file");
    if (!row.status.ok()) {
      CheckRefusal(row.status);
      continue;
    }
    Check(row.fields.size() == sheet.header.size(), "a good row has its columns");
    for (const std::string& field : row.fields) Check(IsUtf8(field), "a field is UTF-8");
  }
}

// As google.protobuf.Timestamp and the database have it.
void CheckTime(absl::Time time) {
  static const absl::Time kFirst = absl::FromCivil(absl::CivilYear(1), absl::UTCTimeZone());
  static const absl::Time kEnd = absl::FromCivil(absl::CivilYear(10'000), absl::UTCTimeZone());
  Check(time >= kFirst && time < kEnd, "a time lies in the years 1 to 9999");
}

void CheckRow(const intake::ImportRow& row) {
  const intake::Registration& said = row.registration;
  CheckTime(said.received_at);
  if (said.deadline.has_value()) CheckTime(*said.deadline);
  Check(!row.key.empty() && !said.title.empty() && !said.narrative.empty(),
        "what is required is there");
  for (const intake::Subject& subject : said.subjects)
    Check(!subject.name.empty() && IsUtf8(subject.name), "a subject has a name");
  for (const std::string& name : row.accused_names)
    Check(!name.empty() && IsUtf8(name), "an accused unit has a name");
  Check(intake::ContentOf(row) == intake::ContentOf(intake::ImportRow(row)),
        "a row says the same as its copy");
}

}  // namespace

void CheckImported(sheet::Sheet sheet) {
  CheckSheet(sheet);
  const size_t rows = sheet.rows.size();
  const absl::StatusOr<intake::ImportFile> file = intake::ReadImportFile(
      std::move(sheet), {}, {.division = "370481109", .now = absl::FromUnixSeconds(1'555'290'000)});
  if (!file.ok()) return CheckRefusal(file.status());
  Check(file->rows.size() == rows, "each row is told of");
  std::set<std::string> keys;
  for (const intake::FileRow& row : file->rows) {
    if (row.status.ok()) {
      CheckRow(row.row);
      Check(keys.insert(row.row.key).second, "no key comes twice");
    } else {
      CheckRefusal(row.status);
    }
  }
}

}  // namespace hecha::fuzz
