#include "services/intake/registrar.h"

#include <algorithm>
#include <utility>

#include "services/common/base/planted_bug.h"
#include "services/common/base/refusal.h"
#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"
#include "services/intake/employer.h"
#include "services/intake/lead_event.h"

namespace hecha::intake {
namespace {

// About what a lead's rows take beside its text.
constexpr size_t kRowBytes = 1024;

absl::Time ToMicros(absl::Time time) { return absl::FromUnixMicros(absl::ToUnixMicros(time)); }

// As the database would give it back, so that a first answer equals every later one.
Lead AsStored(Lead lead) {
  Registration& registered = lead.registration;
  lead.registered_at = ToMicros(lead.registered_at);
  registered.received_at = ToMicros(registered.received_at);
  if (registered.deadline.has_value()) registered.deadline = ToMicros(*registered.deadline);
  if (registered.contact.has_value() && registered.contact->began_at.has_value())
    registered.contact->began_at = ToMicros(*registered.contact->began_at);
  std::vector<UnitId>& accused = registered.accused_units;
  std::sort(accused.begin(), accused.end());
  accused.erase(std::unique(accused.begin(), accused.end()), accused.end());
  return lead;
}

}  // namespace

Registrar::Registrar(events::Journal& journal, LeadStore leads, ReporterStore receipts,
                     UnitStore units, LeadNumbers& numbers, MatchIndexService& match_index)
    : journal_(journal),
      leads_(leads),
      receipts_(receipts),
      units_(units),
      numbers_(numbers),
      match_index_(match_index),
      lane_([this](std::span<Item* const> batch, absl::Time deadline) {
        return Commit(batch, deadline);
      }) {}

absl::StatusOr<Registrar::Item> Registrar::ItemOf(const Call& call, Application application) const {
  if (call.actor.kind != Actor::Kind::kCitizen)
    RETURN_IF_ERROR(RequireScope(call.actor, application.registration.division));
  // It gets its number with its commit, so that a refusal spends none.
  ASSIGN_OR_RETURN(Lead lead, Lead::Register(LeadId::New(call.now), "",
                                             std::move(application.registration), call.now));
  return Item{.call = call,
              .lead = AsStored(std::move(lead)),
              .origin = std::move(application.origin),
              .origin_hash = std::move(application.origin_hash),
              .receipt = std::move(application.receipt),
              .admit = std::move(application.admit),
              .also = std::move(application.also)};
}

void Registrar::Register(const Call& call, Application application, std::function<bool()> abandoned,
                         Done done) {
  absl::StatusOr<Item> item = ItemOf(call, std::move(application));
  if (!item.ok()) return done(std::move(item).status());
  const Registration& registered = item->lead.registration;
  events::LaneTicket ticket{
      .queue = QueueOf(call, registered.division),
      .deadline = call.deadline,
      .bytes = kRowBytes + registered.title.size() + registered.narrative.size(),
      .abandoned = std::move(abandoned)};
  const absl::Status queued =
      lane_.Submit(std::move(ticket), *std::move(item), [done](absl::Status status, Item& item) {
        if (status.ok()) status = item.refusal;
        if (!status.ok()) return done(std::move(status));
        const LeadId own = item.lead.id;
        Lead lead = std::move(item.earlier.has_value() ? *item.earlier : item.lead);
        const bool created = lead.id == own;
        done(Registered{std::move(lead), created});
      });
  if (!queued.ok()) done(queued);
}

absl::Status Registrar::Foretell(const Call& call, Application application) {
  ASSIGN_OR_RETURN(Item item, ItemOf(call, std::move(application)));
  Item* const batch[] = {&item};
  RETURN_IF_ERROR(Check(batch, call.deadline));
  return item.refusal;
}

// The public and the office do not wait for each other. Towns that nobody saw yet share a
// queue: whoever makes them up gains no turns by it.
std::string Registrar::QueueOf(const Call& call, const std::string& division) {
  absl::MutexLock lock(&mutex_);
  if (!towns_.contains(division)) return "";
  return (call.actor.kind == Actor::Kind::kCitizen ? "public " : "office ") + division;
}

absl::Status Registrar::Commit(std::span<Item* const> batch, absl::Time deadline) {
  // What an earlier run decided, in which a twin of the item may have taken part, is void.
  for (Item* item : batch) item->refusal = absl::OkStatus();
  RETURN_IF_ERROR(Check(batch, deadline));
  std::vector<Item*> items;
  for (Item* item : batch) {
    if (!item->refusal.ok()) continue;
    Lead& lead = item->lead;
    if (lead.lead_no.empty()) {
      ASSIGN_OR_RETURN(lead.lead_no, numbers_.Next(lead.registration.division, deadline));
    }
    items.push_back(item);
  }
  if (items.empty()) return absl::OkStatus();
  const absl::Status written = journal_.Transact(
      deadline, [&](db::Transaction& transaction) { return Write(transaction, items); });
  if (!written.ok() && !HECHA_PLANTED_BUG("registrar.commit")) return written;
  match_index_.Wake(items.size());
  return absl::OkStatus();
}

absl::Status Registrar::Check(std::span<Item* const> batch, absl::Time deadline) {
  RETURN_IF_ERROR(CheckTowns(batch, deadline));
  RETURN_IF_ERROR(Admit(batch, deadline));
  return FindEmployers(batch, deadline);
}

absl::Status Registrar::CheckTowns(std::span<Item* const> batch, absl::Time deadline) {
  std::set<std::string> unknown;
  {
    absl::MutexLock lock(&mutex_);
    for (const Item* item : batch) {
      const std::string& town = item->lead.registration.division;
      if (!towns_.contains(town)) unknown.insert(town);
    }
  }
  if (unknown.empty()) return absl::OkStatus();
  std::set<std::string> found;
  RETURN_IF_ERROR(
      journal_.database().Read(deadline, [&](db::Transaction& transaction) -> absl::Status {
        for (const std::string& town : unknown) {
          ASSIGN_OR_RETURN(const std::vector<Unit> units, units_.ListByDivision(transaction, town));
          if (!units.empty()) found.insert(town);
        }
        return absl::OkStatus();
      }));
  for (Item* item : batch) {
    const std::string& town = item->lead.registration.division;
    if (unknown.contains(town) && !found.contains(town))
      item->refusal = RefuseField("UNKNOWN_TOWN", "division", "没有这个镇的区划代码",
                                  "no town has this division code");
  }
  absl::MutexLock lock(&mutex_);
  towns_.merge(found);
  return absl::OkStatus();
}

absl::Status Registrar::FindEmployers(std::span<Item* const> batch, absl::Time deadline) const {
  for (Item* item : batch) {
    if (!item->refusal.ok()) continue;
    Registration& registered = item->lead.registration;
    if (!registered.subjects.empty())
      RETURN_IF_ERROR(
          journal_.database().Read(deadline, [&](db::Transaction& transaction) -> absl::Status {
            ASSIGN_OR_RETURN(const std::vector<Unit> units,
                             units_.ListByDivision(transaction, registered.division));
            ResolveEmployers(units, registered.subjects);
            return absl::OkStatus();
          }));
    item->refusal = item->lead.CheckStaysWith(item->call.actor);
  }
  return absl::OkStatus();
}

absl::Status Registrar::Admit(std::span<Item* const> batch, absl::Time deadline) {
  for (Item* item : batch) {
    if (!item->refusal.ok() || !item->admit) continue;
    const absl::Status admitted = journal_.database().Read(deadline, item->admit);
    if (admitted.ok()) continue;
    if (!RefusalOf(admitted).has_value()) return admitted;
    item->refusal = admitted;
  }
  return absl::OkStatus();
}

absl::Status Registrar::Write(db::Transaction& transaction, std::span<Item* const> items) const {
  std::vector<events::Journal::Claim> claims;
  for (const Item* item : items) claims.push_back({&item->call, item->lead.id.uuid});
  ASSIGN_OR_RETURN(const std::vector<events::Journal::Claimed> claimed,
                   journal_.ClaimAll(transaction, claims));
  std::vector<Item*> fresh;
  for (size_t i = 0; i < items.size(); ++i)
    if (claimed[i].acts) fresh.push_back(items[i]);
  RETURN_IF_ERROR(WriteFresh(transaction, fresh));

  // Last, because an equal call of this very batch may have made the lead just now.
  for (size_t i = 0; i < items.size(); ++i) {
    Item& item = *items[i];
    item.refusal = claimed[i].status;
    item.earlier.reset();
    if (claimed[i].acts || !item.refusal.ok()) continue;
    ASSIGN_OR_RETURN(item.earlier, leads_.Find(transaction, LeadId{claimed[i].aggregate_id}));
  }
  return absl::OkStatus();
}

absl::Status Registrar::WriteFresh(db::Transaction& transaction,
                                   std::span<Item* const> items) const {
  std::vector<LeadStore::NewLead> leads;
  std::vector<ReporterStore::NewReceipt> receipts;
  std::vector<LeadId> ids;
  std::vector<events::Event> events;
  for (const Item* item : items) {
    leads.push_back({&item->lead, item->origin, item->origin_hash});
    ids.push_back(item->lead.id);
    if (!item->receipt.empty()) receipts.push_back({item->receipt, item->lead.id});
    events.push_back(RegisteredEvent(item->lead));
  }
  std::vector<events::Journal::Entry> entries;
  for (size_t i = 0; i < items.size(); ++i) entries.push_back({&items[i]->call, &events[i]});
  RETURN_IF_ERROR(leads_.InsertAll(transaction, leads));
  RETURN_IF_ERROR(receipts_.InsertAll(transaction, receipts));
  for (const Item* item : items)
    if (item->also) RETURN_IF_ERROR(item->also(transaction, item->lead));
  RETURN_IF_ERROR(match_index_.EnqueueAll(transaction, ids));
  return journal_.AppendAll(transaction, entries);
}

}  // namespace hecha::intake
