// The file of citizens' messages that `hechactl import` takes: CSV with the columns message_id,
// subject, submitted_at and body. A user_id column is never read: who wrote is not the office's
// to import in clear.
#pragma once

#include <cstdint>
#include <istream>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/sheet/csv_reader.h"

namespace hecha::ctl {

struct CitizenMessage {
  int64_t line = 0;
  // Why the row is no message: InvalidArgument that names column and rule.
  absl::Status status;
  std::string message_id;
  std::string subject;
  absl::Time submitted_at;
  std::string body;
};

// Local time as the file has it, "2019-02-28T11:25:05", or with an offset of its own (RFC 3339).
// Asia/Shanghai has been UTC+8 without daylight saving since 1991.
std::optional<absl::Time> ParseLocalTime(std::string_view text);

class MessageFile {
 public:
  // InvalidArgument that names the column that the header lacks.
  static absl::StatusOr<MessageFile> Open(std::istream& in);

  // The next message, good or bad; nullopt at the end. Beyond what CsvReader refuses, a row is
  // refused without a message_id (REQUIRED), with one that an earlier row of the file had
  // (DUPLICATE_KEY), or with a time of another form (TIME_FORM).
  std::optional<CitizenMessage> Next();

  int64_t bytes_read() const { return reader_->bytes_read(); }

 private:
  explicit MessageFile(std::unique_ptr<sheet::CsvReader> reader) : reader_(std::move(reader)) {}

  std::unique_ptr<sheet::CsvReader> reader_;
  std::set<std::string> seen_;
};

}  // namespace hecha::ctl
