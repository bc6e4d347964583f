#include "services/common/events/journal.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

#include "services/common/base/planted_bug.h"
#include "services/common/base/status_macros.h"
#include "services/common/db/in_list.h"
#include "services/common/db/insert_rows.h"
#include "services/common/events/new_work.h"
#include "services/common/events/sealed_payload.h"
#include "services/common/events/timestamp.h"

namespace hecha::events {
namespace {

constexpr size_t kLargestPayload = 256 << 10;

// IGNORE turns the duplicate into zero rows; every value fits its column by type.
constexpr char kClaimCommand[] =
    "INSERT IGNORE INTO command (id, request_hash, aggregate_id, at) VALUES (?, ?, ?, ?)";
constexpr char kFindCommand[] = "SELECT request_hash, aggregate_id FROM command WHERE id = ?";
constexpr char kRecordCommand[] = "UPDATE command SET aggregate_id = ? WHERE id = ?";
constexpr char kClaimCommands[] =
    "INSERT IGNORE INTO command (id, request_hash, aggregate_id, at) VALUES";
constexpr char kCommandRow[] = "(?, ?, ?, ?)";
constexpr char kFindCommands[] =
    "SELECT id, request_hash, aggregate_id FROM command WHERE id IN ({})";
constexpr char kInsertOutbox[] =
    "INSERT INTO outbox (id, source, type, aggregate, aggregate_id, aggregate_version, division, "
    "occurred_at, traceparent, actor_id, actor_unit_id, action, commitment, sealed) VALUES";
constexpr char kOutboxRow[] = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
// LAST_INSERT_ID() is the seq of the first row that the statement before put into the outbox,
// on this connection; those of its other rows follow at the server's step.
constexpr char kInsertDeliveries[] = "INSERT INTO delivery (subscriber, seq, evidence_only) VALUES";
constexpr char kFindSeqs[] = "SELECT LAST_INSERT_ID(), @@auto_increment_increment";
constexpr char kDeliveryRow[] = "(?, LAST_INSERT_ID() + ? * @@auto_increment_increment, ?)";

// The request id comes last: it alone is the client's, and could hold a separator.
std::string CommandId(const Call& call) {
  return security::Sha256(
      fmt::format("{}\n{}\n{}", call.actor.AuditId(), call.method, call.request_id));
}

// What is kept of a request: under a key, so that no stored value tests a guess of a password or a
// name that was in it.
std::string RequestPrint(const security::Keyring& keyring, const Call& call) {
  return keyring.Fingerprint("command", call.request_hash);
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

struct Command {
  std::string request_print;
  Uuid aggregate_id;

  // Of a command from before there was a key nothing is kept.
  bool IsOf(const std::string& print) const {
    return request_print.empty() || request_print == print;
  }
};

// All but salt and payload, which not every subscriber gets.
v1::Envelope EnvelopeOf(const std::string& source, const Uuid& id, const Journal::Entry& entry,
                        std::string commitment) {
  const Call& call = *entry.call;
  const Event& event = *entry.event;
  v1::Envelope envelope;
  envelope.set_id(id.ToString());
  envelope.set_source(source);
  envelope.set_type(std::string(event.payload->GetDescriptor()->full_name()));
  envelope.set_aggregate(event.aggregate);
  envelope.set_aggregate_id(event.aggregate_id.ToString());
  envelope.set_aggregate_version(event.version);
  envelope.set_division(event.division);
  SetTimestamp(call.now, envelope.mutable_occurred_at());
  envelope.set_traceparent(call.traceparent);
  v1::Audit& audit = *envelope.mutable_audit();
  audit.set_actor_id(call.actor.AuditId());
  if (!call.actor.unit.nil()) audit.set_actor_unit_id(call.actor.unit.ToString());
  audit.set_action(event.action);
  audit.set_commitment(std::move(commitment));
  return envelope;
}

void AddOutboxRow(std::vector<db::Param>& rows, const Uuid& id, const Uuid& aggregate_id,
                  absl::Time occurred_at, const v1::Envelope& envelope, std::string sealed) {
  const v1::Audit& audit = envelope.audit();
  db::AddRow(rows, id, envelope.source(), envelope.type(), envelope.aggregate(), aggregate_id,
             envelope.aggregate_version(), envelope.division(), occurred_at, envelope.traceparent(),
             audit.actor_id(), audit.actor_unit_id(), audit.action(), audit.commitment(),
             std::move(sealed));
}

// Gives each its seq for its place in the batch that was inserted last.
absl::Status SetSeqs(db::Transaction& transaction, Fresh& fresh) {
  int64_t first = 0;
  int64_t step = 1;
  RETURN_IF_ERROR(transaction.Query(kFindSeqs, [&](const db::Row& row) {
    first = row.Int(0);
    step = row.Int(1);
  }));
  for (auto& [subscriber, events] : fresh)
    for (Pending& pending : events) pending.seq = first + pending.seq * step;
  return absl::OkStatus();
}

absl::Status RefuseReused() {
  return RefuseField("REQUEST_ID_REUSED", "request_id", "该请求编号已用于另一个请求",
                     "this request_id was used for another request");
}

// What is recorded under `ids`.
absl::StatusOr<std::map<std::string, Command>> FindCommands(db::Transaction& transaction,
                                                            const std::vector<std::string>& ids) {
  const db::InList list = db::MakeInList(ids);
  std::map<std::string, Command> commands;
  RETURN_IF_ERROR(transaction.QueryParams(
      fmt::format(kFindCommands, list.marks),
      [&](const db::Row& row) {
        commands[row.Text(0)] = {row.Text(1), row.Id(2)};
      },
      list.values));
  return commands;
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
  const Entry entry = {&call, &event};
  return AppendAll(transaction, {&entry, 1});
}

absl::Status Journal::AppendAll(db::Transaction& transaction,
                                std::span<const Entry> entries) const {
  // An aggregate's first event has none before it to wait for. A lone one is not worth asking for
  // its seq.
  const bool whole = entries.size() > 1 && std::ranges::all_of(entries, [](const Entry& entry) {
                       return entry.event->version == 1;
                     });
  while (!entries.empty()) {
    // One statement's worth of events at a time: LAST_INSERT_ID() tells of no more.
    const size_t rows = db::RowsAtOnce(entries.size());
    RETURN_IF_ERROR(AppendRows(transaction, entries.first(rows), whole));
    entries = entries.subspan(rows);
  }
  return absl::OkStatus();
}

absl::Status Journal::AppendRows(db::Transaction& transaction, std::span<const Entry> entries,
                                 bool whole) const {
  std::vector<db::Param> rows;
  std::vector<db::Param> deliveries;
  Fresh fresh;
  if (HECHA_PLANTED_BUG("journal.outbox")) return absl::OkStatus();
  for (size_t i = 0; i < entries.size(); ++i) {
    const Event& event = *entries[i].event;
    const std::string payload = event.payload->SerializeAsString();
    if (payload.size() > kLargestPayload)
      return absl::InvalidArgumentError("an event's payload is too large");
    const Uuid id = Uuid::V7(entries[i].call->now);
    SealedPayload sealed = SealPayload(keyring_, id, payload);
    const v1::Envelope envelope = EnvelopeOf(source_, id, entries[i], std::move(sealed.commitment));
    for (const Target& target : TargetsOf(subscriptions_, envelope.type())) {
      if (HECHA_PLANTED_BUG("journal.delivery")) continue;
      db::AddRow(deliveries, target.subscriber, i, target.evidence_only);
      if (!whole) continue;
      // Its seq is its place in the batch, until it is known.
      Pending& pending = fresh[target.subscriber].emplace_back(
          Pending{static_cast<int64_t>(i), event.aggregate_id, 0, envelope, absl::OkStatus()});
      if (target.evidence_only) continue;
      pending.envelope.set_salt(sealed.salt);
      pending.envelope.set_payload(payload);
    }
    AddOutboxRow(rows, id, event.aggregate_id, entries[i].call->now, envelope,
                 std::move(sealed.bytes));
  }
  // Outbox rows after the aggregates' own: the lock on such a row orders the events of it.
  RETURN_IF_ERROR(db::InsertRows(transaction, kInsertOutbox, kOutboxRow, std::move(rows)).status());
  RETURN_IF_ERROR(
      db::InsertRows(transaction, kInsertDeliveries, kDeliveryRow, std::move(deliveries)).status());
  if (whole) RETURN_IF_ERROR(SetSeqs(transaction, fresh));
  transaction.AfterCommit([this, fresh = std::move(fresh)]() mutable {
    if (on_commit_) on_commit_(std::move(fresh));
  });
  return absl::OkStatus();
}

absl::StatusOr<std::vector<Journal::Claimed>> Journal::ClaimAll(
    db::Transaction& transaction, std::span<const Claim> claims) const {
  std::vector<std::string> ids;
  std::vector<size_t> order;
  for (const Claim& claim : claims) {
    order.push_back(ids.size());
    ids.push_back(CommandId(*claim.call));
  }
  // By id, so that two batches with equal calls wait for each other, but never both.
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return ids[a] < ids[b]; });
  std::vector<db::Param> rows;
  for (size_t i : order) {
    const Claim& claim = claims[i];
    db::AddRow(rows, ids[i], RequestPrint(keyring_, *claim.call), claim.aggregate_id,
               claim.call->now);
  }
  ASSIGN_OR_RETURN(const int64_t inserted,
                   db::InsertRows(transaction, kClaimCommands, kCommandRow, std::move(rows)));

  // Refused as a whole: what was only a retry comes again.
  if (inserted > 0) RETURN_IF_ERROR(MayTakeNewWork());

  std::vector<Claimed> claimed;
  for (const Claim& claim : claims)
    claimed.push_back({absl::OkStatus(), inserted > 0, claim.aggregate_id});
  if (inserted == std::ssize(claims)) return claimed;
  if (HECHA_PLANTED_BUG("journal.claim")) {
    for (Claimed& each : claimed) each.acts = true;
    return claimed;
  }
  ASSIGN_OR_RETURN(const auto commands, FindCommands(transaction, ids));
  for (size_t i = 0; i < claims.size(); ++i) {
    const auto found = commands.find(ids[i]);
    if (found == commands.end()) return absl::InternalError("a claimed command cannot be read");
    const Command& command = found->second;
    if (!command.IsOf(RequestPrint(keyring_, *claims[i].call))) {
      claimed[i] = {RefuseReused(), false, {}};
    } else if (command.aggregate_id != claims[i].aggregate_id) {
      claimed[i] = {absl::OkStatus(), false, command.aggregate_id};
    }
    // Else it is our own row: written just now, or, where no row at all was, by an earlier run
    // of this transaction whose COMMIT went through unheard.
  }
  return claimed;
}

absl::StatusOr<std::optional<Uuid>> Journal::ClaimCommand(db::Transaction& transaction,
                                                          const Call& call) const {
  const std::string id = CommandId(call);
  const std::string print = RequestPrint(keyring_, call);
  // The insert waits for an equal call under way. It must be the transaction's first statement:
  // a read before it would fix a snapshot in which the other's row is not there.
  ASSIGN_OR_RETURN(const int64_t inserted,
                   transaction.Execute(kClaimCommand, id, print, Uuid(), call.now));
  if (inserted == 1) {
    RETURN_IF_ERROR(MayTakeNewWork());
    return std::nullopt;
  }
  ASSIGN_OR_RETURN(const std::optional<Command> earlier,
                   transaction.QueryOne(
                       kFindCommand,
                       [](const db::Row& row) {
                         return Command{row.Text(0), row.Id(1)};
                       },
                       id));
  if (!earlier.has_value()) return absl::InternalError("a claimed command cannot be read");
  if (!earlier->IsOf(print)) return RefuseReused();
  return earlier->aggregate_id;
}

absl::Status Journal::RecordCommand(db::Transaction& transaction, const Call& call,
                                    const Uuid& aggregate_id) const {
  return transaction.Execute(kRecordCommand, aggregate_id, CommandId(call)).status();
}

}  // namespace hecha::events
