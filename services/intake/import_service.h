// An ImportService registers the rows of lists, each once, and follows a list that changes: a row
// that says otherwise by now amends its lead, as long as nobody has judged it yet.
// Safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/common/security/keyring.h"
#include "services/intake/import_row.h"
#include "services/intake/lead_store.h"
#include "services/intake/match_index_service.h"
#include "services/intake/registrar.h"

namespace hecha::intake {

class ImportService {
 public:
  ImportService(events::Journal& journal, const security::Keyring& keyring, LeadStore leads,
                Registrar& registrar, MatchIndexService& match_index)
      : journal_(journal),
        keyring_(keyring),
        leads_(leads),
        registrar_(registrar),
        match_index_(match_index) {}

  // Takes each row of the list `source`; one result a row, in order. No row's failure touches
  // another's. A dry run says what would become of them and changes nothing.
  std::vector<ImportResult> Import(const Call& call, const std::string& source,
                                   const std::vector<ImportRow>& rows, bool dry_run);

 private:
  // How a row is recognised, and what it said, in keyed hashes.
  struct Mark {
    std::string origin;
    std::string hash;
  };
  Mark MarkOf(const std::string& source, const ImportRow& row) const;

  // What the row became before, if it did.
  absl::StatusOr<std::optional<LeadStore::Imported>> FindEarlier(const Call& call,
                                                                 const ImportRow& row,
                                                                 const Mark& mark);
  ImportResult FollowEarlier(const Call& call, const ImportRow& row, const Mark& mark,
                             const LeadStore::Imported& earlier, bool dry_run);
  absl::StatusOr<Lead> Amend(const Call& call, const ImportRow& row, const Mark& mark, LeadId lead);
  // What another run made of a row that was new a moment ago.
  void TakeFromOtherRun(const Call& call, const ImportRow& row, const Mark& mark,
                        ImportResult& result);

  events::Journal& journal_;
  const security::Keyring& keyring_;
  const LeadStore leads_;
  Registrar& registrar_;
  MatchIndexService& match_index_;
};

}  // namespace hecha::intake
