#include "services/intake/retention_rpc.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "hecha/intake/v1/retention.pb.h"
#include "services/common/base/page.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/intake/lead_proto.h"

namespace hecha::intake {
namespace {

using events::SetTimestamp;

v1::Hold ToProto(const Hold& hold) {
  v1::Hold out;
  out.set_id(hold.id.ToString());
  out.set_reason(hold.reason);
  out.set_set_by(hold.set_by.ToString());
  SetTimestamp(hold.set_at, out.mutable_set_at());
  if (!hold.released_at.has_value()) return out;
  out.set_released_by(hold.released_by.ToString());
  SetTimestamp(*hold.released_at, out.mutable_released_at());
  out.set_release_reason(hold.release_reason);
  return out;
}

// Without its actions, as in a list.
v1::Retention ToListProto(const Retention& retention, absl::Time now) {
  v1::Retention out;
  out.set_lead_id(retention.lead.ToString());
  out.set_etag(fmt::format("{}", retention.version));
  out.set_lead_no(retention.lead_no);
  out.set_outcome(static_cast<v1::LeadOutcome>(retention.outcome));
  out.set_restricted(retention.restricted);
  SetTimestamp(retention.closed_at, out.mutable_closed_at());
  if (retention.archived_at.has_value())
    SetTimestamp(*retention.archived_at, out.mutable_archived_at());
  SetTimestamp(retention.purge_after, out.mutable_purge_after());
  for (const Hold& hold : retention.holds) *out.add_holds() = ToProto(hold);
  if (retention.request.has_value()) {
    out.set_purge_requested_by(retention.request->by.ToString());
    SetTimestamp(retention.request->at, out.mutable_purge_requested_at());
    out.set_purge_reason(retention.request->reason);
  }
  if (retention.purged_at.has_value()) {
    out.set_purged_by(retention.purged_by.ToString());
    SetTimestamp(*retention.purged_at, out.mutable_purged_at());
    out.set_content_hash(retention.content_hash);
  }
  for (std::string_view blocker : retention.Blockers(now))
    out.add_purge_blockers(std::string(blocker));
  return out;
}

v1::Retention ToProto(const Retention& retention, const Call& call) {
  v1::Retention out = ToListProto(retention, call.now);
  for (std::string_view action : retention.ActionsOf(call.actor, call.now))
    out.add_actions(std::string(action));
  return out;
}

v1::RetentionTerm ToProto(const RetentionTerm& term) {
  v1::RetentionTerm out;
  out.set_outcome(static_cast<v1::LeadOutcome>(term.outcome));
  SetTimestamp(term.effective_from, out.mutable_effective_from());
  out.set_days(term.days);
  return out;
}

// A handler of a call about one lead's retention.
template <class Request, class Run>
void HandleRetention(rpc::Router& router, std::string_view method, Run run) {
  router.Handle(fmt::format("hecha.intake.v1.RetentionService/{}", method),
                [run](const Call& call, const Request& request) -> absl::StatusOr<v1::Retention> {
                  ASSIGN_OR_RETURN(const LeadId lead,
                                   ParseId<LeadId>("lead_id", request.lead_id()));
                  ASSIGN_OR_RETURN(const Retention retention, run(call, lead, request));
                  return ToProto(retention, call);
                });
}

void HandleHolds(rpc::Router& router, RetentionService& retentions) {
  HandleRetention<v1::SetHoldRequest>(
      router, "SetHold", [&](const Call& call, LeadId lead, const v1::SetHoldRequest& request) {
        return retentions.SetHold(call, lead, request.reason());
      });
  HandleRetention<v1::ReleaseHoldRequest>(
      router, "ReleaseHold",
      [&](const Call& call, LeadId lead,
          const v1::ReleaseHoldRequest& request) -> absl::StatusOr<Retention> {
        ASSIGN_OR_RETURN(const HoldId hold, ParseId<HoldId>("hold_id", request.hold_id()));
        return retentions.ReleaseHold(call, lead, hold, request.reason());
      });
}

void HandlePurge(rpc::Router& router, RetentionService& retentions) {
  HandleRetention<v1::RequestPurgeRequest>(
      router, "RequestPurge",
      [&](const Call& call, LeadId lead, const v1::RequestPurgeRequest& request) {
        return retentions.RequestPurge(call, lead, request.reason());
      });
  HandleRetention<v1::ApprovePurgeRequest>(
      router, "ApprovePurge", [&](const Call& call, LeadId lead, const v1::ApprovePurgeRequest&) {
        return retentions.ApprovePurge(call, lead);
      });
  HandleRetention<v1::DeclinePurgeRequest>(
      router, "DeclinePurge", [&](const Call& call, LeadId lead, const v1::DeclinePurgeRequest&) {
        return retentions.DeclinePurge(call, lead);
      });
}

absl::StatusOr<v1::ListDueResponse> ListDue(RetentionService& retentions, const Call& call,
                                            const v1::ListDueRequest& request) {
  ASSIGN_OR_RETURN(const Page page, Page::Parse(request.page_size(), request.page_token()));
  ASSIGN_OR_RETURN(std::vector<Retention> due, retentions.ListDue(call, request.division(), page));
  v1::ListDueResponse response;
  response.set_next_page_token(page.Cut(due, [](const Retention& each) { return each.lead; }));
  for (const Retention& retention : due)
    *response.add_retentions() = ToListProto(retention, call.now);
  return response;
}

void HandleTerms(rpc::Router& router, RetentionService& retentions) {
  router.Handle(
      "hecha.intake.v1.RetentionService/ListRetentionTerms",
      [&](const Call& call,
          const v1::ListRetentionTermsRequest&) -> absl::StatusOr<v1::ListRetentionTermsResponse> {
        ASSIGN_OR_RETURN(const std::vector<RetentionTerm> terms, retentions.ListTerms(call));
        v1::ListRetentionTermsResponse response;
        for (const RetentionTerm& term : terms) *response.add_terms() = ToProto(term);
        return response;
      });
  router.Handle(
      "hecha.intake.v1.RetentionService/SetRetentionTerm",
      [&](const Call& call,
          const v1::SetRetentionTermRequest& request) -> absl::StatusOr<v1::RetentionTerm> {
        RetentionTerm term;
        term.outcome = static_cast<Outcome>(request.outcome());
        term.effective_from = request.has_effective_from()
                                  ? events::FromTimestamp(request.effective_from())
                                  : call.now;
        term.days = request.days();
        ASSIGN_OR_RETURN(term, retentions.SetTerm(call, term));
        return ToProto(term);
      });
}

}  // namespace

void RegisterRetentionRpc(rpc::Router& router, RetentionService& retentions) {
  HandleRetention<v1::GetRetentionRequest>(
      router, "GetRetention", [&](const Call& call, LeadId lead, const v1::GetRetentionRequest&) {
        return retentions.Get(call, lead);
      });
  HandleRetention<v1::ArchiveLeadRequest>(
      router, "ArchiveLead", [&](const Call& call, LeadId lead, const v1::ArchiveLeadRequest&) {
        return retentions.Archive(call, lead);
      });
  router.Handle("hecha.intake.v1.RetentionService/ReadRestrictedLead",
                [&](const Call& call,
                    const v1::ReadRestrictedLeadRequest& request) -> absl::StatusOr<v1::Lead> {
                  ASSIGN_OR_RETURN(const LeadId id, ParseId<LeadId>("lead_id", request.lead_id()));
                  ASSIGN_OR_RETURN(const Lead lead,
                                   retentions.ReadRestricted(call, id, request.reason()));
                  return ToProto(lead, call.actor);
                });
  router.Handle("hecha.intake.v1.RetentionService/ListDue",
                [&](const Call& call, const v1::ListDueRequest& request) {
                  return ListDue(retentions, call, request);
                });
  HandleHolds(router, retentions);
  HandlePurge(router, retentions);
  HandleTerms(router, retentions);
}

}  // namespace hecha::intake
