#include "services/verification/clearance_rpc.h"

#include <fmt/format.h>

#include <utility>

#include "hecha/verification/v1/clearance.pb.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/common/rpc/offers.h"

namespace hecha::verification {
namespace {

using events::SetTimestamp;

constexpr char kService[] = "hecha.verification.v1.ClearanceService";

// Whatever is known of it.
v1::Clearance ToProto(const Clearance& clearance) {
  v1::Clearance out;
  out.set_id(clearance.id.ToString());
  out.set_etag(fmt::format("{}", clearance.version));
  out.set_case_id(clearance.case_id.ToString());
  out.set_lead_no(clearance.lead_no);
  out.set_division(clearance.division);
  out.set_state(static_cast<v1::Clearance::State>(clearance.state));
  out.set_allegation(clearance.draft.allegation);
  out.set_subject(clearance.draft.subject);
  out.set_text(clearance.draft.text);
  out.set_drafted_by(clearance.drafted_by.ToString());
  SetTimestamp(clearance.drafted_at, out.mutable_drafted_at());
  if (clearance.issued_at.has_value()) {
    out.set_issued_by(clearance.issued_by.ToString());
    SetTimestamp(*clearance.issued_at, out.mutable_issued_at());
  }
  if (const auto& told = clearance.announcement; told.has_value()) {
    out.set_manner(static_cast<v1::Clearance::Manner>(told->manner));
    out.set_place(told->place);
    out.set_consent(told->consent);
    SetTimestamp(told->announced_at, out.mutable_announced_at());
  }
  return out;
}

v1::Clearance ToProto(const Clearance& clearance, const Call& call) {
  v1::Clearance out = ToProto(clearance);
  rpc::Offers offers(kService, call.actor, *out.mutable_actions());
  offers.Offer("IssueClearance", clearance,
               [&](Clearance& copy) { return copy.Issue(call.actor, call.now); });
  offers.Offer("AnnounceClearance", clearance, [&](Clearance& copy) {
    return copy.Announce(call.actor, {.announced_at = call.now}, call.now);
  });
  return out;
}

absl::StatusOr<Announcement> FromProto(const v1::AnnounceClearanceRequest& request,
                                       absl::Time now) {
  if (request.manner() == v1::Clearance::MANNER_UNSPECIFIED)
    return RefuseField("REQUIRED", "manner", "须填写澄清方式", "how it was told is required");
  Announcement told;
  told.manner = static_cast<ClearanceManner>(request.manner());
  told.place = request.place();
  told.consent = request.consent();
  told.announced_at =
      request.has_announced_at() ? events::FromTimestamp(request.announced_at()) : now;
  return told;
}

absl::StatusOr<v1::ListClearancesResponse> ListClearances(
    ClearanceService& clearances, const Call& call, const v1::ListClearancesRequest& request) {
  ASSIGN_OR_RETURN(const Page page, Page::Parse(request.page_size(), request.page_token()));
  ClearanceFilter filter;
  if (!request.case_id().empty()) {
    ASSIGN_OR_RETURN(filter.case_id, ParseId<CaseId>("case_id", request.case_id()));
  }
  ASSIGN_OR_RETURN(std::vector<Clearance> found, clearances.List(call, std::move(filter), page));
  v1::ListClearancesResponse response;
  response.set_next_page_token(
      page.Cut(found, [](const Clearance& clearance) { return clearance.id; }));
  for (const Clearance& clearance : found) *response.add_clearances() = ToProto(clearance, call);
  return response;
}

// A handler of a call that answers with one clearance.
template <class Request, class Run>
void HandleClearance(rpc::Router& router, std::string_view method, Run run) {
  router.Handle(fmt::format("{}/{}", kService, method),
                [run](const Call& call, const Request& request) -> absl::StatusOr<v1::Clearance> {
                  ASSIGN_OR_RETURN(const Clearance clearance, run(call, request));
                  return ToProto(clearance, call);
                });
}

absl::StatusOr<ClearanceId> IdOf(const std::string& text) {
  return ParseId<ClearanceId>("clearance_id", text);
}

}  // namespace

void RegisterClearanceRpc(rpc::Router& router, ClearanceService& clearances) {
  HandleClearance<v1::DraftClearanceRequest>(
      router, "DraftClearance",
      [&clearances](const Call& call,
                    const v1::DraftClearanceRequest& request) -> absl::StatusOr<Clearance> {
        ASSIGN_OR_RETURN(const CaseId id, ParseId<CaseId>("case_id", request.case_id()));
        return clearances.Draft(call, id,
                                {request.allegation(), request.subject(), request.text()});
      });
  HandleClearance<v1::IssueClearanceRequest>(
      router, "IssueClearance",
      [&clearances](const Call& call,
                    const v1::IssueClearanceRequest& request) -> absl::StatusOr<Clearance> {
        ASSIGN_OR_RETURN(const ClearanceId id, IdOf(request.clearance_id()));
        return clearances.Issue(call, id);
      });
  HandleClearance<v1::AnnounceClearanceRequest>(
      router, "AnnounceClearance",
      [&clearances](const Call& call,
                    const v1::AnnounceClearanceRequest& request) -> absl::StatusOr<Clearance> {
        ASSIGN_OR_RETURN(const ClearanceId id, IdOf(request.clearance_id()));
        ASSIGN_OR_RETURN(const Announcement told, FromProto(request, call.now));
        return clearances.Announce(call, id, told);
      });
  HandleClearance<v1::GetClearanceRequest>(
      router, "GetClearance",
      [&clearances](const Call& call,
                    const v1::GetClearanceRequest& request) -> absl::StatusOr<Clearance> {
        ASSIGN_OR_RETURN(const ClearanceId id, IdOf(request.clearance_id()));
        return clearances.Get(call, id);
      });
  router.Handle(fmt::format("{}/ListClearances", kService),
                [&clearances](const Call& call, const v1::ListClearancesRequest& request) {
                  return ListClearances(clearances, call, request);
                });
}

}  // namespace hecha::verification
