#include "gateway/ctl/message_file.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/working_days.h"

namespace hecha::ctl {
namespace {

// Positions in what is asked of the reader.
enum Column { kMessageId, kSubject, kSubmittedAt, kBody };

}  // namespace

std::optional<absl::Time> ParseLocalTime(std::string_view text) {
  const std::string value(text);
  absl::Time time;
  std::string error;
  if (absl::ParseTime("%Y-%m-%d%ET%H:%M:%E*S", value, ChinaTime(), &time, &error) ||
      absl::ParseTime(absl::RFC3339_full, value, &time, &error))
    return time;
  return std::nullopt;
}

absl::StatusOr<MessageFile> MessageFile::Open(std::istream& in) {
  ASSIGN_OR_RETURN(std::unique_ptr<sheet::CsvReader> reader,
                   sheet::CsvReader::Open(in, {"message_id", "subject", "submitted_at", "body"}));
  return MessageFile(std::move(reader));
}

std::optional<CitizenMessage> MessageFile::Next() {
  std::optional<sheet::CsvRow> row = reader_->Next();
  if (!row.has_value()) return std::nullopt;
  CitizenMessage message;
  message.line = row->line;
  message.status = row->status;
  if (!row->fields.empty()) message.message_id = row->fields[kMessageId];
  if (!message.status.ok()) return message;

  message.subject = std::move(row->fields[kSubject]);
  message.body = std::move(row->fields[kBody]);
  const std::optional<absl::Time> submitted_at = ParseLocalTime(row->fields[kSubmittedAt]);
  if (message.message_id.empty()) {
    message.status =
        RefuseField("REQUIRED", "message_id", "message_id 必填", "message_id is required");
  } else if (!submitted_at.has_value()) {
    message.status = RefuseField("TIME_FORM", "submitted_at", "时间须形如 2019-02-28T11:25:05",
                                 "a time has the form 2019-02-28T11:25:05");
  } else if (!seen_.insert(message.message_id).second) {
    message.status = RefuseField("DUPLICATE_KEY", "message_id", "文件中前面已有此 message_id",
                                 "an earlier row of the file has this message_id");
  } else {
    message.submitted_at = *submitted_at;
  }
  return message;
}

}  // namespace hecha::ctl
