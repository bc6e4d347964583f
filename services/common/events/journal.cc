#include "services/common/events/journal.h"

#include <fmt/format.h>

#include <algorithm>

#include "hecha/events/v1/envelope.pb.h"
#include "services/common/events/sealed_payload.h"

namespace hecha::events {
namespace {

constexpr size_t kLargestPayload = 256 << 10;

// IGNORE turns the duplicate into zero rows; every value fits its column by type.
constexpr char kClaimCommand[] =
    "INSERT IGNORE INTO command (id, request_hash, aggregate_id, at) VALUES (?, ?, ?, ?)";
constexpr char kFindCommand[] = "SELECT request_hash, aggregate_id FROM command WHERE id = ?";
constexpr char kRecordCommand[] = "UPDATE command SET aggregate_id = ? WHERE id = ?";
constexpr char kInsertOutbox[] =
    "INSERT INTO outbox (id, source, type, aggregate, aggregate_id, aggregate_version, division, "
    "occurred_at, traceparent, actor_id, actor_unit_id, action, commitment, sealed) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kInsertDeliveries[] =
    "INSERT INTO delivery (subscriber, seq, evidence_only) VALUES {}";

// The request id comes last: it alone is the client's, and could hold a separator.
std::string CommandId(const Call& call) {
  return security::Sha256(
      fmt::format("{}\n{}\n{}", call.actor.AuditId(), call.method, call.request_id));
}

bool Takes(const Subscription& subscription, std::string_view type) {
  return subscription.types.empty() ||
         std::find(subscription.types.begin(), subscription.types.end(), type) !=
             subscription.types.end();
}

struct Target {
  std::string subscriber;
  bool evidence_only;
};

std::vector<Target> TargetsOf(const std::vector<Subscription>& subscriptions,
                              std::string_view type) {
  std::vector<Target> targets;
  for (const Subscription& subscription : subscriptions) {
    if (!Takes(subscription, type)) continue;
    auto known = std::find_if(targets.begin(), targets.end(), [&](const Target& target) {
      return target.subscriber == subscription.subscriber;
    });
    if (known == targets.end()) {
      targets.push_back({subscription.subscriber, subscription.evidence_only});
    } else {
      known->evidence_only = known->evidence_only && subscription.evidence_only;
    }
  }
  return targets;
}

absl::Status InsertDeliveries(db::Transaction& transaction, const std::vector<Target>& targets) {
  if (targets.empty()) return absl::OkStatus();
  // LAST_INSERT_ID() is the outbox row's seq on this connection: no round trip to read it.
  const std::vector<std::string_view> rows(targets.size(), "(?, LAST_INSERT_ID(), ?)");
  std::vector<db::Param> params;
  for (const Target& target : targets) {
    params.push_back(db::ToParam(target.subscriber));
    params.push_back(db::ToParam(target.evidence_only));
  }
  return transaction.ExecuteParams(fmt::format(kInsertDeliveries, fmt::join(rows, ", ")), params)
      .status();
}

}  // namespace

Journal::Journal(std::string source, db::Database& database, const security::Keyring& keyring,
                 std::vector<Subscription> subscriptions)
    : source_(std::move(source)),
      database_(database),
      keyring_(keyring),
      subscriptions_(std::move(subscriptions)) {}

absl::Status Journal::Append(db::Transaction& transaction, const Call& call,
                             const Event& event) const {
  const std::string payload = event.payload->SerializeAsString();
  if (payload.size() > kLargestPayload) {
    return absl::InvalidArgumentError("an event's payload is too large");
  }
  const std::string type(event.payload->GetDescriptor()->full_name());
  const Uuid id = Uuid::V7(call.now);
  const SealedPayload sealed = SealPayload(keyring_, id, payload);
  const std::string unit = call.actor.unit.nil() ? "" : call.actor.unit.ToString();
  // Outbox row after the aggregate's own: the lock on that row orders the events of it.
  RETURN_IF_ERROR(transaction
                      .Execute(kInsertOutbox, id, source_, type, event.aggregate,
                               event.aggregate_id, event.version, event.division, call.now,
                               call.traceparent, call.actor.AuditId(), unit, event.action,
                               sealed.commitment, sealed.bytes)
                      .status());
  return InsertDeliveries(transaction, TargetsOf(subscriptions_, type));
}

absl::StatusOr<std::optional<Uuid>> Journal::ClaimCommand(db::Transaction& transaction,
                                                          const Call& call) const {
  struct Command {
    std::string request_hash;
    Uuid aggregate_id;
  };
  const std::string id = CommandId(call);
  // The insert waits for an equal call under way. It must be the transaction's first statement:
  // a read before it would fix a snapshot in which the other's row is not there.
  ASSIGN_OR_RETURN(const int64_t inserted,
                   transaction.Execute(kClaimCommand, id, call.request_hash, Uuid(), call.now));
  if (inserted == 1) return std::nullopt;
  ASSIGN_OR_RETURN(const std::optional<Command> earlier,
                   transaction.QueryOne(
                       kFindCommand,
                       [](const db::Row& row) {
                         return Command{row.Text(0), row.Id(1)};
                       },
                       id));
  if (!earlier.has_value()) return absl::InternalError("a claimed command cannot be read");
  if (earlier->request_hash != call.request_hash) {
    return RefuseField("REQUEST_ID_REUSED", "request_id", "该请求编号已用于另一个请求",
                       "this request_id was used for another request");
  }
  return earlier->aggregate_id;
}

absl::Status Journal::RecordCommand(db::Transaction& transaction, const Call& call,
                                    const Uuid& aggregate_id) const {
  return transaction.Execute(kRecordCommand, aggregate_id, CommandId(call)).status();
}

}  // namespace hecha::events
