// A LeadGraph shows which leads of a town hang together, and by what: suggestions and what people
// said of them, what several leads name, and merges. It is a picture for whoever judges, not a
// verdict.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "services/intake/entity.h"
#include "services/intake/lead.h"
#include "services/intake/match.h"

namespace hecha::intake {

// "138****0001", "张* 张**": enough to be recognised by who knows it, and not to be learnt.
std::string Masked(const Entity& entity);

struct GraphNode {
  // The lead, where the viewer reads it in full.
  std::optional<Lead> lead;
  // Else what leads name, or neither: a lead that the viewer may not read.
  std::optional<Entity> entity;
  // How many leads away from where the graph begins.
  int distance = 0;

  bool Restricted() const { return !lead.has_value() && !entity.has_value(); }
};

// Numbers equal those of hecha.intake.v1.GraphEdge.Reason.
enum class EdgeReason : uint8_t { kMatch = 1, kNames, kMerged };

// Between nodes by their positions.
struct GraphEdge {
  size_t from = 0;
  size_t to = 0;
  EdgeReason reason = EdgeReason::kMatch;
  double score = 0;
  MatchState state = MatchState::kOpen;
};

// Built step by step, from one lead outwards.
class LeadGraph {
 public:
  static constexpr size_t kMaxNodes = 200;

  // Adds a lead, or finds it, and returns its position; nullopt, and the graph is truncated, where
  // it is full. `lead` is unset for one that the viewer may not read.
  std::optional<size_t> AddLead(LeadId id, std::optional<Lead> lead, int distance);
  // Joins two leads that are there by a match, and each with the entities that both name.
  void AddMatch(const Match& match, int distance);
  // Joins each merged lead that is there with its survivor, if that is there too.
  void AddMerges();

  bool Has(LeadId lead) const { return leads_.contains(lead); }
  // A lead that is there and that the viewer reads.
  const Lead& LeadOf(LeadId lead) const { return *nodes_[leads_.at(lead)].lead; }
  const std::vector<GraphNode>& nodes() const { return nodes_; }
  const std::vector<GraphEdge>& edges() const { return edges_; }
  bool truncated() const { return truncated_; }

 private:
  std::optional<size_t> Add(GraphNode node);
  void AddEdge(GraphEdge edge);

  std::vector<GraphNode> nodes_;
  std::vector<GraphEdge> edges_;
  std::map<LeadId, size_t> leads_;
  std::map<Entity, size_t> entities_;
  bool truncated_ = false;
};

}  // namespace hecha::intake
