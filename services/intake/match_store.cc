#include "services/intake/match_store.h"

#include <fmt/format.h>

#include <cmath>
#include <iterator>
#include <optional>
#include <set>
#include <sstream>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/db/in_list.h"
#include "services/common/db/insert_rows.h"

namespace hecha::intake {
namespace {

// IGNORE turns the known pair into zero rows; every value fits its column by type.
constexpr char kInsert[] =
    "INSERT IGNORE INTO lead_match (id, version, division, lead_a, lead_b, state, score, reasons, "
    "suggested_at, explanation) VALUES";
constexpr char kMatchRow[] = "(?, ?, ?, ?, ?, ?, ?, ?, ?, '')";
constexpr char kListStored[] = "SELECT id FROM lead_match WHERE id IN ({})";
// What was suggested stays; only the answer is written.
constexpr char kUpdate[] =
    "UPDATE lead_match SET version = ?, state = ?, decided_by = ?, decided_at = ?, explanation = "
    "? WHERE id = ? AND version = ?";
#define MATCH_COLUMNS                                                                   \
  "SELECT id, version, division, lead_a, lead_b, state, score, reasons, suggested_at, " \
  "decided_by, decided_at, explanation FROM lead_match "
constexpr char kFind[] = MATCH_COLUMNS "WHERE id = ?";
constexpr char kListByLead[] =
    MATCH_COLUMNS "WHERE (lead_a = ? OR lead_b = ?) AND id < ? ORDER BY id DESC LIMIT ?";
constexpr char kListOpen[] =
    MATCH_COLUMNS "WHERE (lead_a = ? OR lead_b = ?) AND state = ? ORDER BY id DESC LIMIT ?";
constexpr char kListAmong[] = MATCH_COLUMNS "WHERE lead_a IN ({0}) AND lead_b IN ({0}) ORDER BY id";
#undef MATCH_COLUMNS
constexpr char kListUnanswered[] =
    "SELECT IF(lead_a = ?, lead_b, lead_a) FROM lead_match WHERE (lead_a = ? OR lead_b = ?) AND "
    "state = ? LIMIT ?";

constexpr int kScoreScale = 1000;

std::string Context(const Match& match, std::string_view column) {
  return security::ColumnContext("lead_match", match.id.uuid.bytes(), column);
}

// One line a reason; only Decode reads it.
std::string Encode(const MatchReasons& reasons) {
  std::string text = fmt::format("overlap {:.4f}\n", reasons.overlap);
  for (const Passage& passage : reasons.passages)
    fmt::format_to(std::back_inserter(text), "passage {} {} {} {}\n", passage.offset_a,
                   passage.length_a, passage.offset_b, passage.length_b);
  for (const Entity& entity : reasons.entities)
    fmt::format_to(std::back_inserter(text), "entity {} {}\n", static_cast<int>(entity.kind),
                   entity.value);
  return text;
}

MatchReasons Decode(const std::string& text) {
  MatchReasons reasons;
  std::istringstream in(text);
  for (std::string what; in >> what;) {
    if (what == "overlap") {
      in >> reasons.overlap;
    } else if (what == "passage") {
      Passage& passage = reasons.passages.emplace_back();
      in >> passage.offset_a >> passage.length_a >> passage.offset_b >> passage.length_b;
    } else if (what == "entity") {
      Entity& entity = reasons.entities.emplace_back();
      int kind = 0;
      // A value may hold blanks.
      std::getline(in >> kind >> std::ws, entity.value);
      entity.kind = static_cast<EntityKind>(kind);
    }
  }
  return reasons;
}

constexpr char kWithdraw[] = "DELETE FROM lead_match WHERE id = ? AND version = ? AND state = ?";
constexpr char kDeleteOfLead[] = "DELETE FROM lead_match WHERE lead_a = ? OR lead_b = ?";

}  // namespace

absl::StatusOr<std::vector<Match>> MatchStore::InsertAll(db::Transaction& transaction,
                                                         std::vector<Match> matches) const {
  if (matches.empty()) return matches;
  ASSIGN_OR_RETURN(const Keys keys, KeysOf(transaction, matches));
  std::vector<db::Param> rows;
  for (const Match& match : matches) {
    ASSIGN_OR_RETURN(const security::DataKey key, keys.Of(match));
    db::AddRow(rows, match.id, match.version, match.division, match.lead_a, match.lead_b,
               match.state, std::lround(match.score * kScoreScale),
               key.Seal(Encode(match.reasons), Context(match, "reasons")), match.suggested_at);
  }
  ASSIGN_OR_RETURN(const int64_t inserted,
                   db::InsertRows(transaction, kInsert, kMatchRow, std::move(rows)));
  if (inserted == std::ssize(matches)) return matches;
  std::vector<MatchId> ids;
  for (const Match& match : matches) ids.push_back(match.id);
  const db::InList list = db::MakeInList(ids);
  std::set<MatchId> stored;
  RETURN_IF_ERROR(transaction.QueryParams(
      fmt::format(kListStored, list.marks),
      [&](const db::Row& row) { stored.insert(row.As<MatchId>(0)); }, list.values));
  std::erase_if(matches, [&](const Match& match) { return !stored.contains(match.id); });
  return matches;
}

absl::Status MatchStore::Update(db::Transaction& transaction, const Match& match) const {
  ASSIGN_OR_RETURN(const Keys keys, KeysOf(transaction, {&match, 1}));
  ASSIGN_OR_RETURN(const security::DataKey key, keys.Of(match));
  ASSIGN_OR_RETURN(
      const int64_t changed,
      transaction.Execute(kUpdate, match.version, match.state, match.decided_by, match.decided_at,
                          key.Seal(match.explanation, Context(match, "explanation")), match.id,
                          match.version - 1));
  return changed == 1 ? absl::OkStatus() : RefuseStale();
}

absl::Status MatchStore::Withdraw(db::Transaction& transaction, const Match& match) const {
  ASSIGN_OR_RETURN(const int64_t gone,
                   transaction.Execute(kWithdraw, match.id, match.version, MatchState::kOpen));
  return gone == 1 ? absl::OkStatus() : RefuseStale();
}

absl::StatusOr<Match> MatchStore::Find(db::Transaction& transaction, MatchId id) const {
  ASSIGN_OR_RETURN(std::optional<Sealed> sealed, transaction.QueryOne(kFind, Read, id));
  if (!sealed.has_value()) return RefuseUnknown("比对建议", "match");
  ASSIGN_OR_RETURN(const Keys keys, KeysOf(transaction, {&sealed->match, 1}));
  return Open(keys, *std::move(sealed));
}

absl::StatusOr<std::vector<Match>> MatchStore::ListByLead(db::Transaction& transaction, LeadId lead,
                                                          const Page& page) const {
  std::vector<Sealed> rows;
  RETURN_IF_ERROR(transaction.Query(
      kListByLead, [&](const db::Row& row) { rows.push_back(Read(row)); }, lead, lead, page.before,
      page.size + 1));
  return OpenAll(transaction, std::move(rows));
}

absl::StatusOr<std::vector<Match>> MatchStore::ListOpen(db::Transaction& transaction, LeadId lead,
                                                        int limit) const {
  std::vector<Sealed> rows;
  RETURN_IF_ERROR(transaction.Query(
      kListOpen, [&](const db::Row& row) { rows.push_back(Read(row)); }, lead, lead,
      MatchState::kOpen, limit));
  return OpenAll(transaction, std::move(rows));
}

absl::StatusOr<std::vector<Match>> MatchStore::ListAmong(db::Transaction& transaction,
                                                         const std::vector<LeadId>& leads) const {
  if (leads.size() < 2) return std::vector<Match>();
  const db::InList list = db::MakeInList(leads);
  std::vector<db::Param> both_sides = list.values;
  both_sides.insert(both_sides.end(), list.values.begin(), list.values.end());
  std::vector<Sealed> rows;
  RETURN_IF_ERROR(transaction.QueryParams(
      fmt::format(kListAmong, list.marks), [&](const db::Row& row) { rows.push_back(Read(row)); },
      both_sides));
  return OpenAll(transaction, std::move(rows));
}

MatchStore::Sealed MatchStore::Read(const db::Row& row) {
  Sealed sealed;
  Match& match = sealed.match;
  match.id = row.As<MatchId>(0);
  match.version = row.Int(1);
  match.division = row.Text(2);
  match.lead_a = row.As<LeadId>(3);
  match.lead_b = row.As<LeadId>(4);
  match.state = static_cast<MatchState>(row.Int(5));
  match.score = static_cast<double>(row.Int(6)) / kScoreScale;
  sealed.reasons = row.Text(7);
  match.suggested_at = row.Time(8);
  if (!row.IsNull(9)) match.decided_by = row.As<UserId>(9);
  match.decided_at = row.OptionalTime(10);
  match.explanation = row.Text(11);
  return sealed;
}

absl::StatusOr<Match> MatchStore::Open(const Keys& keys, Sealed sealed) {
  Match& match = sealed.match;
  ASSIGN_OR_RETURN(const security::DataKey key, keys.Of(match));
  ASSIGN_OR_RETURN(const std::string reasons, key.Open(sealed.reasons, Context(match, "reasons")));
  match.reasons = Decode(reasons);
  if (match.state != MatchState::kOpen) {
    ASSIGN_OR_RETURN(match.explanation, key.Open(match.explanation, Context(match, "explanation")));
  }
  return std::move(match);
}

absl::StatusOr<std::vector<Match>> MatchStore::OpenAll(db::Transaction& transaction,
                                                       std::vector<Sealed> rows) const {
  std::vector<Match> matches;
  for (const Sealed& row : rows) matches.push_back(row.match);
  ASSIGN_OR_RETURN(const Keys keys, KeysOf(transaction, matches));
  matches.clear();
  for (Sealed& row : rows) {
    ASSIGN_OR_RETURN(matches.emplace_back(), Open(keys, std::move(row)));
  }
  return matches;
}

absl::StatusOr<MatchStore::Keys> MatchStore::KeysOf(db::Transaction& transaction,
                                                    std::span<const Match> matches) const {
  std::set<Uuid> leads;
  for (const Match& match : matches) leads.insert({match.lead_a.uuid, match.lead_b.uuid});
  Keys keys;
  ASSIGN_OR_RETURN(keys.of_leads, keys_.FindAll(transaction, {leads.begin(), leads.end()}));
  return keys;
}

absl::StatusOr<security::DataKey> MatchStore::Keys::Of(const Match& match) const {
  const auto a = of_leads.find(match.lead_a.uuid);
  const auto b = of_leads.find(match.lead_b.uuid);
  if (a == of_leads.end() || b == of_leads.end())
    return absl::NotFoundError("a lead of the match has no key, or no more");
  return a->second.With(b->second);
}

absl::StatusOr<std::vector<LeadId>> MatchStore::ListUnanswered(db::Transaction& transaction,
                                                               LeadId lead, int limit) const {
  std::vector<LeadId> others;
  RETURN_IF_ERROR(transaction.Query(
      kListUnanswered, [&](const db::Row& row) { others.push_back(row.As<LeadId>(0)); }, lead, lead,
      lead, MatchState::kOpen, limit));
  return others;
}

absl::Status MatchStore::DeleteOf(db::Transaction& transaction, LeadId lead) const {
  return transaction.Execute(kDeleteOfLead, lead, lead).status();
}

}  // namespace hecha::intake
