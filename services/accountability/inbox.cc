#include "services/accountability/inbox.h"

#include <fmt/format.h>

#include <utility>

#include "hecha/events/v1/envelope.pb.h"
#include "hecha/intake/v1/events.pb.h"
#include "hecha/supervision/v1/events.pb.h"
#include "hecha/verification/v1/events.pb.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/working_days.h"
#include "services/common/events/timestamp.h"

namespace hecha::accountability {
namespace {

using events::v1::Envelope;
using intake::v1::LeadPurged;
using supervision::v1::ClockLightChanged;
using verification::v1::ReviewOverturned;

absl::StatusOr<Opening> OpeningOf(const Envelope& envelope, const ClockLightChanged& event) {
  Opening opening;
  opening.division = envelope.division();
  opening.trigger = Trigger::kRedLight;
  ASSIGN_OR_RETURN(opening.clock, ClockId::Parse(event.clock_id()));
  if (!event.lead_id().empty()) {
    ASSIGN_OR_RETURN(opening.lead, LeadId::Parse(event.lead_id()));
  }
  opening.lead_no = event.lead_no();
  ASSIGN_OR_RETURN(opening.unit, UnitId::Parse(event.unit_id()));
  opening.unit_name = event.unit_name();
  // Neutral words: that a term ran out is all that is known (DOMAIN.md "Person reported").
  opening.cause =
      fmt::format("线索 {} 的办理时限已于 {} 届满，亮红牌", event.lead_no(),
                  absl::FormatTime("%Y-%m-%d", events::FromTimestamp(event.due()), ChinaTime()));
  return opening;
}

absl::StatusOr<Opening> OpeningOf(const Envelope& envelope, const ReviewOverturned& event) {
  Opening opening;
  opening.division = envelope.division();
  opening.trigger = Trigger::kOverturned;
  ASSIGN_OR_RETURN(opening.lead, LeadId::Parse(event.lead_id()));
  opening.lead_no = event.lead_no();
  ASSIGN_OR_RETURN(opening.unit, UnitId::Parse(event.first_unit_id()));
  opening.unit_name = event.first_unit_name();
  // That two units differ is all that is known: who erred, and why, is to be found.
  opening.cause =
      fmt::format("线索 {} 经 {} 复核，结论与原核查结论不一致", event.lead_no(), event.unit_name());
  return opening;
}

// Of what an office is waited for, it answers for a suspected umbrella that it lets rest.
bool IsAnsweredFor(const ClockLightChanged& event) {
  return !event.unit_id().empty() && event.step() != supervision::v1::CLOCK_STEP_TRIAGE &&
         event.step() != supervision::v1::CLOCK_STEP_ASSIGN;
}

}  // namespace

void RegisterInbox(events::Inbox& inbox, EvidenceService& evidence,
                   ProceedingService& proceedings) {
  inbox.OnAny(
      [&evidence](db::Transaction& transaction, std::span<const Envelope* const> envelopes) {
        return evidence.Record(transaction, envelopes);
      });
  inbox.On<ClockLightChanged>([&](db::Transaction& transaction, const Call& call,
                                  const Envelope& envelope,
                                  const ClockLightChanged& event) -> absl::Status {
    const Envelope* const alone = &envelope;
    RETURN_IF_ERROR(evidence.Record(transaction, {&alone, 1}));
    // Where the payload was withheld by mistake, say so instead of missing a red light.
    if (event.clock_id().empty())
      return absl::InvalidArgumentError("ClockLightChanged came without its payload");
    if (event.light() != supervision::v1::LIGHT_RED || !IsAnsweredFor(event))
      return absl::OkStatus();
    ASSIGN_OR_RETURN(Opening opening, OpeningOf(envelope, event));
    return proceedings.OpenForClock(transaction, call, std::move(opening));
  });
  inbox.On<ReviewOverturned>([&](db::Transaction& transaction, const Call& call,
                                 const Envelope& envelope,
                                 const ReviewOverturned& event) -> absl::Status {
    const Envelope* const alone = &envelope;
    RETURN_IF_ERROR(evidence.Record(transaction, {&alone, 1}));
    ASSIGN_OR_RETURN(Opening opening, OpeningOf(envelope, event));
    return proceedings.OpenFor(transaction, call, std::move(opening));
  });
  inbox.On<LeadPurged>([&](db::Transaction& transaction, const Call& call, const Envelope& envelope,
                           const LeadPurged& event) -> absl::Status {
    const Envelope* const alone = &envelope;
    RETURN_IF_ERROR(evidence.Record(transaction, {&alone, 1}));
    ASSIGN_OR_RETURN(const LeadId lead, LeadId::Parse(event.lead_id()));
    return proceedings.Purge(transaction, lead, call.now);
  });
}

}  // namespace hecha::accountability
