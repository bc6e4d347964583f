#include "services/verification/exhibit_store.h"

#include <fmt/format.h>

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

constexpr char kInsert[] =
    "INSERT INTO exhibit (id, version, case_id, lead_id, division, description, sha256, "
    "collected_by, collected_at, collected_place) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kUpdate[] = "UPDATE exhibit SET version = ? WHERE id = ? AND version = ?";
constexpr char kPutEntry[] =
    "REPLACE INTO custody_entry (exhibit_id, case_id, number, from_user, to_user, purpose, "
    "given_key, given_signature, given_at, received_key, received_signature, received_at) VALUES "
    "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
#define EXHIBIT                                                                         \
  "SELECT id, version, case_id, lead_id, division, description, sha256, collected_by, " \
  "collected_at, collected_place FROM exhibit WHERE "
constexpr char kFind[] = EXHIBIT "id = ?";
constexpr char kList[] = EXHIBIT "case_id = ? AND id < ? ORDER BY id DESC LIMIT ?";
#undef EXHIBIT
constexpr char kEntries[] =
    "SELECT number, from_user, to_user, purpose, given_key, given_signature, given_at, "
    "received_key, received_signature, received_at FROM custody_entry WHERE exhibit_id = ? ORDER "
    "BY number";

std::string Context(ExhibitId id, std::string_view column, int number = 0) {
  return security::ColumnContext("exhibit", fmt::format("{}/{}", id.ToString(), number), column);
}

Exhibit Read(const db::Row& row) {
  Exhibit exhibit;
  exhibit.id = row.As<ExhibitId>(0);
  exhibit.version = row.Int(1);
  exhibit.case_id = row.As<CaseId>(2);
  exhibit.lead = row.As<Id<LeadTag>>(3);
  exhibit.division = row.Text(4);
  exhibit.description = row.Text(5);
  exhibit.sha256 = row.Text(6);
  exhibit.collected_by = row.As<UserId>(7);
  exhibit.collected_at = row.Time(8);
  exhibit.collected_place = row.Text(9);
  return exhibit;
}

CustodyEntry ReadEntry(const db::Row& row) {
  CustodyEntry entry{static_cast<int>(row.Int(0)),
                     row.As<UserId>(1),
                     row.As<UserId>(2),
                     row.Text(3),
                     {row.Text(4), row.Text(5), row.Time(6)},
                     std::nullopt};
  if (!row.IsNull(7)) entry.received = CustodySignature{row.Text(7), row.Text(8), row.Time(9)};
  return entry;
}

}  // namespace

absl::Status ExhibitStore::Insert(db::Transaction& transaction, const Exhibit& exhibit) const {
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, exhibit.lead.uuid));
  return transaction
      .Execute(kInsert, exhibit.id, exhibit.version, exhibit.case_id, exhibit.lead,
               exhibit.division, key.Seal(exhibit.description, Context(exhibit.id, "description")),
               exhibit.sha256, exhibit.collected_by, exhibit.collected_at,
               key.Seal(exhibit.collected_place, Context(exhibit.id, "collected_place")))
      .status();
}

absl::Status ExhibitStore::Update(db::Transaction& transaction, const Exhibit& exhibit) const {
  ASSIGN_OR_RETURN(const int64_t changed,
                   transaction.Execute(kUpdate, exhibit.version, exhibit.id, exhibit.version - 1));
  if (changed == 0) return RefuseStale();
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, exhibit.lead.uuid));
  const CustodyEntry& entry = exhibit.custody.back();
  const bool received = entry.received.has_value();
  return transaction
      .Execute(kPutEntry, exhibit.id, exhibit.case_id, entry.number, entry.from, entry.to,
               key.Seal(entry.purpose, Context(exhibit.id, "purpose", entry.number)),
               entry.given.public_key, entry.given.signature, entry.given.signed_at,
               received ? db::ToParam(entry.received->public_key) : db::Param(),
               received ? db::ToParam(entry.received->signature) : db::Param(),
               received ? db::ToParam(entry.received->signed_at) : db::Param())
      .status();
}

absl::Status ExhibitStore::Complete(db::Transaction& transaction, Exhibit& exhibit) const {
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, exhibit.lead.uuid));
  ASSIGN_OR_RETURN(exhibit.description,
                   key.Open(exhibit.description, Context(exhibit.id, "description")));
  ASSIGN_OR_RETURN(exhibit.collected_place,
                   key.Open(exhibit.collected_place, Context(exhibit.id, "collected_place")));
  RETURN_IF_ERROR(transaction.Query(
      kEntries, [&](const db::Row& row) { exhibit.custody.push_back(ReadEntry(row)); },
      exhibit.id));
  for (CustodyEntry& entry : exhibit.custody) {
    ASSIGN_OR_RETURN(entry.purpose,
                     key.Open(entry.purpose, Context(exhibit.id, "purpose", entry.number)));
  }
  return absl::OkStatus();
}

absl::StatusOr<Exhibit> ExhibitStore::Find(db::Transaction& transaction, ExhibitId id) const {
  ASSIGN_OR_RETURN(std::optional<Exhibit> exhibit, transaction.QueryOne(kFind, Read, id));
  if (!exhibit.has_value()) return RefuseUnknown("证物", "exhibit");
  RETURN_IF_ERROR(Complete(transaction, *exhibit));
  return *std::move(exhibit);
}

absl::StatusOr<std::vector<Exhibit>> ExhibitStore::List(db::Transaction& transaction, CaseId id,
                                                        const Page& page) const {
  std::vector<Exhibit> exhibits;
  RETURN_IF_ERROR(transaction.Query(
      kList, [&](const db::Row& row) { exhibits.push_back(Read(row)); }, id, page.before,
      page.size + 1));
  for (Exhibit& exhibit : exhibits) RETURN_IF_ERROR(Complete(transaction, exhibit));
  return exhibits;
}

}  // namespace hecha::verification
