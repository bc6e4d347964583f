// What intake tells the other services about a lead: one maker for each event.
#pragma once

#include <string>
#include <utility>

#include "absl/time/time.h"
#include "hecha/intake/v1/events.pb.h"
#include "services/common/events/journal.h"
#include "services/common/security/keyring.h"
#include "services/intake/lead.h"

namespace hecha::intake {

// The event of `lead` as it is after the change that `action` names.
template <class Payload>
events::Event Tell(const Lead& lead, std::string action, Payload payload) {
  payload.set_lead_id(lead.id.ToString());
  return events::MakeEvent("lead", lead.id.uuid, lead.version, lead.registration.division,
                           std::move(action), std::move(payload));
}

events::Event RegisteredEvent(const Lead& lead);
events::Event AmendedEvent(const Lead& lead);
events::Event TriagedEvent(const Lead& lead);
events::Event SubjectsChangedEvent(const Lead& lead, const security::Keyring& keyring);
// `action` is "lead.assign", or "lead.decideReturn" where a return was overruled.
events::Event AssignedEvent(const Lead& lead, std::string action, const security::Keyring& keyring,
                            absl::Time now, bool reporter_reachable,
                            bool hints_acknowledged = false);
events::Event SealedEvent(const Lead& lead, absl::Time now);
// `lead` was checked.
events::Event IdentityCheckedEvent(const Lead& lead);
events::Event ReadingChangedEvent(const Lead& lead);
events::Event ProgressedEvent(const Lead& lead);

}  // namespace hecha::intake
