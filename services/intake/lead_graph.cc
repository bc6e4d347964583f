#include "services/intake/lead_graph.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <utility>

namespace hecha::intake {
namespace {

constexpr size_t kShownAhead = 3;
constexpr size_t kShownBehind = 4;

// The first character of each word.
std::string MaskedWords(std::string_view words) {
  std::string masked;
  bool first = true;
  for (size_t at = 0; at < words.size();) {
    size_t end = at + 1;
    while (end < words.size() && (words[end] & 0xC0) == 0x80) ++end;
    const std::string_view character = words.substr(at, end - at);
    masked += first || character == " " ? character : "*";
    first = character == " ";
    at = end;
  }
  return masked;
}

}  // namespace

std::string Masked(const Entity& entity) {
  const std::string& value = entity.value;
  if (entity.kind == EntityKind::kNamePlace) return MaskedWords(value);
  if (value.size() <= kShownAhead + kShownBehind) return std::string(value.size(), '*');
  return value.substr(0, kShownAhead) +
         std::string(value.size() - kShownAhead - kShownBehind, '*') +
         value.substr(value.size() - kShownBehind);
}

std::optional<size_t> LeadGraph::AddLead(LeadId id, std::optional<Lead> lead, int distance) {
  if (const auto known = leads_.find(id); known != leads_.end()) return known->second;
  const std::optional<size_t> added = Add({std::move(lead), std::nullopt, distance});
  if (added.has_value()) leads_.emplace(id, *added);
  return added;
}

void LeadGraph::AddMatch(const Match& match, int distance) {
  const auto a = leads_.find(match.lead_a);
  const auto b = leads_.find(match.lead_b);
  if (a == leads_.end() || b == leads_.end()) return;
  // Of a match with a lead that the viewer may not read, not even the score is told.
  const bool blind = nodes_[a->second].Restricted() || nodes_[b->second].Restricted();
  AddEdge({a->second, b->second, EdgeReason::kMatch, blind ? 0 : match.score, match.state});
  if (blind) return;
  for (const Entity& entity : match.reasons.entities) {
    auto known = entities_.find(entity);
    if (known == entities_.end()) {
      const std::optional<size_t> added = Add({std::nullopt, entity, distance});
      if (!added.has_value()) return;
      known = entities_.emplace(entity, *added).first;
    }
    for (size_t lead : {a->second, b->second}) AddEdge({lead, known->second, EdgeReason::kNames});
  }
}

void LeadGraph::AddMerges() {
  for (const auto& [id, position] : leads_) {
    const std::optional<Lead>& lead = nodes_[position].lead;
    if (!lead.has_value() || lead->state != LeadState::kMerged) continue;
    const auto survivor = leads_.find(lead->survivor);
    if (survivor != leads_.end()) AddEdge({position, survivor->second, EdgeReason::kMerged});
  }
}

std::optional<size_t> LeadGraph::Add(GraphNode node) {
  if (nodes_.size() == kMaxNodes) {
    truncated_ = true;
    return std::nullopt;
  }
  nodes_.push_back(std::move(node));
  return nodes_.size() - 1;
}

void LeadGraph::AddEdge(GraphEdge edge) {
  const auto same = [&](const GraphEdge& each) {
    return std::tie(each.from, each.to, each.reason) == std::tie(edge.from, edge.to, edge.reason);
  };
  if (std::none_of(edges_.begin(), edges_.end(), same)) edges_.push_back(edge);
}

}  // namespace hecha::intake
