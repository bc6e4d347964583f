#include "services/intake/lead_store.h"

#include <fmt/format.h>

#include <limits>
#include <map>
#include <utility>

#include "services/common/base/planted_bug.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/db/in_list.h"
#include "services/common/db/insert_rows.h"
#include "services/intake/lead_columns_store.h"
#include "services/intake/lead_record.h"

namespace hecha::intake {
namespace {

constexpr char kInsert[] =
    "INSERT INTO lead (id, version, lead_no, division, state, channel, level, instruction, "
    "identity, sector, umbrella, key_lead, document_no, issuing_body, deadline, received_at, "
    "registered_at, title, narrative, summary, opinion, unit_id, unit_name, round, sweep_id, "
    "origin, origin_hash) VALUES";
constexpr char kLeadRow[] =
    "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
// What was registered stays; only what a transition changes is written.
constexpr char kUpdate[] =
    "UPDATE lead SET version = ?, state = ?, sector = ?, umbrella = ?, summary = ?, opinion = ?, "
    "unit_id = ?, unit_name = ?, round = ?, outcome = ?, restricted = ?, key_lead = ?, "
    "about_leader = ?, grade = ?, survivor_id = ?, merge_proposed_by = ?, identity = ?, "
    "reviewing_unit_id = ? WHERE id = ? AND version = ?";
constexpr char kErase[] =
    "UPDATE lead SET version = ?, state = ?, title = '', narrative = '', summary = '', opinion = "
    "'', document_no = '', issuing_body = '', merge_proposed_by = NULL, origin_hash = NULL WHERE "
    "id = ? AND version = ?";
constexpr char kDeleteRecord[] = "DELETE FROM lead_record WHERE lead_id = ?";
constexpr char kDeleteBarred[] = "DELETE FROM lead_accused_unit WHERE lead_id = ?";
// What a list says anew; beside kUpdate.
constexpr char kRewrite[] =
    "UPDATE lead SET level = ?, instruction = ?, document_no = ?, issuing_body = ?, deadline = ?, "
    "received_at = ?, title = ?, narrative = ?, origin_hash = ? WHERE id = ?";
constexpr char kMarkRow[] = "UPDATE lead SET origin_hash = ? WHERE id = ?";
constexpr char kInsertBarred[] =
    "INSERT IGNORE INTO lead_accused_unit (lead_id, unit_id, reason) VALUES";
constexpr char kBarredRow[] = "(?, ?, ?)";
constexpr char kFindBarred[] =
    "SELECT lead_id, unit_id, reason FROM lead_accused_unit WHERE lead_id IN ({}) ORDER BY "
    "lead_id, unit_id";
constexpr char kForgetBarred[] = "DELETE FROM lead_accused_unit WHERE lead_id = ? AND reason = ?";
constexpr char kShareBarred[] =
    "INSERT IGNORE INTO lead_accused_unit (lead_id, unit_id, reason) SELECT ?, unit_id, ? FROM "
    "lead_accused_unit a WHERE a.lead_id = ?";
constexpr char kShareBarredOfMerged[] =
    "INSERT IGNORE INTO lead_accused_unit (lead_id, unit_id, reason) SELECT ?, a.unit_id, ? FROM "
    "lead_accused_unit a JOIN lead l ON l.id = a.lead_id WHERE l.survivor_id = ? AND l.state = ? "
    "AND l.id <> ?";

constexpr char kInsertRecord[] = "INSERT INTO lead_record (lead_id, record) VALUES";
constexpr char kRecordRow[] = "(?, ?)";
constexpr char kPutRecord[] = "REPLACE INTO lead_record (lead_id, record) VALUES (?, ?)";

// A merged lead stands where the one stands that it was merged into.
constexpr char kFindStatus[] =
    "WITH RECURSIVE way (id, state, survivor_id, hops) AS (SELECT id, state, survivor_id, 0 FROM "
    "lead WHERE id = ? UNION ALL SELECT lead.id, lead.state, lead.survivor_id, hops + 1 FROM way "
    "JOIN lead ON lead.id = way.survivor_id WHERE way.state = ? AND hops < 16) "
    "SELECT way.state, lead.division, lead.received_at, way.id FROM way JOIN lead ON lead.id = ? "
    "ORDER BY hops DESC LIMIT 1";
constexpr char kListMerged[] =
    "WITH RECURSIVE joined (id, hops) AS (SELECT id, 0 FROM lead WHERE survivor_id = ? AND state "
    "= ? UNION ALL SELECT lead.id, hops + 1 FROM joined JOIN lead ON lead.survivor_id = joined.id "
    "WHERE lead.state = ? AND hops < 16) SELECT id FROM joined";

constexpr char kFind[] = LEAD_COLUMNS("") "WHERE id = ?";
constexpr char kFindAll[] = LEAD_COLUMNS("") "WHERE id IN ({})";
constexpr char kFindByOrigin[] = LEAD_COLUMNS("") "WHERE origin = ?";

std::string Context(const Lead& lead, std::string_view column) {
  return security::ColumnContext("lead", lead.id.uuid.bytes(), column);
}

// Words that the office adds later are empty until then, sealed from then on.
std::string SealWords(const security::DataKey& key, const Lead& lead, std::string_view column,
                      std::string_view words) {
  return words.empty() ? "" : key.Seal(words, Context(lead, column));
}

absl::Status OpenWords(const security::DataKey& key, const Lead& lead, std::string_view column,
                       std::string& words) {
  if (words.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(words, key.Open(words, Context(lead, column)));
  return absl::OkStatus();
}

template <class TypedId>
std::optional<TypedId> UnlessNil(TypedId id) {
  return id.nil() ? std::nullopt : std::optional<TypedId>(id);
}

// Why a unit is barred from a lead.
enum class Bar : uint8_t { kAccused = 1, kEmploysSubject, kByMerged };

void AddBarred(const Lead& lead, std::vector<db::Param>& rows) {
  for (const UnitId& accused : lead.registration.accused_units)
    db::AddRow(rows, lead.id, accused, Bar::kAccused);
  for (const Subject& subject : lead.registration.subjects)
    if (!subject.employer_unit.nil())
      db::AddRow(rows, lead.id, subject.employer_unit, Bar::kEmploysSubject);
}

absl::Status InsertBarred(db::Transaction& transaction, std::vector<db::Param> rows) {
  return db::InsertRows(transaction, kInsertBarred, kBarredRow, std::move(rows)).status();
}

absl::Status InsertBarredBy(db::Transaction& transaction, const Lead& lead) {
  std::vector<db::Param> rows;
  AddBarred(lead, rows);
  return InsertBarred(transaction, std::move(rows));
}

std::string RecordContext(const Lead& lead) {
  return security::ColumnContext("lead_record", lead.id.uuid.bytes(), "record");
}

db::Param SealedRecord(const security::DataKey& key, const Lead& lead, std::string_view record) {
  return db::ToParam(key.Seal(record, RecordContext(lead)));
}

}  // namespace

absl::Status LeadStore::InsertAll(db::Transaction& transaction,
                                  std::span<const NewLead> leads) const {
  std::vector<security::DataKeyStore::Owner> owners;
  for (const NewLead& each : leads)
    owners.push_back({each.lead->id.uuid, each.lead->registration.division});
  ASSIGN_OR_RETURN(const std::vector<security::DataKey> keys, keys_.CreateAll(transaction, owners));
  std::vector<db::Param> rows;
  std::vector<db::Param> barred;
  std::vector<db::Param> records;
  for (size_t i = 0; i < leads.size(); ++i) {
    const Lead& lead = *leads[i].lead;
    const security::DataKey& key = keys[i];
    const Registration& registered = lead.registration;
    const bool other = HECHA_PLANTED_BUG("lead.narrative");
    db::AddRow(
        rows, lead.id, lead.version, lead.lead_no, registered.division, lead.state,
        registered.channel, registered.level, registered.instruction, registered.identity,
        registered.sector, registered.umbrella, registered.key_lead, registered.document_no,
        registered.issuing_body, registered.deadline, registered.received_at, lead.registered_at,
        key.Seal(registered.title, Context(lead, "title")),
        key.Seal(other ? registered.title : registered.narrative, Context(lead, "narrative")),
        SealWords(key, lead, "summary", lead.summary),
        SealWords(key, lead, "opinion", lead.opinion), UnlessNil(lead.unit), lead.unit_name,
        lead.round, UnlessNil(registered.sweep),
        leads[i].origin.empty() ? db::Param() : db::ToParam(leads[i].origin),
        leads[i].origin_hash.empty() ? db::Param() : db::ToParam(leads[i].origin_hash));
    AddBarred(lead, barred);
    if (const std::string record = EncodeRecord(registered); !record.empty())
      db::AddRow(records, lead.id, SealedRecord(key, lead, record));
  }
  RETURN_IF_ERROR(db::InsertRows(transaction, kInsert, kLeadRow, std::move(rows)).status());
  RETURN_IF_ERROR(
      db::InsertRows(transaction, kInsertRecord, kRecordRow, std::move(records)).status());
  return InsertBarred(transaction, std::move(barred));
}

absl::Status LeadStore::Update(db::Transaction& transaction, const Lead& lead) const {
  if (HECHA_PLANTED_BUG("lead.update")) return absl::OkStatus();
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, lead.id.uuid));
  ASSIGN_OR_RETURN(
      const int64_t changed,
      transaction.Execute(
          kUpdate, lead.version, lead.state, lead.registration.sector, lead.registration.umbrella,
          SealWords(key, lead, "summary", lead.summary),
          SealWords(key, lead, "opinion", lead.opinion), UnlessNil(lead.unit), lead.unit_name,
          lead.round, lead.outcome, lead.restricted, lead.registration.key_lead, lead.about_leader,
          lead.grade, UnlessNil(lead.survivor), UnlessNil(lead.merge_proposed_by),
          lead.registration.identity, UnlessNil(lead.reviewing_unit), lead.id, lead.version - 1));
  if (changed == 0) return RefuseStale();
  // Only the newest can have changed.
  if (!lead.returns.empty())
    RETURN_IF_ERROR(returns_.Put(transaction, key, lead.id, lead.returns.back()));
  return InsertBarredBy(transaction, lead);
}

absl::Status LeadStore::SaveRecord(db::Transaction& transaction, const Lead& lead) const {
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, lead.id.uuid));
  RETURN_IF_ERROR(
      transaction
          .Execute(kPutRecord, lead.id, SealedRecord(key, lead, EncodeRecord(lead.registration)))
          .status());
  RETURN_IF_ERROR(transaction.Execute(kForgetBarred, lead.id, Bar::kEmploysSubject).status());
  // Not left to Update: a lead that it was merged into may share them before.
  return InsertBarredBy(transaction, lead);
}

absl::Status LeadStore::Rewrite(db::Transaction& transaction, const Lead& lead,
                                std::string_view origin_hash) const {
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, lead.id.uuid));
  const Registration& registered = lead.registration;
  RETURN_IF_ERROR(
      transaction
          .Execute(kRewrite, registered.level, registered.instruction, registered.document_no,
                   registered.issuing_body, registered.deadline, registered.received_at,
                   key.Seal(registered.title, Context(lead, "title")),
                   key.Seal(registered.narrative, Context(lead, "narrative")), origin_hash, lead.id)
          .status());
  return SaveRecord(transaction, lead);
}

absl::Status LeadStore::MarkRow(db::Transaction& transaction, LeadId lead,
                                std::string_view origin_hash) const {
  return transaction.Execute(kMarkRow, origin_hash, lead).status();
}

absl::Status LeadStore::ShareBars(db::Transaction& transaction, LeadId from, LeadId to) const {
  return transaction.Execute(kShareBarred, to, Bar::kByMerged, from).status();
}

absl::Status LeadStore::ShareBarsAnew(db::Transaction& transaction, LeadId to,
                                      LeadId without) const {
  RETURN_IF_ERROR(transaction.Execute(kForgetBarred, to, Bar::kByMerged).status());
  return transaction
      .Execute(kShareBarredOfMerged, to, Bar::kByMerged, to, LeadState::kMerged, without)
      .status();
}

absl::StatusOr<std::vector<LeadId>> LeadStore::ListMergedInto(db::Transaction& transaction,
                                                              LeadId survivor) const {
  std::vector<LeadId> merged;
  RETURN_IF_ERROR(transaction.Query(
      kListMerged, [&](const db::Row& row) { merged.push_back(row.As<LeadId>(0)); }, survivor,
      LeadState::kMerged, LeadState::kMerged));
  return merged;
}

absl::StatusOr<Lead> LeadStore::Find(db::Transaction& transaction, LeadId id) const {
  ASSIGN_OR_RETURN(std::optional<Stored> stored, transaction.QueryOne(kFind, Read, id));
  if (!stored.has_value()) return RefuseUnknown("线索", "lead");
  RETURN_IF_ERROR(Open(*stored));
  Lead& lead = stored->lead;
  RETURN_IF_ERROR(AddAccess(transaction, std::span(&lead, 1)));
  if (lead.round > 0 && lead.state != LeadState::kPurged) {
    ASSIGN_OR_RETURN(const security::DataKey key, keys_.Unwrap(id.uuid, stored->wrapped_key));
    ASSIGN_OR_RETURN(lead.returns, returns_.ListByLead(transaction, key, id));
  }
  return std::move(lead);
}

absl::StatusOr<std::vector<Lead>> LeadStore::FindAll(db::Transaction& transaction,
                                                     std::span<const LeadId> ids) const {
  if (ids.empty()) return std::vector<Lead>();
  const db::InList list = db::MakeInList(ids);
  std::vector<Stored> rows;
  RETURN_IF_ERROR(transaction.QueryParams(
      fmt::format(kFindAll, list.marks), [&](const db::Row& row) { rows.push_back(Read(row)); },
      list.values));
  std::vector<Lead> leads;
  for (Stored& stored : rows) {
    const absl::Status opened = Open(stored);
    if (absl::IsDataLoss(opened) || absl::IsNotFound(opened)) continue;
    RETURN_IF_ERROR(opened);
    leads.push_back(std::move(stored.lead));
  }
  RETURN_IF_ERROR(AddAccess(transaction, leads));
  return leads;
}

absl::StatusOr<std::optional<LeadStatus>> LeadStore::FindStatus(db::Transaction& transaction,
                                                                LeadId id) const {
  return transaction.QueryOne(
      kFindStatus,
      [](const db::Row& row) {
        return LeadStatus{static_cast<LeadState>(row.Int(0)), row.Text(1), row.Time(2),
                          row.As<LeadId>(3)};
      },
      id, LeadState::kMerged, id);
}

absl::StatusOr<std::optional<LeadStore::Imported>> LeadStore::FindByOrigin(
    db::Transaction& transaction, std::string_view origin) const {
  ASSIGN_OR_RETURN(std::optional<Stored> stored, transaction.QueryOne(kFindByOrigin, Read, origin));
  if (!stored.has_value()) return std::nullopt;
  RETURN_IF_ERROR(Open(*stored));
  RETURN_IF_ERROR(AddAccess(transaction, std::span(&stored->lead, 1)));
  return Imported{std::move(stored->lead), std::move(stored->origin_hash)};
}

LeadStore::Stored LeadStore::Read(const db::Row& row) {
  Stored stored;
  Lead& lead = stored.lead;
  Registration& registered = lead.registration;
  lead.id = row.As<LeadId>(0);
  lead.version = row.Int(1);
  lead.lead_no = row.Text(2);
  registered.division = row.Text(3);
  lead.state = static_cast<LeadState>(row.Int(4));
  registered.channel = static_cast<Channel>(row.Int(5));
  registered.level = static_cast<Level>(row.Int(6));
  registered.instruction = static_cast<Instruction>(row.Int(7));
  registered.identity = static_cast<Identity>(row.Int(8));
  registered.sector = static_cast<Sector>(row.Int(9));
  registered.umbrella = static_cast<Umbrella>(row.Int(10));
  registered.key_lead = row.Bool(11);
  registered.document_no = row.Text(12);
  registered.issuing_body = row.Text(13);
  registered.deadline = row.OptionalTime(14);
  registered.received_at = row.Time(15);
  lead.registered_at = row.Time(16);
  registered.title = row.Text(17);
  registered.narrative = row.Text(18);
  lead.summary = row.Text(19);
  lead.opinion = row.Text(20);
  if (!row.IsNull(21)) lead.unit = row.As<UnitId>(21);
  lead.unit_name = row.Text(22);
  lead.round = static_cast<int>(row.Int(23));
  lead.outcome = static_cast<Outcome>(row.Int(24));
  lead.restricted = row.Bool(25);
  lead.about_leader = row.Bool(26);
  lead.grade = static_cast<Grade>(row.Int(27));
  if (!row.IsNull(28)) lead.survivor = row.As<LeadId>(28);
  if (!row.IsNull(29)) lead.merge_proposed_by = row.As<UserId>(29);
  if (!row.IsNull(30)) registered.sweep = row.As<SweepId>(30);
  stored.origin_hash = row.OptionalText(31).value_or("");
  stored.record = row.OptionalText(32).value_or("");
  if (!row.IsNull(33)) lead.reviewing_unit = row.As<UnitId>(33);
  lead.commission = static_cast<CommissionCall>(row.Int(34));
  stored.wrapped_key = row.OptionalText(35).value_or("");
  return stored;
}

absl::Status LeadStore::Open(Stored& stored) const {
  Lead& lead = stored.lead;
  Registration& registered = lead.registration;
  if (lead.state == LeadState::kPurged) return absl::OkStatus();
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Unwrap(lead.id.uuid, stored.wrapped_key));
  ASSIGN_OR_RETURN(registered.title, key.Open(registered.title, Context(lead, "title")));
  ASSIGN_OR_RETURN(registered.narrative,
                   key.Open(registered.narrative, Context(lead, "narrative")));
  RETURN_IF_ERROR(OpenWords(key, lead, "summary", lead.summary));
  RETURN_IF_ERROR(OpenWords(key, lead, "opinion", lead.opinion));
  if (stored.record.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::string record, key.Open(stored.record, RecordContext(lead)));
  return DecodeRecord(record, registered);
}

absl::Status LeadStore::AddAccess(db::Transaction& transaction, std::span<Lead> leads) const {
  if (leads.empty()) return absl::OkStatus();
  RETURN_IF_ERROR(persons_.AddTo(transaction, leads));
  std::map<LeadId, Lead*> by_id;
  std::vector<db::Param> ids;
  for (Lead& lead : leads) {
    by_id[lead.id] = &lead;
    ids.push_back(db::ToParam(lead.id));
  }
  const db::InList list = db::MakeInList(std::move(ids));
  return transaction.QueryParams(
      fmt::format(kFindBarred, list.marks),
      [&](const db::Row& row) {
        Lead& lead = *by_id.at(row.As<LeadId>(0));
        const UnitId unit = row.As<UnitId>(1);
        const Bar bar = static_cast<Bar>(row.Int(2));
        if (bar == Bar::kAccused) lead.registration.accused_units.push_back(unit);
        // Those of kEmploysSubject stand in the subjects too.
        if (bar == Bar::kByMerged) lead.barred_by_merged.push_back(unit);
      },
      list.values);
}

absl::Status LeadStore::Erase(db::Transaction& transaction, const Lead& lead,
                              absl::Time now) const {
  ASSIGN_OR_RETURN(const int64_t changed, transaction.Execute(kErase, lead.version, lead.state,
                                                              lead.id, lead.version - 1));
  if (changed == 0) return RefuseStale();
  RETURN_IF_ERROR(transaction.Execute(kDeleteRecord, lead.id).status());
  RETURN_IF_ERROR(transaction.Execute(kDeleteBarred, lead.id).status());
  RETURN_IF_ERROR(returns_.DeleteOf(transaction, lead.id));
  RETURN_IF_ERROR(persons_.DeleteOf(transaction, lead.id));
  return keys_.Shred(transaction, lead.id.uuid, now);
}

}  // namespace hecha::intake
