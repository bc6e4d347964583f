#include "services/common/host/parked_command.h"

#include <fmt/format.h>

#include "services/common/base/status_macros.h"
#include "services/common/events/parked.h"

namespace hecha::host {
namespace {

constexpr int kMostLines = 1000;

absl::Status List(db::Database& database) {
  ASSIGN_OR_RETURN(const std::vector<events::ParkedDelivery> parked,
                   events::ListParked(database, kMostLines));
  fmt::print("EVENT\tSUBSCRIBER\tTYPE\tAGGREGATE\tATTEMPTS\tPARKED AT\tREASON\n");
  for (const events::ParkedDelivery& delivery : parked) {
    fmt::print("{}\t{}\t{}\t{}/{}\t{}\t{}\t{}\n", delivery.event_id.ToString(), delivery.subscriber,
               delivery.type, delivery.aggregate, delivery.aggregate_id.ToString(),
               delivery.attempts, absl::FormatTime(delivery.parked_at, absl::UTCTimeZone()),
               delivery.reason);
  }
  return absl::OkStatus();
}

absl::Status Retry(db::Database& database, const std::vector<std::string>& arguments) {
  for (size_t i = 1; i < arguments.size(); ++i) {
    ASSIGN_OR_RETURN(const Uuid event, Uuid::Parse(arguments[i]));
    RETURN_IF_ERROR(events::RetryParked(database, event));
  }
  return absl::OkStatus();
}

}  // namespace

Command ParkedCommand() {
  return {"parked",
          [](Context& context, const std::vector<std::string>& arguments) -> absl::Status {
            if (arguments.empty()) return List(context.database);
            if (arguments[0] == "retry" && arguments.size() > 1)
              return Retry(context.database, arguments);
            return absl::InvalidArgumentError("usage: parked [retry ID…]");
          }};
}

}  // namespace hecha::host
