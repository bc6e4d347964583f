// A LeadService runs the use cases of leads: load, rule, save and event in one transaction.
// Safe for concurrent use.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/intake/lead.h"
#include "services/intake/lead_number.h"
#include "services/intake/lead_store.h"
#include "services/intake/unit_store.h"

namespace hecha::intake {

// One row of an imported list; `key` identifies it within the list.
struct ImportRow {
  std::string key;
  Registration registration;
};

struct Imported {
  Lead lead;
  // False when the row was registered before.
  bool created = false;
};

class LeadService {
 public:
  // Writes what must be durable with a new lead.
  using Also = std::function<absl::Status(db::Transaction&, const Lead&)>;

  LeadService(events::Journal& journal, const security::Keyring& keyring, LeadStore leads,
              UnitStore units, LeadNumbers& numbers)
      : journal_(journal), keyring_(keyring), leads_(leads), units_(units), numbers_(numbers) {}

  // Registers a lead in a town that the caller covers; a citizen may report to any town.
  // `also`, where given, runs in the same transaction.
  absl::StatusOr<Lead> Register(const Call& call, Registration registration,
                                const Also& also = nullptr);

  // Registers each row of the list `source`; one result a row, in order. No row's failure
  // touches another's.
  std::vector<absl::StatusOr<Imported>> Import(const Call& call, const std::string& source,
                                               std::vector<ImportRow> rows);

  // NotFound for a lead that the caller may not know of.
  absl::StatusOr<Lead> Get(const Call& call, LeadId id);

  // A page as LeadStore::List reads it, within the caller's scope whatever `filter` asks for.
  absl::StatusOr<std::vector<Lead>> List(const Call& call, LeadFilter filter, const Page& page);

  // The transitions; see Lead. Assign without a unit takes the best candidate of RouteLead.
  absl::StatusOr<Lead> Judge(const Call& call, LeadId id, const Triage& triage);
  absl::StatusOr<Lead> Assign(const Call& call, LeadId id, std::optional<UnitId> unit);
  absl::StatusOr<Lead> Seal(const Call& call, LeadId id);

  // Notes, inside an event's transaction, what another service did with the lead.
  absl::Status Progress(db::Transaction& transaction, const Call& call, LeadId id, LeadState to);

 private:
  absl::StatusOr<Imported> RegisterOnce(const Call& call, Registration registration,
                                        const std::string& origin, const Also& also);
  // The lead that another call made of an imported row.
  absl::StatusOr<Imported> FindImported(const Call& call, const std::string& origin);
  absl::Status CheckTown(db::Transaction& transaction, const Call& call,
                         const std::string& division) const;
  absl::StatusOr<Unit> ChooseUnit(db::Transaction& transaction, const Lead& lead,
                                  std::optional<UnitId> unit) const;

  events::Journal& journal_;
  const security::Keyring& keyring_;
  const LeadStore leads_;
  const UnitStore units_;
  LeadNumbers& numbers_;
};

}  // namespace hecha::intake
