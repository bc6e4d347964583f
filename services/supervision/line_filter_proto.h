// Filters of lines between the API's words and the domain's.
#pragma once

#include <string>

#include "absl/status/statusor.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/supervision/ledger.h"

namespace hecha::supervision {

// InvalidArgument that names the field, for a number that is no ledger's or a day that is none.
absl::StatusOr<Ledger> LedgerFromProto(int number);
absl::StatusOr<int> DayFromProto(std::string_view field, const std::string& day);

// The filter of a request to list lines or to export them.
template <class Request>
absl::StatusOr<LineFilter> FilterFromProto(const Request& request) {
  LineFilter filter;
  ASSIGN_OR_RETURN(filter.ledger, LedgerFromProto(request.ledger()));
  filter.division = request.division();
  filter.state = request.state();
  filter.sectors.assign(request.sector().begin(), request.sector().end());
  filter.channels.assign(request.channel().begin(), request.channel().end());
  filter.lights.assign(request.light().begin(), request.light().end());
  filter.outcomes.assign(request.outcome().begin(), request.outcome().end());
  if (request.stage() != 0) filter.stage = static_cast<Stage>(request.stage());
  if (!request.unit_id().empty()) {
    ASSIGN_OR_RETURN(filter.unit, ParseId<UnitId>("unit_id", request.unit_id()));
  }
  if (!request.lead_id().empty()) {
    ASSIGN_OR_RETURN(filter.lead, ParseId<LeadId>("lead_id", request.lead_id()));
  }
  if (!request.received_day().empty()) {
    ASSIGN_OR_RETURN(filter.opened_day, DayFromProto("received_day", request.received_day()));
  }
  if (!request.closed_day().empty()) {
    ASSIGN_OR_RETURN(filter.closed_day, DayFromProto("closed_day", request.closed_day()));
  }
  return filter;
}

// The path and query that list the lines: "/v1/ledgers/1?division=370481109&state=3".
std::string PathOf(const LineFilter& filter);

}  // namespace hecha::supervision
