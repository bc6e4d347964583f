// A LeadService runs the use cases of leads: load, rule, save and event in one transaction.
// Safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/intake/lead.h"
#include "services/intake/lead_store.h"
#include "services/intake/match_service.h"
#include "services/intake/registrar.h"
#include "services/intake/unit_store.h"

namespace hecha::intake {

// One row of an imported list; `key` identifies it within the list.
struct ImportRow {
  std::string key;
  Registration registration;
};

class LeadService {
 public:
  LeadService(events::Journal& journal, const security::Keyring& keyring, LeadStore leads,
              UnitStore units, Registrar& registrar, MatchService& matches)
      : journal_(journal),
        keyring_(keyring),
        leads_(leads),
        units_(units),
        registrar_(registrar),
        matches_(matches) {}

  // Registers each row of the list `source`; one result a row, in order. No row's failure
  // touches another's.
  std::vector<absl::StatusOr<Registered>> Import(const Call& call, const std::string& source,
                                                 std::vector<ImportRow> rows);

  // NotFound for a lead that the caller may not know of.
  absl::StatusOr<Lead> Get(const Call& call, LeadId id);

  // A page as LeadStore::List reads it, within the caller's scope whatever `filter` asks for.
  absl::StatusOr<std::vector<Lead>> List(const Call& call, LeadFilter filter, const Page& page);

  // The transitions; see Lead. Judge waits for the lead's match suggestions and refuses while one
  // of them is unanswered. Assign without a unit takes the best candidate of RouteLead.
  absl::StatusOr<Lead> Judge(const Call& call, LeadId id, const Triage& triage);
  absl::StatusOr<Lead> Assign(const Call& call, LeadId id, std::optional<UnitId> unit);
  absl::StatusOr<Lead> Seal(const Call& call, LeadId id);

  // Notes, inside an event's transaction, what another service did with the lead.
  absl::Status Progress(db::Transaction& transaction, const Call& call, LeadId id, LeadState to);
  // The same for what the commission decided about a sealed lead.
  absl::Status ConcludeTransfer(db::Transaction& transaction, const Call& call, LeadId id,
                                bool filed);

 private:
  // The lead that a row became before, if it did.
  absl::StatusOr<std::optional<Lead>> FindImported(const Call& call, const ImportRow& row,
                                                   const std::string& origin);
  absl::StatusOr<Unit> ChooseUnit(db::Transaction& transaction, const Lead& lead,
                                  std::optional<UnitId> unit) const;

  events::Journal& journal_;
  const security::Keyring& keyring_;
  const LeadStore leads_;
  const UnitStore units_;
  Registrar& registrar_;
  MatchService& matches_;
};

}  // namespace hecha::intake
