#include "services/supervision/line_filter_proto.h"

#include <fmt/format.h>

#include "hecha/intake/v1/codes.pb.h"
#include "hecha/supervision/v1/ledger.pb.h"
#include "hecha/verification/v1/events.pb.h"

namespace hecha::supervision {
namespace {

template <class NameOf>
void AddCodes(std::string& query, std::string_view field, const std::vector<int>& codes,
              NameOf name_of) {
  for (int code : codes) query += fmt::format("&{}={}", field, name_of(code));
}

}  // namespace

absl::StatusOr<Ledger> LedgerFromProto(int number) {
  if (number < 1 || number > kLedgers)
    return RefuseField("NO_SUCH_LEDGER", "ledger", "台账编号为 1 至 7", "the ledgers are 1 to 7");
  return static_cast<Ledger>(number);
}

absl::StatusOr<int> DayFromProto(std::string_view field, const std::string& day) {
  const std::optional<int> parsed = ParseDay(day);
  if (!parsed.has_value())
    return RefuseField("NOT_A_DAY", field, "日期形如 2019-04-15", "a day is like 2019-04-15");
  return *parsed;
}

std::string PathOf(const LineFilter& filter) {
  std::string query;
  if (filter.state != 0) query += fmt::format("&state={}", filter.state);
  AddCodes(query, "sector", filter.sectors, intake::v1::Sector_Name<int>);
  AddCodes(query, "channel", filter.channels, intake::v1::Channel_Name<int>);
  AddCodes(query, "light", filter.lights, v1::Light_Name<int>);
  AddCodes(query, "outcome", filter.outcomes, verification::v1::Outcome_Name<int>);
  if (filter.stage.has_value())
    query += fmt::format("&stage={}", v1::Stage_Name(static_cast<v1::Stage>(*filter.stage)));
  if (filter.unit.has_value()) query += fmt::format("&unitId={}", filter.unit->ToString());
  if (filter.lead.has_value()) query += fmt::format("&leadId={}", filter.lead->ToString());
  if (filter.opened_day.has_value())
    query += fmt::format("&receivedDay={}", PrintDay(*filter.opened_day));
  if (filter.closed_day.has_value())
    query += fmt::format("&closedDay={}", PrintDay(*filter.closed_day));
  return fmt::format("/v1/ledgers/{}?division={}{}", static_cast<int>(filter.ledger),
                     filter.division, query);
}

}  // namespace hecha::supervision
