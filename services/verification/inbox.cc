#include "services/verification/inbox.h"

#include <algorithm>
#include <utility>

#include "hecha/directory/v1/events.pb.h"
#include "hecha/events/v1/envelope.pb.h"
#include "hecha/intake/v1/events.pb.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"

namespace hecha::verification {
namespace {

using events::v1::Envelope;

absl::StatusOr<Assignment> ToAssignment(const Envelope& envelope,
                                        const intake::v1::LeadAssigned& event) {
  Assignment assignment;
  ASSIGN_OR_RETURN(assignment.lead, LeadId::Parse(event.lead_id()));
  ASSIGN_OR_RETURN(assignment.unit, UnitId::Parse(event.unit_id()));
  assignment.lead_no = event.lead_no();
  assignment.division = envelope.division();
  assignment.unit_name = event.unit_name();
  assignment.level = static_cast<Level>(event.level());
  assignment.instruction = event.instruction();
  assignment.sector = event.sector();
  assignment.key_lead = event.key_lead();
  if (event.has_deadline()) assignment.deadline = events::FromTimestamp(event.deadline());
  assignment.round = event.round();
  return assignment;
}

absl::StatusOr<Investigator> ToInvestigator(const directory::v1::UserChanged& event) {
  const auto& roles = event.roles();
  Investigator investigator;
  ASSIGN_OR_RETURN(investigator.id, UserId::Parse(event.user_id()));
  ASSIGN_OR_RETURN(investigator.unit, UnitId::Parse(event.unit_id()));
  investigator.active =
      !event.disabled() &&
      std::find(roles.begin(), roles.end(), options::v1::ROLE_INVESTIGATOR) != roles.end();
  return investigator;
}

}  // namespace

void RegisterInbox(events::Inbox& inbox, CaseService& cases,
                   const InvestigatorStore& investigators) {
  inbox.On<intake::v1::LeadAssigned>(
      [&cases](db::Transaction& transaction, const Call& call, const Envelope& envelope,
               const intake::v1::LeadAssigned& event) -> absl::Status {
        ASSIGN_OR_RETURN(Assignment assignment, ToAssignment(envelope, event));
        return cases.Open(transaction, call, std::move(assignment));
      });
  inbox.On<directory::v1::UserChanged>(
      [&investigators](db::Transaction& transaction, const Call&, const Envelope&,
                       const directory::v1::UserChanged& event) -> absl::Status {
        ASSIGN_OR_RETURN(const Investigator investigator, ToInvestigator(event));
        return investigators.Put(transaction, investigator);
      });
}

}  // namespace hecha::verification
