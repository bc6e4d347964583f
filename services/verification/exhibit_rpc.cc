#include "services/verification/exhibit_rpc.h"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "hecha/verification/v1/exhibit.pb.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"

namespace hecha::verification {
namespace {

using events::SetTimestamp;

std::string Method(std::string_view name) {
  return fmt::format("hecha.verification.v1.ExhibitService/{}", name);
}

void Set(const CustodySignature& signature, v1::CustodySignature& out) {
  out.set_public_key(signature.public_key);
  out.set_signature(signature.signature);
  SetTimestamp(signature.signed_at, out.mutable_signed_at());
}

v1::Exhibit ToProto(const Exhibit& exhibit, const Actor& actor) {
  v1::Exhibit out;
  out.set_id(exhibit.id.ToString());
  out.set_etag(fmt::format("{}", exhibit.version));
  out.set_case_id(exhibit.case_id.ToString());
  out.set_description(exhibit.description);
  out.set_sha256(exhibit.sha256);
  out.set_collected_by(exhibit.collected_by.ToString());
  SetTimestamp(exhibit.collected_at, out.mutable_collected_at());
  out.set_collected_place(exhibit.collected_place);
  out.set_holder_id(exhibit.Holder().ToString());
  for (const CustodyEntry& entry : exhibit.custody) {
    v1::CustodyEntry& added = *out.add_custody();
    added.set_number(entry.number);
    added.set_from_user_id(entry.from.ToString());
    added.set_to_user_id(entry.to.ToString());
    added.set_purpose(entry.purpose);
    Set(entry.given, *added.mutable_given());
    if (entry.received.has_value()) Set(*entry.received, *added.mutable_received());
    added.set_taken_over(entry.TakenOver());
  }
  if (exhibit.Holder() == actor.user) out.add_actions("handOver");
  if (exhibit.may_take_over) out.add_actions("takeOver");
  if (exhibit.DraftReceipt(actor.user).ok()) out.add_actions("receive");
  return out;
}

// The case and the exhibit that a request names.
template <class Request>
absl::StatusOr<std::pair<CaseId, ExhibitId>> IdsOf(const Request& request) {
  ASSIGN_OR_RETURN(const CaseId case_id, ParseId<CaseId>("case_id", request.case_id()));
  ASSIGN_OR_RETURN(const ExhibitId id, ParseId<ExhibitId>("exhibit_id", request.exhibit_id()));
  return std::make_pair(case_id, id);
}

// Registers a method that names an exhibit and answers with it: `run(call, ids, request)`.
template <class Request, class Run>
void HandleExhibit(rpc::Router& router, std::string_view method, Run run) {
  router.Handle(Method(method),
                [run](const Call& call, const Request& request) -> absl::StatusOr<v1::Exhibit> {
                  ASSIGN_OR_RETURN(const auto ids, IdsOf(request));
                  ASSIGN_OR_RETURN(const Exhibit exhibit, run(call, ids, request));
                  return ToProto(exhibit, call.actor);
                });
}

absl::StatusOr<v1::Exhibit> Collect(ExhibitService& exhibits, const Call& call,
                                    const v1::CollectExhibitRequest& request) {
  Exhibit exhibit;
  ASSIGN_OR_RETURN(exhibit.case_id, ParseId<CaseId>("case_id", request.case_id()));
  exhibit.description = request.description();
  exhibit.sha256 = request.sha256();
  exhibit.collected_at =
      request.has_collected_at() ? events::FromTimestamp(request.collected_at()) : call.now;
  exhibit.collected_place = request.collected_place();
  ASSIGN_OR_RETURN(const Exhibit collected, exhibits.Collect(call, std::move(exhibit)));
  return ToProto(collected, call.actor);
}

absl::StatusOr<v1::ListExhibitsResponse> List(ExhibitService& exhibits, const Call& call,
                                              const v1::ListExhibitsRequest& request) {
  ASSIGN_OR_RETURN(const CaseId case_id, ParseId<CaseId>("case_id", request.case_id()));
  ASSIGN_OR_RETURN(const Page page, Page::Parse(request.page_size(), request.page_token()));
  ASSIGN_OR_RETURN(std::vector<Exhibit> found, exhibits.List(call, case_id, page));
  v1::ListExhibitsResponse response;
  response.set_next_page_token(page.Cut(found, [](const Exhibit& one) { return one.id; }));
  for (const Exhibit& one : found) *response.add_exhibits() = ToProto(one, call.actor);
  return response;
}

absl::StatusOr<v1::PrepareCustodyResponse> Prepare(ExhibitService& exhibits, const Call& call,
                                                   const v1::PrepareCustodyRequest& request) {
  ASSIGN_OR_RETURN(const auto ids, IdsOf(request));
  v1::PrepareCustodyResponse response;
  if (request.to_user_id().empty()) {
    ASSIGN_OR_RETURN(*response.mutable_payload(),
                     exhibits.PrepareReceipt(call, ids.first, ids.second));
    return response;
  }
  ASSIGN_OR_RETURN(const UserId to, ParseId<UserId>("to_user_id", request.to_user_id()));
  ASSIGN_OR_RETURN(*response.mutable_payload(),
                   exhibits.PrepareHandOver(call, ids.first, ids.second, to, request.purpose()));
  return response;
}

}  // namespace

void RegisterExhibitRpc(rpc::Router& router, ExhibitService& exhibits) {
  router.Handle(Method("CollectExhibit"),
                [&exhibits](const Call& call, const v1::CollectExhibitRequest& request) {
                  return Collect(exhibits, call, request);
                });
  router.Handle(Method("ListExhibits"),
                [&exhibits](const Call& call, const v1::ListExhibitsRequest& request) {
                  return List(exhibits, call, request);
                });
  router.Handle(Method("PrepareCustody"),
                [&exhibits](const Call& call, const v1::PrepareCustodyRequest& request) {
                  return Prepare(exhibits, call, request);
                });
  HandleExhibit<v1::GetExhibitRequest>(
      router, "GetExhibit",
      [&exhibits](const Call& call, const auto& ids, const v1::GetExhibitRequest&) {
        return exhibits.Get(call, ids.first, ids.second);
      });
  HandleExhibit<v1::HandOverExhibitRequest>(
      router, "HandOverExhibit",
      [&exhibits](const Call& call, const auto& ids,
                  const v1::HandOverExhibitRequest& request) -> absl::StatusOr<Exhibit> {
        ASSIGN_OR_RETURN(const UserId to, ParseId<UserId>("to_user_id", request.to_user_id()));
        return exhibits.HandOver(call, ids.first, ids.second, to, request.purpose(),
                                 {request.public_key(), request.signature(), absl::Time()});
      });
  HandleExhibit<v1::ReceiveExhibitRequest>(
      router, "ReceiveExhibit",
      [&exhibits](const Call& call, const auto& ids, const v1::ReceiveExhibitRequest& request) {
        return exhibits.Receive(call, ids.first, ids.second,
                                {request.public_key(), request.signature(), absl::Time()});
      });
}

}  // namespace hecha::verification
