#include "services/supervision/ledger_store.h"

#include <fmt/format.h>

#include <cstdlib>
#include <optional>
#include <sstream>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::supervision {
namespace {

#define LEAD_COLUMNS                                                                            \
  "lead_id, lead_no, division, received_at, channel, level, identity, sector, state, summary, " \
  "opinion, destination, sealed"
constexpr char kPutLead[] =
    "REPLACE INTO lead_line (" LEAD_COLUMNS ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kFindLead[] = "SELECT " LEAD_COLUMNS " FROM lead_line WHERE lead_id = ? FOR UPDATE";
constexpr char kListLeads[] =
    "SELECT " LEAD_COLUMNS
    " FROM lead_line WHERE division LIKE ? AND lead_id < ? AND (? = 0 OR state = ?) "
    "ORDER BY lead_id DESC LIMIT ?";
#undef LEAD_COLUMNS

#define CASE_COLUMNS                                                                        \
  "id, lead_id, lead_no, division, unit_name, investigators, planned_at, steps, findings, " \
  "outcome, report_version, signatures, filing_no, closed_at, unit_id, returned"
constexpr char kPutCase[] = "REPLACE INTO case_line (" CASE_COLUMNS
                            ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                            "?, ?)";
constexpr char kFindCase[] = "SELECT " CASE_COLUMNS " FROM case_line WHERE id = ? FOR UPDATE";
constexpr char kListCases[] =
    "SELECT " CASE_COLUMNS
    " FROM case_line WHERE division LIKE ? AND id < ? AND (? = 0 OR EXISTS (SELECT 1 FROM "
    "lead_line l WHERE l.lead_id = case_line.lead_id AND l.state = ?)) ORDER BY id DESC LIMIT ?";
#undef CASE_COLUMNS

LeadLine ReadLead(const db::Row& row) {
  LeadLine line;
  line.lead = row.As<LeadId>(0);
  line.lead_no = row.Text(1);
  line.division = row.Text(2);
  line.received_at = row.Time(3);
  line.channel = static_cast<int>(row.Int(4));
  line.level = static_cast<int>(row.Int(5));
  line.identity = static_cast<int>(row.Int(6));
  line.sector = static_cast<int>(row.Int(7));
  line.state = static_cast<int>(row.Int(8));
  line.summary = row.Text(9);
  line.opinion = row.Text(10);
  line.destination = row.Text(11);
  line.sealed = row.Bool(12);
  return line;
}

// Findings are kept as "1=3;2=1;", signatures a line each.
std::string Join(const std::map<int, int>& findings) {
  std::string text;
  for (const auto& [allegation, outcome] : findings)
    text += fmt::format("{}={};", allegation, outcome);
  return text;
}

std::map<int, int> SplitFindings(const std::string& text) {
  std::map<int, int> findings;
  std::istringstream in(text);
  int allegation = 0;
  int outcome = 0;
  char equals = 0;
  char semicolon = 0;
  while (in >> allegation >> equals >> outcome >> semicolon) findings[allegation] = outcome;
  return findings;
}

std::vector<std::string> SplitLines(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

CaseLine ReadCase(const db::Row& row) {
  CaseLine line;
  line.id = row.As<CaseId>(0);
  line.lead = row.As<LeadId>(1);
  line.lead_no = row.Text(2);
  line.division = row.Text(3);
  line.unit_name = row.Text(4);
  line.investigators = static_cast<int>(row.Int(5));
  line.planned_at = row.OptionalTime(6);
  line.steps = static_cast<int>(row.Int(7));
  line.findings = SplitFindings(row.Text(8));
  line.outcome = static_cast<int>(row.Int(9));
  line.report_version = static_cast<int>(row.Int(10));
  line.signatures = SplitLines(row.Text(11));
  line.filing_no = row.Text(12);
  line.closed_at = row.OptionalTime(13);
  line.unit = row.As<UnitId>(14);
  line.returned = row.Bool(15);
  return line;
}

// The page's bounds and filter, in the order that both lists take them.
template <class Read, class Lines>
absl::Status ListInto(db::Transaction& transaction, const char* sql, const LineFilter& filter,
                      const Page& page, Read read, Lines& lines) {
  return transaction.Query(
      sql, [&](const db::Row& row) { lines.push_back(read(row)); }, filter.division + "%",
      page.before, filter.state, filter.state, page.size + 1);
}

}  // namespace

absl::Status LedgerStore::Put(db::Transaction& transaction, const LeadLine& line) const {
  return transaction
      .Execute(kPutLead, line.lead, line.lead_no, line.division, line.received_at, line.channel,
               line.level, line.identity, line.sector, line.state, line.summary, line.opinion,
               line.destination, line.sealed)
      .status();
}

absl::Status LedgerStore::Put(db::Transaction& transaction, const CaseLine& line) const {
  return transaction
      .Execute(kPutCase, line.id, line.lead, line.lead_no, line.division, line.unit_name,
               line.investigators, line.planned_at, line.steps, Join(line.findings), line.outcome,
               line.report_version, fmt::format("{}", fmt::join(line.signatures, "\n")),
               line.filing_no, line.closed_at, line.unit, line.returned)
      .status();
}

absl::StatusOr<LeadLine> LedgerStore::Find(db::Transaction& transaction, LeadId lead) const {
  ASSIGN_OR_RETURN(std::optional<LeadLine> line, transaction.QueryOne(kFindLead, ReadLead, lead));
  if (!line.has_value()) return RefuseUnknown("台账行", "ledger line");
  return *std::move(line);
}

absl::StatusOr<CaseLine> LedgerStore::Find(db::Transaction& transaction, CaseId id) const {
  ASSIGN_OR_RETURN(std::optional<CaseLine> line, transaction.QueryOne(kFindCase, ReadCase, id));
  if (!line.has_value()) return RefuseUnknown("台账行", "ledger line");
  return *std::move(line);
}

absl::StatusOr<std::vector<LeadLine>> LedgerStore::ListLeads(db::Transaction& transaction,
                                                             const LineFilter& filter,
                                                             const Page& page) const {
  std::vector<LeadLine> lines;
  RETURN_IF_ERROR(ListInto(transaction, kListLeads, filter, page, ReadLead, lines));
  return lines;
}

absl::StatusOr<std::vector<CaseLine>> LedgerStore::ListCases(db::Transaction& transaction,
                                                             const LineFilter& filter,
                                                             const Page& page) const {
  std::vector<CaseLine> lines;
  RETURN_IF_ERROR(ListInto(transaction, kListCases, filter, page, ReadCase, lines));
  return lines;
}

}  // namespace hecha::supervision
