#include "services/intake/match_proto.h"

#include <fmt/format.h>

#include "services/common/events/timestamp.h"

namespace hecha::intake {
namespace {

using events::SetTimestamp;

// `first` where the reader's lead is lead a: then a's passage comes first.
v1::MatchPassage ToProto(const Passage& passage, bool first) {
  v1::MatchPassage out;
  out.set_offset(static_cast<int>(first ? passage.offset_a : passage.offset_b));
  out.set_length(static_cast<int>(first ? passage.length_a : passage.length_b));
  out.set_other_offset(static_cast<int>(first ? passage.offset_b : passage.offset_a));
  out.set_other_length(static_cast<int>(first ? passage.length_b : passage.length_a));
  return out;
}

v1::MatchReasons ToProto(const MatchReasons& reasons, bool first) {
  v1::MatchReasons out;
  out.set_overlap(reasons.overlap);
  for (const Passage& passage : reasons.passages) *out.add_passages() = ToProto(passage, first);
  for (const Entity& entity : reasons.entities) {
    v1::MatchEntity& added = *out.add_entities();
    added.set_kind(static_cast<v1::EntityKind>(entity.kind));
    added.set_value(entity.value);
  }
  return out;
}

}  // namespace

v1::Match ToProto(const Match& match, LeadId lead) {
  v1::Match out;
  out.set_id(match.id.ToString());
  out.set_lead_id(lead.ToString());
  out.set_state(static_cast<v1::MatchState>(match.state));
  out.set_etag(fmt::format("{}", match.version));
  out.set_other_lead_id(match.Other(lead).ToString());
  out.set_score(match.score);
  *out.mutable_reasons() = ToProto(match.reasons, lead == match.lead_a);
  SetTimestamp(match.suggested_at, out.mutable_suggested_at());
  if (!match.decided_at.has_value()) return out;
  out.set_decided_by(match.decided_by.ToString());
  SetTimestamp(*match.decided_at, out.mutable_decided_at());
  out.set_reason(match.explanation);
  return out;
}

}  // namespace hecha::intake
