#include "services/supervision/ledger_rpc.h"

#include "hecha/supervision/v1/ledger.pb.h"
#include "services/common/base/page.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::supervision {
namespace {

template <class Line, class IdOf>
v1::ListLinesResponse ToProto(const std::vector<Column>& columns, std::vector<Line> lines,
                              const Page& page, IdOf id_of) {
  v1::ListLinesResponse response;
  for (const Column& column : columns) {
    v1::Column& out = *response.add_columns();
    out.set_key(column.key);
    out.set_title(column.title);
  }
  response.set_next_page_token(page.Cut(lines, id_of));
  for (const Line& line : lines) {
    v1::Line& out = *response.add_lines();
    out.set_lead_id(line.lead.ToString());
    for (std::string& cell : CellsOf(line)) *out.add_cells() = std::move(cell);
  }
  return response;
}

absl::StatusOr<v1::ListLinesResponse> ListLines(LedgerService& ledgers, const Call& call,
                                                const v1::ListLinesRequest& request) {
  ASSIGN_OR_RETURN(const Page page, Page::Parse(request.page_size(), request.page_token()));
  const LineFilter filter{request.division(), request.state()};
  if (request.ledger() == 1) {
    ASSIGN_OR_RETURN(std::vector<LeadLine> lines, ledgers.ListLeads(call, filter, page));
    return ToProto(LeadColumns(), std::move(lines), page,
                   [](const LeadLine& line) { return line.lead; });
  }
  if (request.ledger() == 3) {
    ASSIGN_OR_RETURN(std::vector<CaseLine> lines, ledgers.ListCases(call, filter, page));
    return ToProto(CaseColumns(), std::move(lines), page,
                   [](const CaseLine& line) { return line.id; });
  }
  return RefuseField("NO_SUCH_LEDGER", "ledger", "台账编号为 1 或 3", "the ledgers are 1 and 3");
}

}  // namespace

void RegisterLedgerRpc(rpc::Router& router, LedgerService& ledgers) {
  router.Handle("hecha.supervision.v1.LedgerService/ListLines",
                [&ledgers](const Call& call, const v1::ListLinesRequest& request) {
                  return ListLines(ledgers, call, request);
                });
}

}  // namespace hecha::supervision
