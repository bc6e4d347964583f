#include "services/intake/triage_board_rpc.h"

#include <vector>

#include "hecha/intake/v1/triage_board.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/intake/lead_proto.h"

namespace hecha::intake {
namespace {

constexpr int kDefaultSize = 20;
constexpr int kMaxSize = 50;

absl::StatusOr<v1::TriageBoard> GetTriageBoard(TriageBoardService& board, const Call& call,
                                               const v1::GetTriageBoardRequest& request) {
  const int size = request.column_size() == 0 ? kDefaultSize : request.column_size();
  if (size < 1 || size > kMaxSize)
    return RefuseField("OUT_OF_RANGE", "column_size", "每列须为 1 至 50 件",
                       "a column shows 1 to 50");
  ASSIGN_OR_RETURN(const std::vector<TriageColumn> columns, board.Show(call, size));
  v1::TriageBoard out;
  for (const TriageColumn& column : columns) {
    v1::TriageColumn& added = *out.add_columns();
    added.set_step(static_cast<v1::TriageStep>(column.step));
    added.set_count(column.count);
    for (const TriageCard& card : column.cards) {
      v1::TriageCard& to = *added.add_cards();
      *to.mutable_lead() = ToProto(card.lead, call.actor);
      to.set_open_matches(card.open_matches);
    }
  }
  return out;
}

}  // namespace

void RegisterTriageBoardRpc(rpc::Router& router, TriageBoardService& board) {
  router.Handle("hecha.intake.v1.TriageBoardService/GetTriageBoard",
                [&board](const Call& call, const v1::GetTriageBoardRequest& request) {
                  return GetTriageBoard(board, call, request);
                });
}

}  // namespace hecha::intake
