// LeadStore::List: one statement for each order.
#include <utility>

#include "absl/time/civil_time.h"
#include "services/common/base/status_macros.h"
#include "services/intake/lead_columns_store.h"
#include "services/intake/lead_store.h"

namespace hecha::intake {
namespace {

#define PERSON(aside)                                                                    \
  "EXISTS (SELECT 1 FROM lead_person p WHERE p.lead_id = lead.id AND p.user_id = ? AND " \
  "p.aside = " aside ")"
// One shape for every filter, so that one prepared statement serves them all: a 0 or NULL
// switches its condition off.
#define FILTER \
  "WHERE division LIKE ? AND (? = 0 OR state = ?) AND (? = 0 OR sector = ?) AND (? = 0 OR "      \
  "channel = ?) AND (? = 0 OR level = ?) AND (? = 0 OR instruction = ?) AND (? = 0 OR key_lead " \
  "= 1) AND (? IS NULL OR received_at >= ?) AND (? IS NULL OR received_at < ?) AND (? IS NULL "  \
  "OR deadline < ?) AND (? IS NULL OR unit_id = ? OR reviewing_unit_id = ? OR " PERSON("0")      \
  ") AND INSTR(lead_no, ?) > 0 AND NOT EXISTS (SELECT 1 FROM lead_accused_unit a WHERE "         \
  "a.lead_id = lead.id AND a.unit_id = ?) AND NOT " PERSON("1") " AND (? = 0 "                   \
  "OR umbrella <= ? OR (? = 1 AND (about_leader = 0 OR division <> ?))) "
constexpr char kByRegistration[] = LEAD_COLUMNS("") FILTER "AND id < ? ORDER BY id DESC LIMIT ?";
// The index gives the order, and what is filtered is passed over: a page costs the same among a
// thousand leads and a million. Without FORCE the prefix of the division makes the server sort.
constexpr char kByReception[] = LEAD_COLUMNS("FORCE INDEX (lead_by_received) ") FILTER
    "AND received_at >= ? AND received_at <= ? AND (received_at < ? OR id < ?) ORDER BY "
    "received_at DESC, id DESC LIMIT ?";
constexpr char kByDeadline[] = LEAD_COLUMNS("FORCE INDEX (lead_by_deadline) ") FILTER
    "AND deadline < ? AND deadline >= ? AND (deadline > ? OR id > ?) ORDER BY deadline, id LIMIT ?";
#undef FILTER
#undef PERSON

// Ends of what a DATETIME holds.
const absl::Time kEarliest = absl::FromCivil(absl::CivilSecond(1000, 1, 1), absl::UTCTimeZone());
const absl::Time kLatest = absl::FromCivil(absl::CivilSecond(9999, 12, 31), absl::UTCTimeZone());

template <class Code>
int64_t NumberOf(std::optional<Code> code) {
  return code.has_value() ? static_cast<int64_t>(*code) : 0;
}

// What a stub does not show must not choose it, nor say where it stands.
bool AsksContent(const LeadFilter& filter) {
  return filter.sector.has_value() || filter.channel.has_value() || filter.level.has_value() ||
         filter.instruction.has_value() || filter.unit.has_value() || filter.key_lead ||
         filter.received_from.has_value() || filter.received_before.has_value() ||
         filter.deadline_before.has_value() || filter.order != LeadOrder::kRegistered;
}

// The parameters of FILTER.
std::vector<db::Param> ParamsOf(const LeadFilter& filter) {
  std::vector<db::Param> params = {db::ToParam(filter.division + "%")};
  const auto twice = [&](const auto& value) { params.insert(params.end(), 2, db::ToParam(value)); };
  twice(NumberOf(filter.state));
  twice(NumberOf(filter.sector));
  twice(NumberOf(filter.channel));
  twice(NumberOf(filter.level));
  twice(NumberOf(filter.instruction));
  params.push_back(db::ToParam(filter.key_lead));
  twice(filter.received_from);
  twice(filter.received_before);
  twice(filter.deadline_before);
  params.insert(params.end(), 3, db::ToParam(filter.unit));
  params.insert(params.end(), {db::ToParam(filter.viewer), db::ToParam(filter.lead_no),
                               db::ToParam(filter.not_accusing), db::ToParam(filter.viewer),
                               db::ToParam(AsksContent(filter)), db::ToParam(Umbrella::kSuspected),
                               db::ToParam(filter.opens_sealed), db::ToParam(filter.own_division)});
  return params;
}

// The statement of the filter's order, and its parameters.
std::pair<const char*, std::vector<db::Param>> StatementOf(const LeadFilter& filter,
                                                           const Page& page) {
  std::vector<db::Param> params = ParamsOf(filter);
  const char* sql = kByRegistration;
  if (filter.order == LeadOrder::kReceived) {
    sql = kByReception;
    const absl::Time upto = filter.after.value_or(filter.received_before.value_or(kLatest));
    params.insert(params.end(), {db::ToParam(filter.received_from.value_or(kEarliest)),
                                 db::ToParam(upto), db::ToParam(upto)});
  } else if (filter.order == LeadOrder::kDeadline) {
    sql = kByDeadline;
    params.push_back(db::ToParam(filter.deadline_before.value_or(kLatest)));
    params.insert(params.end(), 2, db::ToParam(filter.after.value_or(kEarliest)));
  }
  params.insert(params.end(), {db::ToParam(page.before), db::ToParam(page.size + 1)});
  return {sql, std::move(params)};
}

}  // namespace

absl::StatusOr<std::vector<Lead>> LeadStore::List(db::Transaction& transaction,
                                                  const LeadFilter& filter,
                                                  const Page& page) const {
  const auto [sql, params] = StatementOf(filter, page);
  std::vector<Stored> rows;
  RETURN_IF_ERROR(transaction.QueryParams(
      sql, [&](const db::Row& row) { rows.push_back(Read(row)); }, params));
  std::vector<Lead> leads;
  for (Stored& stored : rows) {
    RETURN_IF_ERROR(Open(stored));
    leads.push_back(std::move(stored.lead));
  }
  RETURN_IF_ERROR(AddAccess(transaction, leads));
  return leads;
}

}  // namespace hecha::intake
