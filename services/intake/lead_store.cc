#include "services/intake/lead_store.h"

#include <limits>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/db/insert_rows.h"

namespace hecha::intake {
namespace {

constexpr char kInsert[] =
    "INSERT INTO lead (id, version, lead_no, division, state, channel, level, instruction, "
    "identity, sector, umbrella, key_lead, document_no, issuing_body, deadline, received_at, "
    "registered_at, title, narrative, summary, opinion, unit_id, unit_name, round, origin) VALUES";
constexpr char kLeadRow[] =
    "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
// What was registered stays; only what a transition changes is written.
constexpr char kUpdate[] =
    "UPDATE lead SET version = ?, state = ?, sector = ?, umbrella = ?, summary = ?, opinion = ?, "
    "unit_id = ?, unit_name = ?, round = ?, outcome = ?, restricted = ? "
    "WHERE id = ? AND version = ?";
constexpr char kInsertAccused[] = "INSERT IGNORE INTO lead_accused_unit (lead_id, unit_id) VALUES";
constexpr char kAccusedRow[] = "(?, ?)";
constexpr char kFindAccused[] =
    "SELECT unit_id FROM lead_accused_unit WHERE lead_id = ? ORDER BY unit_id";

constexpr char kFindStatus[] = "SELECT state, division, received_at FROM lead WHERE id = ?";

#define LEAD_COLUMNS                                                                        \
  "SELECT id, version, lead_no, division, state, channel, level, instruction, identity, "   \
  "sector, umbrella, key_lead, document_no, issuing_body, deadline, received_at, "          \
  "registered_at, title, narrative, summary, opinion, unit_id, unit_name, round, outcome, " \
  "restricted, " HECHA_WRAPPED_KEY " FROM lead " HECHA_WITH_KEY_OF("lead.id")
constexpr char kFind[] = LEAD_COLUMNS "WHERE id = ?";
constexpr char kFindByOrigin[] = LEAD_COLUMNS "WHERE origin = ?";
// One shape for every filter, so that one prepared statement serves them all: a 0 or NULL
// switches its condition off.
constexpr char kList[] = LEAD_COLUMNS
    "WHERE division LIKE ? AND id < ? AND (? = 0 OR state = ?) AND (? = 0 OR sector = ?) "
    "AND (? = 0 OR channel = ?) AND (? IS NULL OR unit_id = ?) AND NOT EXISTS (SELECT 1 FROM "
    "lead_accused_unit a WHERE a.lead_id = lead.id AND a.unit_id = ?) ORDER BY id DESC LIMIT ?";
#undef LEAD_COLUMNS

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

std::optional<UnitId> UnlessNil(UnitId id) {
  return id.nil() ? std::nullopt : std::optional<UnitId>(id);
}

void AddAccused(const Lead& lead, std::vector<db::Param>& rows) {
  for (const UnitId& accused : lead.registration.accused_units)
    rows.insert(rows.end(), {db::ToParam(lead.id), db::ToParam(accused)});
}

template <class Code>
int64_t NumberOf(std::optional<Code> code) {
  return code.has_value() ? static_cast<int64_t>(*code) : 0;
}

}  // namespace

absl::Status LeadStore::InsertAll(db::Transaction& transaction,
                                  std::span<const NewLead> leads) const {
  std::vector<security::DataKeyStore::Owner> owners;
  for (const NewLead& each : leads)
    owners.push_back({each.lead->id.uuid, each.lead->registration.division});
  ASSIGN_OR_RETURN(const std::vector<security::DataKey> keys, keys_.CreateAll(transaction, owners));
  std::vector<db::Param> rows;
  std::vector<db::Param> accused;
  for (size_t i = 0; i < leads.size(); ++i) {
    const Lead& lead = *leads[i].lead;
    const security::DataKey& key = keys[i];
    const Registration& registered = lead.registration;
    rows.insert(rows.end(),
                {db::ToParam(lead.id),
                 db::ToParam(lead.version),
                 db::ToParam(lead.lead_no),
                 db::ToParam(registered.division),
                 db::ToParam(lead.state),
                 db::ToParam(registered.channel),
                 db::ToParam(registered.level),
                 db::ToParam(registered.instruction),
                 db::ToParam(registered.identity),
                 db::ToParam(registered.sector),
                 db::ToParam(registered.umbrella),
                 db::ToParam(registered.key_lead),
                 db::ToParam(registered.document_no),
                 db::ToParam(registered.issuing_body),
                 db::ToParam(registered.deadline),
                 db::ToParam(registered.received_at),
                 db::ToParam(lead.registered_at),
                 db::ToParam(key.Seal(registered.title, Context(lead, "title"))),
                 db::ToParam(key.Seal(registered.narrative, Context(lead, "narrative"))),
                 db::ToParam(SealWords(key, lead, "summary", lead.summary)),
                 db::ToParam(SealWords(key, lead, "opinion", lead.opinion)),
                 db::ToParam(UnlessNil(lead.unit)),
                 db::ToParam(lead.unit_name),
                 db::ToParam(lead.round),
                 leads[i].origin.empty() ? db::Param() : db::ToParam(leads[i].origin)});
    AddAccused(lead, accused);
  }
  RETURN_IF_ERROR(db::InsertRows(transaction, kInsert, kLeadRow, std::move(rows)).status());
  return db::InsertRows(transaction, kInsertAccused, kAccusedRow, std::move(accused)).status();
}

absl::Status LeadStore::Update(db::Transaction& transaction, const Lead& lead) const {
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, lead.id.uuid));
  ASSIGN_OR_RETURN(
      const int64_t changed,
      transaction.Execute(kUpdate, lead.version, lead.state, lead.registration.sector,
                          lead.registration.umbrella, SealWords(key, lead, "summary", lead.summary),
                          SealWords(key, lead, "opinion", lead.opinion), UnlessNil(lead.unit),
                          lead.unit_name, lead.round, lead.outcome, lead.restricted, lead.id,
                          lead.version - 1));
  if (changed == 0) return RefuseStale();
  std::vector<db::Param> accused;
  AddAccused(lead, accused);
  return db::InsertRows(transaction, kInsertAccused, kAccusedRow, std::move(accused)).status();
}

absl::StatusOr<Lead> LeadStore::Find(db::Transaction& transaction, LeadId id) const {
  ASSIGN_OR_RETURN(std::optional<Stored> stored, transaction.QueryOne(kFind, Read, id));
  if (!stored.has_value()) return RefuseUnknown("线索", "lead");
  RETURN_IF_ERROR(Complete(transaction, *stored));
  return std::move(stored->lead);
}

absl::StatusOr<std::optional<LeadStatus>> LeadStore::FindStatus(db::Transaction& transaction,
                                                                LeadId id) const {
  return transaction.QueryOne(
      kFindStatus,
      [](const db::Row& row) {
        return LeadStatus{static_cast<LeadState>(row.Int(0)), row.Text(1), row.Time(2)};
      },
      id);
}

absl::StatusOr<std::optional<Lead>> LeadStore::FindByOrigin(db::Transaction& transaction,
                                                            std::string_view origin) const {
  ASSIGN_OR_RETURN(std::optional<Stored> stored, transaction.QueryOne(kFindByOrigin, Read, origin));
  if (!stored.has_value()) return std::nullopt;
  RETURN_IF_ERROR(Complete(transaction, *stored));
  return std::move(stored->lead);
}

absl::StatusOr<std::vector<Lead>> LeadStore::List(db::Transaction& transaction,
                                                  const LeadFilter& filter,
                                                  const Page& page) const {
  const int64_t state = NumberOf(filter.state);
  const int64_t sector = NumberOf(filter.sector);
  const int64_t channel = NumberOf(filter.channel);
  std::vector<Stored> rows;
  RETURN_IF_ERROR(transaction.Query(
      kList, [&](const db::Row& row) { rows.push_back(Read(row)); }, filter.division + "%",
      page.before, state, state, sector, sector, channel, channel, filter.unit, filter.unit,
      filter.not_accusing, page.size + 1));
  std::vector<Lead> leads;
  for (Stored& stored : rows) {
    RETURN_IF_ERROR(Complete(transaction, stored));
    leads.push_back(std::move(stored.lead));
  }
  return leads;
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
  stored.wrapped_key = row.OptionalText(26).value_or("");
  return stored;
}

absl::Status LeadStore::Complete(db::Transaction& transaction, Stored& stored) const {
  Lead& lead = stored.lead;
  Registration& registered = lead.registration;
  if (lead.state != LeadState::kPurged) {
    ASSIGN_OR_RETURN(const security::DataKey key, keys_.Unwrap(lead.id.uuid, stored.wrapped_key));
    ASSIGN_OR_RETURN(registered.title, key.Open(registered.title, Context(lead, "title")));
    ASSIGN_OR_RETURN(registered.narrative,
                     key.Open(registered.narrative, Context(lead, "narrative")));
    RETURN_IF_ERROR(OpenWords(key, lead, "summary", lead.summary));
    RETURN_IF_ERROR(OpenWords(key, lead, "opinion", lead.opinion));
  }
  return transaction.Query(
      kFindAccused,
      [&](const db::Row& row) { registered.accused_units.push_back(row.As<UnitId>(0)); }, lead.id);
}

}  // namespace hecha::intake
