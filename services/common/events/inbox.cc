#include "services/common/events/inbox.h"

#include <fmt/format.h>

#include <set>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "services/common/base/planted_bug.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/db/insert_rows.h"
#include "services/common/events/failpoint.h"
#include "services/common/rpc/request_values.h"
#include "services/common/security/keyring.h"
#include "services/common/telemetry/log.h"

namespace hecha::events {
namespace {

using v1::DeliveryResult;

constexpr size_t kLongestReason = 300;

// IGNORE turns a redelivery into zero rows.
constexpr char kInsertInbox[] =
    "INSERT IGNORE INTO inbox (id, source, type, aggregate_id, aggregate_version, handled_at) "
    "VALUES";
constexpr char kInboxRow[] = "(?, ?, ?, ?, ?, ?)";

DeliveryResult::Verdict VerdictOf(const absl::Status& status) {
  switch (status.code()) {
    case absl::StatusCode::kOk:
      return DeliveryResult::VERDICT_ACCEPTED;
    case absl::StatusCode::kUnavailable:
    case absl::StatusCode::kDeadlineExceeded:
    case absl::StatusCode::kResourceExhausted:
    case absl::StatusCode::kAborted:
    case absl::StatusCode::kCancelled:
      return DeliveryResult::VERDICT_RETRY;
    default:
      return DeliveryResult::VERDICT_REFUSED;
  }
}

std::string ReasonOf(const absl::Status& status) {
  const std::optional<Refusal> refusal = RefusalOf(status);
  std::string reason =
      refusal.has_value()
          ? fmt::format("{}{}{}: {}", refusal->rule, refusal->field.empty() ? "" : " ",
                        refusal->field, refusal->en)
          : fmt::format("{}: {}", absl::StatusCodeToString(status.code()),
                        std::string(status.message()));
  if (reason.size() <= kLongestReason) return reason;
  reason.resize(kLongestReason);
  // Not within a character: a proto string is valid UTF-8.
  while (!reason.empty() && (reason.back() & 0xC0) == 0x80) reason.pop_back();
  if (!reason.empty() && (reason.back() & 0x80) != 0) reason.pop_back();
  return reason;
}

Call CallOf(const Call& sender, const v1::Envelope& envelope, absl::Time now) {
  Call call;
  call.actor.kind = Actor::Kind::kService;
  call.actor.service = envelope.source();
  call.actor.name = envelope.source();
  call.method = sender.method;
  call.request_id = envelope.id();
  call.request_hash = security::Sha256(envelope.id());
  call.now = now;
  call.deadline = sender.deadline;
  call.traceparent = envelope.traceparent();
  return call;
}

}  // namespace

Inbox::Inbox(db::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

absl::Status Inbox::Read(const v1::Envelope& envelope, google::protobuf::Message& payload) {
  if (!payload.ParseFromString(envelope.payload()))
    return absl::InvalidArgumentError("the payload is not a " + envelope.type());
  return rpc::CheckValues(payload);
}

void Inbox::Register(std::string type, Handler handler) {
  handlers_[std::move(type)] = std::move(handler);
}

void Inbox::RegisterGroup(std::string type, GroupHandler handler) {
  groups_[std::move(type)] = std::move(handler);
}

const Inbox::GroupHandler* Inbox::FindGroup(const std::string& type) const {
  const auto found = groups_.find(type);
  if (found != groups_.end()) return &found->second;
  return any_ ? &any_ : nullptr;
}

// An envelope that may be handled.
struct Inbox::Arrival {
  const v1::Envelope* envelope;
  Uuid id;
  Uuid aggregate_id;
  // One of the two.
  const Handler* handler;
  const GroupHandler* group;
  Call call;
};

v1::DeliverResponse Inbox::Deliver(const Call& call, const v1::DeliverRequest& request) {
  const bool together = request.envelopes_size() > 1 && HandleTogether(call, request).ok();
  v1::DeliverResponse response;
  std::set<std::string> held;
  for (const v1::Envelope& envelope : request.envelopes()) {
    DeliveryResult& result = *response.add_results();
    result.set_envelope_id(envelope.id());
    if (held.contains(envelope.aggregate_id())) {
      result.set_verdict(DeliveryResult::VERDICT_HELD);
      result.set_reason("an earlier event of this aggregate was not handled");
      continue;
    }
    const absl::Status status = together ? absl::OkStatus() : HandleAlone(call, envelope);
    result.set_verdict(VerdictOf(status));
    if (status.ok()) continue;
    result.set_reason(ReasonOf(status));
    held.insert(envelope.aggregate_id());
    telemetry::Log(telemetry::Level::kWarning, "event not handled", envelope.traceparent(),
                   {{"event", envelope.id()},
                    {"type", envelope.type()},
                    {"source", envelope.source()},
                    {"reason", result.reason()}});
  }
  return response;
}

absl::Status Inbox::HandleTogether(const Call& sender, const v1::DeliverRequest& request) {
  std::vector<Arrival> arrivals;
  for (const v1::Envelope& envelope : request.envelopes()) {
    ASSIGN_OR_RETURN(arrivals.emplace_back(), Admit(sender, envelope));
  }
  // Half of the time: where all are too slow together, the other half gets some of them done.
  const absl::Time now = absl::Now();
  return Handle(arrivals, now + (sender.deadline - now) / 2);
}

absl::Status Inbox::HandleAlone(const Call& sender, const v1::Envelope& envelope) {
  ASSIGN_OR_RETURN(const Arrival arrival, Admit(sender, envelope));
  return Handle({&arrival, 1}, sender.deadline);
}

absl::StatusOr<Inbox::Arrival> Inbox::Admit(const Call& sender,
                                            const v1::Envelope& envelope) const {
  if (envelope.source() != sender.actor.service) {
    return absl::PermissionDeniedError(
        fmt::format("{} may not deliver an event of {}", sender.actor.service, envelope.source()));
  }
  ASSIGN_OR_RETURN(const Uuid id, Uuid::Parse(envelope.id()));
  ASSIGN_OR_RETURN(const Uuid aggregate_id, Uuid::Parse(envelope.aggregate_id()));
  auto found = handlers_.find(envelope.type());
  const Handler* handler = found != handlers_.end() ? &found->second : nullptr;
  const GroupHandler* group = handler == nullptr ? FindGroup(envelope.type()) : nullptr;
  if (handler == nullptr && group == nullptr) {
    return absl::UnimplementedError(fmt::format("nothing here handles {}", envelope.type()));
  }
  return Arrival{&envelope, id,    aggregate_id,
                 handler,   group, CallOf(sender, envelope, clock_.Now())};
}

absl::Status Inbox::Handle(std::span<const Arrival> arrivals, absl::Time deadline) {
  for (size_t i = 0; i < arrivals.size(); ++i) HECHA_FAILPOINT("inbox.before_handle");
  RETURN_IF_ERROR(database_.Transact(deadline, [&](db::Transaction& transaction) -> absl::Status {
    std::vector<db::Param> rows;
    for (const Arrival& arrival : arrivals) {
      const v1::Envelope& envelope = *arrival.envelope;
      db::AddRow(rows, arrival.id, envelope.source(), envelope.type(), arrival.aggregate_id,
                 envelope.aggregate_version(), arrival.call.now);
    }
    if (HECHA_PLANTED_BUG("inbox.row")) return RunHandlers(transaction, arrivals);
    // The rows first: the same event arriving twice at once waits here, then finds its own.
    ASSIGN_OR_RETURN(const int64_t inserted,
                     db::InsertRows(transaction, kInsertInbox, kInboxRow, std::move(rows)));
    if (inserted == 0) return absl::OkStatus();
    if (inserted < std::ssize(arrivals))
      return absl::AbortedError("some of these events were handled before");
    if (HECHA_PLANTED_BUG("inbox.handler")) return absl::OkStatus();
    return RunHandlers(transaction, arrivals);
  }));
  for (size_t i = 0; i < arrivals.size(); ++i) HECHA_FAILPOINT("inbox.after_commit");
  return absl::OkStatus();
}

absl::Status Inbox::RunHandlers(db::Transaction& transaction,
                                std::span<const Arrival> arrivals) const {
  // In the order of the delivery, for that is the order of each aggregate's history.
  for (size_t i = 0; i < arrivals.size();) {
    const Arrival& first = arrivals[i];
    if (first.group == nullptr) {
      RETURN_IF_ERROR((*first.handler)(transaction, first.call, *first.envelope));
      HECHA_FAILPOINT("inbox.after_handle");
      ++i;
      continue;
    }
    std::vector<const v1::Envelope*> group;
    for (; i < arrivals.size() && arrivals[i].group == first.group; ++i)
      group.push_back(arrivals[i].envelope);
    RETURN_IF_ERROR((*first.group)(transaction, group));
    for (size_t done = 0; done < group.size(); ++done) HECHA_FAILPOINT("inbox.after_handle");
  }
  return absl::OkStatus();
}

}  // namespace hecha::events
