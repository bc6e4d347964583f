#include "services/supervision/ledger_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <utility>

#include "services/common/base/status_macros.h"
#include "services/common/db/insert_rows.h"
#include "services/common/security/text_vault.h"

namespace hecha::supervision {
namespace {

#define LINE_COLUMNS                                                                          \
  "ledger, division, ledger_line.subject, lead_id, object, unit_id, state, sector, channel, " \
  "light, outcome, stage, opened_day, closed_day, cells, words, restricted"
constexpr char kPut[] =
    "INSERT INTO ledger_line (ledger, division, subject, lead_id, object, unit_id, state, sector, "
    "channel, light, outcome, stage, opened_day, closed_day, cells, words, restricted) VALUES";
constexpr char kLineRow[] = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kReplace[] =
    "ON DUPLICATE KEY UPDATE "
    "unit_id = VALUES(unit_id), state = VALUES(state), sector = VALUES(sector), "
    "channel = VALUES(channel), light = VALUES(light), outcome = VALUES(outcome), "
    "stage = VALUES(stage), opened_day = VALUES(opened_day), closed_day = VALUES(closed_day), "
    "cells = VALUES(cells), words = VALUES(words), restricted = VALUES(restricted)";

constexpr char kFind[] = "SELECT " LINE_COLUMNS
                         " FROM ledger_line WHERE ledger = ? AND division = ? AND subject = ? "
                         "FOR UPDATE";
constexpr char kFindByLead[] = "SELECT " LINE_COLUMNS
                               " FROM ledger_line WHERE lead_id = ? AND ledger = ? "
                               "ORDER BY subject FOR UPDATE";
constexpr char kFindByObject[] =
    "SELECT " LINE_COLUMNS " FROM ledger_line WHERE object = ? ORDER BY subject FOR UPDATE";
// A line without a lead has a key of its own.
constexpr char kList[] =
    "SELECT " LINE_COLUMNS ", " HECHA_WRAPPED_KEY " FROM ledger_line FORCE INDEX ({}) "
    HECHA_WITH_KEY_OF("COALESCE(ledger_line.lead_id, ledger_line.subject)")
    "WHERE ledger = ? AND division = ? AND ledger_line.subject {} ?{} "
    "AND NOT EXISTS (SELECT 1 FROM lead_barred_unit b WHERE b.lead_id = ledger_line.lead_id AND "
    "b.unit_id = ?) "
    "ORDER BY ledger_line.subject {} LIMIT ?";
#undef LINE_COLUMNS

// The first town after another one. Not SELECT DISTINCT, which the server answers by reading every
// line of the ledger.
constexpr char kNextTown[] =
    "SELECT division FROM ledger_line FORCE INDEX (PRIMARY) WHERE ledger = ? AND division LIKE ? "
    "AND division > ? ORDER BY division LIMIT 1";

constexpr char kTable[] = "ledger_line";
constexpr char kWords[] = "words";

// "number:bytes:text" for each cell.
std::string Join(const std::map<Cell, std::string>& cells, bool words) {
  std::string joined;
  for (const auto& [cell, text] : cells)
    if (IsWords(cell) == words)
      joined += fmt::format("{}:{}:{}", static_cast<int>(cell), text.size(), text);
  return joined;
}

// Takes a number and the colon behind it.
size_t TakeNumber(std::string_view& rest) {
  size_t number = 0;
  const auto [end, error] = std::from_chars(rest.data(), rest.data() + rest.size(), number);
  rest.remove_prefix(std::min<size_t>(end - rest.data() + 1, rest.size()));
  return number;
}

void SplitInto(std::string_view joined, std::map<Cell, std::string>& cells) {
  while (!joined.empty()) {
    const auto cell = static_cast<Cell>(TakeNumber(joined));
    const size_t length = TakeNumber(joined);
    cells[cell] = std::string(joined.substr(0, length));
    joined.remove_prefix(std::min(length, joined.size()));
  }
}

const Uuid& KeySubject(const Line& line) {
  return line.lead.has_value() ? line.lead->uuid : line.key.subject;
}

// One facet by which lines are asked for: a column, its index, and the values that pass.
struct Facet {
  const char* column;
  const char* index;
  std::vector<db::Param> values;
};

template <class T>
void AddFacet(std::vector<Facet>& facets, const char* column, const char* index,
              const std::optional<T>& value) {
  if (value.has_value()) facets.push_back({column, index, {db::ToParam(*value)}});
}

void AddFacet(std::vector<Facet>& facets, const char* column, const char* index,
              const std::vector<int>& codes) {
  if (codes.empty()) return;
  facets.push_back({column, index, {}});
  for (int code : codes) facets.back().values.push_back(db::ToParam(code));
}

// The facets that the filter asks by, those that leave the fewest lines first.
std::vector<Facet> FacetsOf(const LineFilter& filter) {
  std::vector<Facet> facets;
  AddFacet(facets, "lead_id", "line_by_lead", filter.lead);
  AddFacet(facets, "light", "line_by_light", filter.lights);
  AddFacet(facets, "closed_day", "line_by_closed_day", filter.closed_day);
  AddFacet(facets, "opened_day", "line_by_opened_day", filter.opened_day);
  AddFacet(facets, "unit_id", "line_by_unit", filter.unit);
  AddFacet(facets, "outcome", "line_by_outcome", filter.outcomes);
  if (filter.state != 0) facets.push_back({"state", "line_by_state", {db::ToParam(filter.state)}});
  AddFacet(facets, "sector", "line_by_sector", filter.sectors);
  AddFacet(facets, "channel", "line_by_channel", filter.channels);
  AddFacet(facets, "stage", "line_by_stage", filter.stage);
  return facets;
}

// A statement that reads a page of one town's lines, and its parameters after the town.
struct RangeRead {
  std::string sql;
  std::vector<db::Param> rest;
};

// One for each value of the first facet, by that facet's index; the other facets are looked at
// line by line.
std::vector<RangeRead> RangesOf(const LineFilter& filter, const Page& page) {
  const std::vector<Facet> facets = FacetsOf(filter);
  std::string others;
  std::vector<db::Param> values;
  for (size_t i = 1; i < facets.size(); ++i) {
    const std::vector<std::string> marks(facets[i].values.size(), "?");
    others += fmt::format(" AND {} IN ({})", facets[i].column, fmt::join(marks, ", "));
    values.insert(values.end(), facets[i].values.begin(), facets[i].values.end());
  }
  const char* const beyond = filter.oldest_first ? ">" : "<";
  const char* const order = filter.oldest_first ? "ASC" : "DESC";
  const auto range = [&](const char* index, std::string condition, std::vector<db::Param> value) {
    RangeRead read{fmt::format(kList, index, beyond, condition + others, order), std::move(value)};
    read.rest.insert(read.rest.begin(), db::ToParam(page.before));
    read.rest.insert(read.rest.end(), values.begin(), values.end());
    read.rest.push_back(db::ToParam(filter.hidden_from));
    read.rest.push_back(db::ToParam(page.size + 1));
    return read;
  };
  if (facets.empty()) return {range("PRIMARY", "", {})};
  std::vector<RangeRead> ranges;
  for (const db::Param& value : facets.front().values)
    ranges.push_back(
        range(facets.front().index, fmt::format(" AND {} = ?", facets.front().column), {value}));
  return ranges;
}

absl::StatusOr<std::vector<std::string>> ListTowns(db::Transaction& transaction,
                                                   const LineFilter& filter) {
  std::vector<std::string> towns;
  std::optional<std::string> town = "";
  while (true) {
    ASSIGN_OR_RETURN(town, transaction.QueryOne(
                               kNextTown, [](const db::Row& row) { return row.Text(0); },
                               filter.ledger, filter.division + "%", *town));
    if (!town.has_value()) return towns;
    towns.push_back(*town);
  }
}

}  // namespace

// A line as its row holds it.
struct LedgerStore::Sealed {
  Line line;
  std::string words;
};

absl::Status LedgerStore::PutAll(db::Transaction& transaction, std::span<const Line> lines) const {
  std::vector<db::Param> rows;
  for (const Line& line : lines) {
    ASSIGN_OR_RETURN(std::string words, SealWords(transaction, line));
    db::AddRow(rows, line.key.ledger, line.key.division, line.key.subject, line.lead, line.object,
               line.unit, line.state, line.sector, line.channel, line.light, line.outcome,
               line.stage, line.opened_day, line.closed_day, Join(line.cells, /*words=*/false),
               std::move(words), line.restricted);
  }
  return db::InsertRows(transaction, kPut, kLineRow, std::move(rows), kReplace).status();
}

absl::StatusOr<std::string> LedgerStore::SealWords(db::Transaction& transaction,
                                                   const Line& line) const {
  const std::string words = Join(line.cells, /*words=*/true);
  if (words.empty()) return words;
  ASSIGN_OR_RETURN(
      const security::TextVault vault,
      security::TextVault::Over(keys_.Ensure(transaction, {KeySubject(line), line.key.division}),
                                kTable, line.key.subject));
  return vault.Seal(words, kWords);
}

absl::StatusOr<std::optional<Line>> LedgerStore::Find(db::Transaction& transaction,
                                                      const LineKey& key) const {
  ASSIGN_OR_RETURN(
      std::vector<Line> found,
      Lock(transaction, kFind,
           {db::ToParam(key.ledger), db::ToParam(key.division), db::ToParam(key.subject)}));
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

absl::StatusOr<std::vector<Line>> LedgerStore::FindByLead(db::Transaction& transaction,
                                                          Ledger ledger, LeadId lead) const {
  return Lock(transaction, kFindByLead, {db::ToParam(lead), db::ToParam(ledger)});
}

absl::StatusOr<std::vector<Line>> LedgerStore::FindByObject(db::Transaction& transaction,
                                                            const std::string& object) const {
  return Lock(transaction, kFindByObject, {db::ToParam(object)});
}

absl::StatusOr<std::vector<Line>> LedgerStore::List(db::Transaction& transaction,
                                                    const LineFilter& filter,
                                                    const Page& page) const {
  ASSIGN_OR_RETURN(const std::vector<std::string> towns, ListTowns(transaction, filter));
  std::vector<Line> lines;
  for (const RangeRead& range : RangesOf(filter, page)) {
    for (const std::string& town : towns) {
      std::vector<db::Param> params = {db::ToParam(filter.ledger), db::ToParam(town)};
      params.insert(params.end(), range.rest.begin(), range.rest.end());
      RETURN_IF_ERROR(ReadRange(transaction, range.sql, params, lines));
    }
  }
  std::sort(lines.begin(), lines.end(), [&](const Line& a, const Line& b) {
    return filter.oldest_first ? a.key.subject < b.key.subject : b.key.subject < a.key.subject;
  });
  if (lines.size() > static_cast<size_t>(page.size) + 1) lines.resize(page.size + 1);
  return lines;
}

LedgerStore::Sealed LedgerStore::Read(const db::Row& row) {
  Sealed sealed;
  Line& line = sealed.line;
  line.key.ledger = static_cast<Ledger>(row.Int(0));
  line.key.division = row.Text(1);
  line.key.subject = row.Id(2);
  if (!row.IsNull(3)) line.lead = row.As<LeadId>(3);
  line.object = row.Text(4);
  line.unit = row.As<UnitId>(5);
  line.state = static_cast<int>(row.Int(6));
  line.sector = static_cast<int>(row.Int(7));
  line.channel = static_cast<int>(row.Int(8));
  line.light = static_cast<int>(row.Int(9));
  line.outcome = static_cast<int>(row.Int(10));
  line.stage = static_cast<Stage>(row.Int(11));
  line.opened_day = static_cast<int>(row.Int(12));
  if (!row.IsNull(13)) line.closed_day = static_cast<int>(row.Int(13));
  SplitInto(row.Text(14), line.cells);
  sealed.words = row.Text(15);
  line.restricted = row.Int(16) != 0;
  return sealed;
}

absl::StatusOr<Line> LedgerStore::Open(Sealed sealed, absl::StatusOr<security::DataKey> key) {
  Line& line = sealed.line;
  ASSIGN_OR_RETURN(const security::TextVault vault,
                   security::TextVault::Over(std::move(key), kTable, line.key.subject));
  RETURN_IF_ERROR(vault.Open(sealed.words, kWords));
  SplitInto(sealed.words, line.cells);
  return std::move(line);
}

absl::StatusOr<std::vector<Line>> LedgerStore::Lock(db::Transaction& transaction, const char* sql,
                                                    const std::vector<db::Param>& params) const {
  std::vector<Sealed> rows;
  RETURN_IF_ERROR(transaction.QueryParams(
      sql, [&](const db::Row& row) { rows.push_back(Read(row)); }, params));
  std::vector<Line> lines;
  for (Sealed& row : rows) {
    if (row.words.empty()) {
      lines.push_back(std::move(row.line));
      continue;
    }
    const Uuid subject = KeySubject(row.line);
    ASSIGN_OR_RETURN(lines.emplace_back(), Open(std::move(row), keys_.Find(transaction, subject)));
  }
  return lines;
}

absl::Status LedgerStore::ReadRange(db::Transaction& transaction, const std::string& sql,
                                    const std::vector<db::Param>& params,
                                    std::vector<Line>& lines) const {
  absl::Status opened;
  RETURN_IF_ERROR(transaction.QueryParams(
      sql,
      [&](const db::Row& row) {
        Sealed sealed = Read(row);
        if (sealed.words.empty() || !opened.ok()) {
          lines.push_back(std::move(sealed.line));
          return;
        }
        const Uuid subject = KeySubject(sealed.line);
        absl::StatusOr<Line> line =
            Open(std::move(sealed), keys_.Unwrap(subject, row.IsNull(17) ? "" : row.Text(17)));
        opened.Update(line.status());
        if (line.ok()) lines.push_back(*std::move(line));
      },
      params));
  return opened;
}

}  // namespace hecha::supervision
