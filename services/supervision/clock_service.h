// A ClockService starts, pauses and stops the clocks of leads as their events tell, and turns
// on their lights. Safe for concurrent use.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/base/clock.h"
#include "services/common/events/journal.h"
#include "services/supervision/calendar_store.h"
#include "services/supervision/clock_store.h"
#include "services/supervision/ledger_service.h"
#include "services/supervision/office_store.h"
#include "services/supervision/problem_service.h"

namespace hecha::supervision {

class ClockService {
 public:
  ClockService(events::Journal& journal, const Clock& clock, ProblemService& problems,
               LedgerService& ledgers)
      : journal_(journal), clock_(clock), problems_(problems), ledgers_(ledgers) {}

  // A page as ClockStore::List reads it, within the caller's scope whatever `filter` asks for.
  absl::StatusOr<std::vector<LeadClock>> List(const Call& call, ClockFilter filter,
                                              const Page& page);

  // Inside an event's transaction; `when` is when it happened, which may be long ago. Start stops a
  // clock that an earlier assignment left; the others change nothing where the lead has no active
  // clock. Reset starts a unit's clock anew, because the superior set another deadline; one that is
  // paused stays so.
  absl::Status Start(db::Transaction& transaction, const Call& call, Assignment assignment,
                     int instruction, absl::Time when);
  // The same for a step of the town's office; goes on where the lead waits for that step already.
  absl::Status StartStep(db::Transaction& transaction, const Call& call, LeadId lead,
                         const std::string& division, ClockStep step, absl::Time when);
  // The same for the triage of leads that have no clock yet, in the order of their registration.
  struct Registered {
    LeadId lead;
    std::string lead_no;
    std::string division;
    absl::Time when;
  };
  absl::Status StartTriage(db::Transaction& transaction, std::span<const Registered> leads);
  absl::Status Reset(db::Transaction& transaction, const Call& call, LeadId lead,
                     std::optional<absl::Time> deadline, int instruction, absl::Time when);
  absl::Status PauseIfRunning(db::Transaction& transaction, const Call& call, LeadId lead,
                              absl::Time when);
  absl::Status ResumeIfPaused(db::Transaction& transaction, const Call& call, LeadId lead,
                              absl::Time when);
  absl::Status Extend(db::Transaction& transaction, const Call& call, LeadId lead, int days);
  absl::Status Stop(db::Transaction& transaction, const Call& call, LeadId lead);

  // Turns on every light that is due now, each in a transaction of its own; a red one raises a
  // problem of the unit with it. Returns how many, or the first error once every other clock had
  // its turn. Two processes may do this at once.
  absl::StatusOr<int> TurnOnLights();

 private:
  absl::Status Begin(db::Transaction& transaction, const LeadClock& clock);
  // What the town's office owes a lead; an office that nobody told of is nil.
  absl::StatusOr<Assignment> OfOffice(db::Transaction& transaction,
                                      const std::string& division) const;
  // Of a clock in `state`, or in any.
  template <class Rule>
  absl::Status ChangeActive(db::Transaction& transaction, const Call& call, LeadId lead,
                            std::optional<ClockState> state, Rule rule);
  absl::StatusOr<bool> TurnOnNext(ClockId id);
  // The lead's line shows the light of its clock as long as that runs or is paused.
  absl::Status ShowLight(db::Transaction& transaction, const LeadClock& clock);

  events::Journal& journal_;
  const Clock& clock_;
  ProblemService& problems_;
  LedgerService& ledgers_;
  const ClockStore clocks_{};
  const OfficeStore offices_{};
  const CalendarStore calendar_{};
};

}  // namespace hecha::supervision
