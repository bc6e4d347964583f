#include "services/intake/publication_rpc.h"

#include <fmt/format.h>

#include <string>
#include <utility>
#include <vector>

#include "hecha/intake/v1/publicity.pb.h"
#include "services/common/base/page.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/common/rpc/offers.h"

namespace hecha::intake {
namespace {

using events::SetTimestamp;

v1::Publication ToProto(const Publication& publication) {
  v1::Publication out;
  out.set_id(publication.id.ToString());
  out.set_etag(fmt::format("{}", publication.version));
  out.set_division(publication.division);
  out.set_kind(static_cast<v1::PublicationKind>(publication.kind));
  out.set_state(static_cast<v1::PublicationState>(publication.state));
  out.set_title(publication.text.title);
  out.set_body(publication.text.body);
  out.set_edited_by(publication.edited_by.ToString());
  SetTimestamp(publication.edited_at, out.mutable_edited_at());
  if (publication.published_at.has_value()) {
    out.set_approved_by(publication.approved_by.ToString());
    SetTimestamp(*publication.published_at, out.mutable_published_at());
  }
  if (publication.withdrawn_at.has_value())
    SetTimestamp(*publication.withdrawn_at, out.mutable_withdrawn_at());
  return out;
}

v1::Publication WithActions(const Publication& publication, const Call& call) {
  v1::Publication out = ToProto(publication);
  const UserId user = call.actor.user;
  rpc::Offers offers("hecha.intake.v1.PublicityService", call.actor, *out.mutable_actions());
  offers.Offer("EditPublication", publication,
               [&](Publication& copy) { return copy.Edit({}, user, call.now); });
  offers.Offer("ApprovePublication", publication,
               [&](Publication& copy) { return copy.Approve(user, call.now); });
  offers.Offer("WithdrawPublication", publication,
               [&](Publication& copy) { return copy.Withdraw("", call.now); });
  return out;
}

v1::PublicityItem ToItem(const Publication& publication) {
  v1::PublicityItem out;
  out.set_id(publication.id.ToString());
  out.set_division(publication.division);
  out.set_kind(static_cast<v1::PublicationKind>(publication.kind));
  out.set_title(publication.text.title);
  out.set_body(publication.text.body);
  SetTimestamp(*publication.published_at, out.mutable_published_at());
  return out;
}

std::optional<PublicationKind> FromProto(v1::PublicationKind kind) {
  if (kind == v1::PUBLICATION_KIND_UNSPECIFIED) return std::nullopt;
  return static_cast<PublicationKind>(kind);
}

absl::StatusOr<v1::ListPublicityResponse> ListPublicity(PublicationService& publications,
                                                        const Call& call,
                                                        const v1::ListPublicityRequest& request) {
  ASSIGN_OR_RETURN(const Page page, Page::Parse(request.page_size(), request.page_token()));
  ASSIGN_OR_RETURN(
      std::vector<Publication> found,
      publications.Published(call, request.division(), FromProto(request.kind()), page));
  v1::ListPublicityResponse response;
  response.set_next_page_token(page.Cut(found, [](const Publication& each) { return each.id; }));
  for (const Publication& publication : found) *response.add_items() = ToItem(publication);
  return response;
}

absl::StatusOr<v1::ListPublicationsResponse> ListPublications(
    PublicationService& publications, const Call& call,
    const v1::ListPublicationsRequest& request) {
  ASSIGN_OR_RETURN(const Page page, Page::Parse(request.page_size(), request.page_token()));
  PublicationFilter filter{request.division(), FromProto(request.kind()), std::nullopt};
  if (request.state() != v1::PUBLICATION_STATE_UNSPECIFIED)
    filter.state = static_cast<PublicationState>(request.state());
  ASSIGN_OR_RETURN(std::vector<Publication> found,
                   publications.List(call, std::move(filter), page));
  v1::ListPublicationsResponse response;
  response.set_next_page_token(page.Cut(found, [](const Publication& each) { return each.id; }));
  for (const Publication& publication : found)
    *response.add_publications() = WithActions(publication, call);
  return response;
}

absl::StatusOr<v1::ListPublicationEntriesResponse> ListEntries(
    PublicationService& publications, const Call& call,
    const v1::ListPublicationEntriesRequest& request) {
  ASSIGN_OR_RETURN(const PublicationId id,
                   ParseId<PublicationId>("publication_id", request.publication_id()));
  ASSIGN_OR_RETURN(const std::vector<PublicationEntry> entries, publications.Entries(call, id));
  v1::ListPublicationEntriesResponse response;
  for (const PublicationEntry& entry : entries) {
    v1::PublicationEntry& out = *response.add_entries();
    out.set_action(entry.action);
    out.set_user_id(entry.user.ToString());
    SetTimestamp(entry.at, out.mutable_at());
    out.set_text_hash(entry.text_hash);
    out.set_reason(entry.reason);
  }
  return response;
}

// A handler of a call that answers with one publication.
template <class Request, class Run>
void HandlePublication(rpc::Router& router, std::string_view method, Run run) {
  router.Handle(fmt::format("hecha.intake.v1.PublicityService/{}", method),
                [run](const Call& call, const Request& request) -> absl::StatusOr<v1::Publication> {
                  ASSIGN_OR_RETURN(const Publication publication, run(call, request));
                  return WithActions(publication, call);
                });
}

// The same for a call that names the publication.
template <class Request, class Run>
void HandleNamed(rpc::Router& router, std::string_view method, Run run) {
  HandlePublication<Request>(
      router, method,
      [run](const Call& call, const Request& request) -> absl::StatusOr<Publication> {
        ASSIGN_OR_RETURN(const PublicationId id,
                         ParseId<PublicationId>("publication_id", request.publication_id()));
        return run(call, id, request);
      });
}

}  // namespace

void RegisterPublicationRpc(rpc::Router& router, PublicationService& publications) {
  router.Handle("hecha.intake.v1.PublicityService/ListPublicity",
                [&publications](const Call& call, const v1::ListPublicityRequest& request) {
                  return ListPublicity(publications, call, request);
                });
  router.Handle("hecha.intake.v1.PublicityService/ListPublications",
                [&publications](const Call& call, const v1::ListPublicationsRequest& request) {
                  return ListPublications(publications, call, request);
                });
  router.Handle(
      "hecha.intake.v1.PublicityService/ListPublicationEntries",
      [&publications](const Call& call, const v1::ListPublicationEntriesRequest& request) {
        return ListEntries(publications, call, request);
      });
  HandlePublication<v1::DraftPublicationRequest>(
      router, "DraftPublication",
      [&publications](const Call& call,
                      const v1::DraftPublicationRequest& request) -> absl::StatusOr<Publication> {
        const std::optional<PublicationKind> kind = FromProto(request.kind());
        if (!kind.has_value())
          return RefuseField("REQUIRED", "kind", "类别必填", "kind is required");
        return publications.Draft(call, request.division(), *kind,
                                  {request.title(), request.body()});
      });
  HandleNamed<v1::GetPublicationRequest>(
      router, "GetPublication",
      [&publications](const Call& call, PublicationId id, const v1::GetPublicationRequest&) {
        return publications.Get(call, id);
      });
  HandleNamed<v1::EditPublicationRequest>(
      router, "EditPublication",
      [&publications](const Call& call, PublicationId id,
                      const v1::EditPublicationRequest& request) {
        return publications.Edit(call, id, {request.title(), request.body()});
      });
  HandleNamed<v1::ApprovePublicationRequest>(
      router, "ApprovePublication",
      [&publications](const Call& call, PublicationId id, const v1::ApprovePublicationRequest&) {
        return publications.Approve(call, id);
      });
  HandleNamed<v1::WithdrawPublicationRequest>(
      router, "WithdrawPublication",
      [&publications](const Call& call, PublicationId id,
                      const v1::WithdrawPublicationRequest& request) {
        return publications.Withdraw(call, id, request.reason());
      });
}

}  // namespace hecha::intake
