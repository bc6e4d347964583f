#include "services/supervision/ledger_rpc.h"

#include "hecha/supervision/v1/ledger.pb.h"
#include "services/common/base/page.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/supervision/ledger_column.h"
#include "services/supervision/line_filter_proto.h"

namespace hecha::supervision {
namespace {

template <class Message>
void AddColumns(Ledger ledger, Message& message) {
  for (const Column& column : ColumnsOf(ledger)) {
    v1::Column& out = *message.add_columns();
    out.set_key(column.key);
    out.set_title(column.title);
  }
}

v1::Line ToProto(const Line& line, bool whole) {
  v1::Line out;
  for (std::string& cell : CellsOf(line, whole)) *out.add_cells() = std::move(cell);
  out.set_object(line.object);
  if (whole && line.lead.has_value()) out.set_lead_id(line.lead->ToString());
  return out;
}

v1::ListLedgersResponse ListLedgers(const Call& call) {
  v1::ListLedgersResponse response;
  for (int number = 1; number <= kLedgers; ++number) {
    const auto ledger = static_cast<Ledger>(number);
    if (!CheckMayRead(call.actor, ledger).ok()) continue;
    v1::Ledger& out = *response.add_ledgers();
    out.set_number(number);
    out.set_title(std::string(TitleOf(ledger)));
    AddColumns(ledger, out);
  }
  return response;
}

// Reads `order_by` into the filter, and begins at the right end of the lines.
absl::Status Order(const std::string& order_by, bool first_page, LineFilter& filter, Page& page) {
  if (order_by.empty() || order_by == "number desc") return absl::OkStatus();
  if (order_by != "number")
    return RefuseField("ORDER", "order_by", "只能按 number 或 number desc 排序",
                       "lines are ordered by number, or number desc");
  filter.oldest_first = true;
  if (first_page) page.before = Uuid();
  return absl::OkStatus();
}

absl::StatusOr<v1::ListLinesResponse> ListLines(LedgerService& ledgers, const Call& call,
                                                const v1::ListLinesRequest& request) {
  ASSIGN_OR_RETURN(Page page, Page::Parse(request.page_size(), request.page_token()));
  ASSIGN_OR_RETURN(LineFilter filter, FilterFromProto(request));
  RETURN_IF_ERROR(Order(request.order_by(), request.page_token().empty(), filter, page));
  ASSIGN_OR_RETURN(std::vector<Line> lines, ledgers.List(call, filter, page));
  v1::ListLinesResponse response;
  AddColumns(filter.ledger, response);
  response.set_next_page_token(page.Cut(lines, [](const Line& line) { return line.key.subject; }));
  const bool whole = SeesWhole(call.actor, filter.ledger);
  for (const Line& line : lines) *response.add_lines() = ToProto(line, whole);
  return response;
}

}  // namespace

void RegisterLedgerRpc(rpc::Router& router, LedgerService& ledgers) {
  router.Handle("hecha.supervision.v1.LedgerService/ListLedgers",
                [](const Call& call, const v1::ListLedgersRequest&)
                    -> absl::StatusOr<v1::ListLedgersResponse> { return ListLedgers(call); });
  router.Handle("hecha.supervision.v1.LedgerService/ListLines",
                [&ledgers](const Call& call, const v1::ListLinesRequest& request) {
                  return ListLines(ledgers, call, request);
                });
}

}  // namespace hecha::supervision
