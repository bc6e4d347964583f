#include "services/intake/search_rpc.h"

#include <algorithm>
#include <utility>

#include "hecha/intake/v1/search.pb.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/intake/lead_proto.h"

namespace hecha::intake {
namespace {

constexpr int kDefaultSize = 20;
constexpr int kMaxSize = 50;

absl::StatusOr<SearchRequest> FromProto(const v1::SearchLeadsRequest& in) {
  if (in.page_size() < 0)
    return RefuseField("NEGATIVE", "page_size", "page_size 不能为负",
                       "page_size must not be negative");
  SearchRequest request;
  request.query = in.query();
  request.filter.state = ReadCode<LeadState>(in.state());
  request.filter.sector = ReadCode<Sector>(in.sector());
  request.filter.channel = ReadCode<Channel>(in.channel());
  if (!in.unit_id().empty()) {
    ASSIGN_OR_RETURN(request.filter.unit, ParseId<UnitId>("unit_id", in.unit_id()));
  }
  if (in.has_received_from())
    request.filter.received_from = events::FromTimestamp(in.received_from());
  if (in.has_received_before())
    request.filter.received_before = events::FromTimestamp(in.received_before());
  request.order = ReadCode(in.order(), SearchOrder::kNewest);
  request.size = in.page_size() == 0 ? kDefaultSize : std::min(in.page_size(), kMaxSize);
  request.page_token = in.page_token();
  return request;
}

void AddSnippet(const SearchedText& searched, v1::SearchHit& hit) {
  SearchSnippet snippet = SnippetOf(searched.text, searched.spans);
  v1::SearchSnippet& out = *hit.add_snippets();
  out.set_field(static_cast<v1::SearchSnippet::Field>(searched.field));
  out.set_text(std::move(snippet.text));
  for (const SearchSpan& span : snippet.spans) {
    v1::SearchSpan& added = *out.add_spans();
    added.set_offset(span.offset);
    added.set_length(span.length);
  }
}

v1::SearchHit ToProto(const SearchHit& hit, const Actor& actor) {
  v1::SearchHit out;
  *out.mutable_lead() = ToListProto(hit.lead, actor);
  out.set_occurrences(hit.occurrences());
  for (const SearchedText& each : hit.texts) AddSnippet(each, out);
  return out;
}

}  // namespace

void RegisterSearchRpc(rpc::Router& router, SearchService& search) {
  router.Handle(
      "hecha.intake.v1.SearchService/SearchLeads",
      [&search](const Call& call,
                const v1::SearchLeadsRequest& in) -> absl::StatusOr<v1::SearchLeadsResponse> {
        ASSIGN_OR_RETURN(SearchRequest request, FromProto(in));
        ASSIGN_OR_RETURN(SearchPage page, search.Search(call, std::move(request)));
        v1::SearchLeadsResponse response;
        for (const SearchHit& hit : page.hits) *response.add_hits() = ToProto(hit, call.actor);
        response.set_next_page_token(std::move(page.next_page_token));
        response.set_truncated(page.truncated);
        return response;
      });
}

}  // namespace hecha::intake
