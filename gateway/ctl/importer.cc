#include "gateway/ctl/importer.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "absl/time/clock.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/common/rpc/status.h"

namespace hecha::ctl {
namespace {

constexpr absl::Duration kFirstPause = absl::Milliseconds(100);
constexpr absl::Duration kLongestPause = absl::Seconds(5);

// What may pass by itself. Sending a batch again is safe: its rows are known by their keys.
bool MayPass(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kAborted:
      return true;
    default:
      return false;
  }
}

// The column of the file that a field of ImportRow was filled from.
std::string ColumnOf(const std::string& field) {
  if (field == "row_key") return "message_id";
  if (field == "title") return "subject";
  if (field == "received_at") return "submitted_at";
  if (field == "narrative") return "body";
  return field;
}

// The refusal of one row, which travels inside the response, in the words of the file.
absl::Status RowError(const google::rpc::Status& error) {
  const absl::Status status = rpc::FromGrpc(grpc::Status(
      static_cast<grpc::StatusCode>(error.code()), error.message(), error.SerializeAsString()));
  std::optional<Refusal> refusal = RefusalOf(status);
  if (!refusal.has_value()) return status;
  refusal->field = ColumnOf(refusal->field);
  return Refuse(status.code(), *std::move(refusal));
}

}  // namespace

Importer::Importer(ImportOptions options, Send send, ImportReport& report, Watch watch,
                   OnRefused on_refused)
    : options_(std::move(options)),
      send_(std::move(send)),
      report_(report),
      watch_(std::move(watch)),
      on_refused_(std::move(on_refused)) {
  batch_.set_division(options_.division);
  batch_.set_source(options_.source);
  batch_.set_channel(intake::v1::CHANNEL_PUBLIC_WEB);
}

absl::Status Importer::Run(MessageFile& file) {
  while (std::optional<CitizenMessage> message = file.Next()) {
    if (!message->status.ok()) {
      // The report keeps the order of the file.
      RETURN_IF_ERROR(Flush(file));
      Refuse(message->line, message->message_id, message->status);
      continue;
    }
    batch_bytes_ += static_cast<int64_t>(message->subject.size() + message->body.size());
    lines_.push_back(message->line);
    intake::v1::ImportRow& row = *batch_.add_rows();
    row.set_row_key(message->message_id);
    events::SetTimestamp(message->submitted_at, row.mutable_received_at());
    row.set_title(std::move(message->subject));
    row.set_narrative(std::move(message->body));
    if (batch_.rows_size() >= options_.batch_rows || batch_bytes_ >= options_.batch_bytes)
      RETURN_IF_ERROR(Flush(file));
  }
  return Flush(file);
}

void Importer::Refuse(int64_t line, const std::string& row_key, const absl::Status& why) {
  report_.Refused(line, row_key, why);
  on_refused_(line, row_key, why);
}

absl::Status Importer::Flush(const MessageFile& file) {
  if (batch_.rows_size() == 0) return absl::OkStatus();
  intake::v1::ImportLeadsResponse response;
  RETURN_IF_ERROR(SendPatiently(response));
  if (response.results_size() != batch_.rows_size())
    return absl::InternalError(
        fmt::format("{} rows were sent, {} answered", batch_.rows_size(), response.results_size()));
  for (int i = 0; i < batch_.rows_size(); ++i) {
    const intake::v1::ImportResult& result = response.results(i);
    const std::string& row_key = batch_.rows(i).row_key();
    if (result.has_error()) {
      Refuse(lines_[i], row_key, RowError(result.error()));
    } else {
      report_.Registered(lines_[i], row_key, result.created(), result.lead_no(), result.lead_id());
    }
  }
  batch_.clear_rows();
  batch_bytes_ = 0;
  lines_.clear();
  watch_(file.bytes_read(), report_);
  return absl::OkStatus();
}

absl::Status Importer::SendPatiently(intake::v1::ImportLeadsResponse& response) {
  const absl::Time give_up = absl::Now() + options_.patience;
  absl::Duration pause = kFirstPause;
  while (true) {
    response.Clear();
    const absl::Status status = send_(batch_, response);
    if (status.ok() || !MayPass(status) || absl::Now() + pause > give_up) return status;
    absl::SleepFor(pause);
    pause = std::min(2 * pause, kLongestPause);
  }
}

}  // namespace hecha::ctl
