#include "services/accountability/evidence_rpc.h"

#include <fmt/format.h>

#include <charconv>
#include <limits>
#include <utility>

#include "hecha/accountability/v1/evidence.pb.h"
#include "services/common/base/page.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"

namespace hecha::accountability {
namespace {

constexpr int kMostEvents = 100;

v1::EvidenceEntry ToProto(const EvidenceEntry& entry) {
  const Evidence& evidence = entry.evidence;
  v1::EvidenceEntry out;
  out.set_entry_index(entry.index);
  out.set_leaf(entry.leaf);
  out.set_event_id(evidence.event_id.ToString());
  out.set_source(evidence.source);
  out.set_type(evidence.type);
  out.set_aggregate(evidence.aggregate);
  out.set_aggregate_id(evidence.aggregate_id.ToString());
  out.set_aggregate_version(evidence.version);
  out.set_division(evidence.division);
  events::SetTimestamp(evidence.occurred_at, out.mutable_occurred_at());
  out.set_actor_id(evidence.actor);
  out.set_actor_unit_id(evidence.unit);
  out.set_action(evidence.action);
  out.set_commitment(evidence.commitment);
  return out;
}

template <class Proof>
void AddHashes(const std::vector<Hash>& hashes, Proof& proof) {
  for (const Hash& hash : hashes) proof.add_hashes(std::string(hash.view()));
}

v1::InclusionProof ToProto(const ProvenEntry& proven) {
  v1::InclusionProof out;
  *out.mutable_entry() = ToProto(proven.entry);
  out.set_tree_size(proven.tree_size);
  AddHashes(proven.path, out);
  return out;
}

v1::Checkpoint ToProto(const SignedHead& signed_head) {
  v1::Checkpoint out;
  out.set_origin(signed_head.origin);
  out.set_tree_size(signed_head.head.size);
  out.set_root_hash(std::string(signed_head.head.root.view()));
  out.set_note(signed_head.note);
  out.set_verifier_key(signed_head.head.verifier_key);
  return out;
}

absl::StatusOr<v1::Checkpoint> GetCheckpoint(const EvidenceService& evidence, const Call& call) {
  ASSIGN_OR_RETURN(const SignedHead signed_head, evidence.Checkpoint(call));
  return ToProto(signed_head);
}

// The log is paged by index: the token is the last index of the page before.
absl::StatusOr<int64_t> ParseToken(const std::string& token) {
  int64_t before = std::numeric_limits<int64_t>::max();
  if (token.empty()) return before;
  const char* end = token.data() + token.size();
  if (const auto parsed = std::from_chars(token.data(), end, before);
      parsed.ec != std::errc() || parsed.ptr != end || before < 0)
    return RefuseField("PAGE_TOKEN", "page_token", "page_token 无效",
                       "page_token is not one that a list returned");
  return before;
}

absl::StatusOr<v1::ListEntriesResponse> ListEntries(const EvidenceService& evidence,
                                                    const Call& call,
                                                    const v1::ListEntriesRequest& request) {
  ASSIGN_OR_RETURN(const Page page, Page::Parse(request.page_size(), ""));
  ASSIGN_OR_RETURN(const int64_t before, ParseToken(request.page_token()));
  EvidenceFilter filter{request.division(), request.source(), std::nullopt};
  if (!request.aggregate_id().empty()) {
    ASSIGN_OR_RETURN(filter.aggregate_id, ParseId<Uuid>("aggregate_id", request.aggregate_id()));
  }
  // One more than the page, to tell whether there are more.
  ASSIGN_OR_RETURN(std::vector<EvidenceEntry> found,
                   evidence.List(call, std::move(filter), before, page.size + 1));
  v1::ListEntriesResponse response;
  if (found.size() > static_cast<size_t>(page.size)) {
    found.resize(page.size);
    response.set_next_page_token(fmt::format("{}", found.back().index));
  }
  for (const EvidenceEntry& entry : found) *response.add_entries() = ToProto(entry);
  return response;
}

absl::StatusOr<v1::InclusionProof> ProveInclusion(const EvidenceService& evidence, const Call& call,
                                                  const v1::ProveInclusionRequest& request) {
  if (request.has_entry_index() == !request.event_id().empty())
    return RefuseField("ONE_OF", "entry_index", "entry_index 与 event_id 须且只须填一个",
                       "name the entry by exactly one of entry_index and event_id");
  std::optional<int64_t> index;
  Uuid event_id;
  if (request.has_entry_index()) {
    index = request.entry_index();
  } else {
    ASSIGN_OR_RETURN(event_id, ParseId<Uuid>("event_id", request.event_id()));
  }
  ASSIGN_OR_RETURN(const ProvenEntry proven,
                   evidence.ProveInclusion(call, index, event_id, request.tree_size()));
  return ToProto(proven);
}

absl::StatusOr<v1::ProveEventsResponse> ProveEvents(const EvidenceService& evidence,
                                                    const Call& call,
                                                    const v1::ProveEventsRequest& request) {
  if (request.event_ids_size() > kMostEvents)
    return RefuseField("TOO_MANY", "event_ids", "一次最多证明100个事件",
                       "at most 100 events at once");
  std::vector<Uuid> events;
  for (const std::string& id : request.event_ids()) {
    ASSIGN_OR_RETURN(events.emplace_back(), ParseId<Uuid>("event_ids", id));
  }
  ASSIGN_OR_RETURN(const ProvenEvents proven, evidence.ProveEvents(call, events));
  v1::ProveEventsResponse response;
  *response.mutable_checkpoint() = ToProto(proven.head);
  for (const ProvenEntry& entry : proven.entries) *response.add_proofs() = ToProto(entry);
  return response;
}

absl::StatusOr<v1::ConsistencyProof> ProveConsistency(const EvidenceService& evidence,
                                                      const Call& call,
                                                      const v1::ProveConsistencyRequest& request) {
  ASSIGN_OR_RETURN(const ProvenGrowth proven,
                   evidence.ProveConsistency(call, request.first(), request.second()));
  v1::ConsistencyProof out;
  out.set_first(proven.first);
  out.set_second(proven.second);
  AddHashes(proven.proof, out);
  return out;
}

absl::StatusOr<v1::ListNewsResponse> ListNews(const EvidenceService& evidence, const Call& call,
                                              const v1::ListNewsRequest& request) {
  ASSIGN_OR_RETURN(const EvidenceService::News news, evidence.ListNews(call, request.since()));
  v1::ListNewsResponse response;
  response.set_tree_size(news.tree_size);
  for (const EvidenceNews& change : news.changes) {
    v1::ListNewsResponse::News& out = *response.add_news();
    out.set_aggregate(change.aggregate);
    out.set_division(change.division);
  }
  return response;
}

}  // namespace

void RegisterEvidenceRpc(rpc::Router& router, EvidenceService& evidence) {
  router.Handle("hecha.accountability.v1.EvidenceService/GetCheckpoint",
                [&evidence](const Call& call, const v1::GetCheckpointRequest&) {
                  return GetCheckpoint(evidence, call);
                });
  router.Handle("hecha.accountability.v1.EvidenceService/ListEntries",
                [&evidence](const Call& call, const v1::ListEntriesRequest& request) {
                  return ListEntries(evidence, call, request);
                });
  router.Handle("hecha.accountability.v1.EvidenceService/ProveInclusion",
                [&evidence](const Call& call, const v1::ProveInclusionRequest& request) {
                  return ProveInclusion(evidence, call, request);
                });
  router.Handle("hecha.accountability.v1.EvidenceService/ProveEvents",
                [&evidence](const Call& call, const v1::ProveEventsRequest& request) {
                  return ProveEvents(evidence, call, request);
                });
  router.Handle("hecha.accountability.v1.EvidenceService/ListNews",
                [&evidence](const Call& call, const v1::ListNewsRequest& request) {
                  return ListNews(evidence, call, request);
                });
  router.Handle("hecha.accountability.v1.EvidenceService/ProveConsistency",
                [&evidence](const Call& call, const v1::ProveConsistencyRequest& request) {
                  return ProveConsistency(evidence, call, request);
                });
}

}  // namespace hecha::accountability
