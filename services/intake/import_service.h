// An ImportService registers the rows of lists, each once, and follows a list that changes: a row
// that says otherwise by now amends its lead, as long as nobody has judged it yet; from then on the
// office is asked.
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
#include "services/intake/list_change_service.h"
#include "services/intake/list_row_store.h"
#include "services/intake/match_index_service.h"
#include "services/intake/registrar.h"
#include "services/intake/sweep_service.h"
#include "services/intake/unit_store.h"
#include "services/intake/vault_service.h"

namespace hecha::intake {

class ImportService {
 public:
  ImportService(events::Journal& journal, const security::Keyring& keyring, LeadStore leads,
                UnitStore units, Registrar& registrar, MatchIndexService& match_index,
                const VaultService& vault, ListChangeService& changes)
      : journal_(journal),
        keyring_(keyring),
        leads_(leads),
        units_(units),
        registrar_(registrar),
        match_index_(match_index),
        vault_(vault),
        changes_(changes) {}

  // Takes each row of the list `source`; one result a row, in order. No row's failure touches
  // another's. A dry run says what would become of them and changes nothing.
  std::vector<ImportResult> Import(const Call& call, const std::string& source,
                                   std::vector<ImportRow> rows, bool dry_run);

  // Leads that came from the list `source` of `division` and that none of `rows`, which are all of
  // its rows, names any more.
  absl::StatusOr<std::vector<ListRow>> FindVanished(const Call& call, const std::string& division,
                                                    const std::string& source,
                                                    const std::vector<ImportRow>& rows);

 private:
  // How a row is recognised, and what it said, in keyed hashes.
  struct Mark {
    std::string origin;
    std::string hash;
  };
  Mark MarkOf(const std::string& source, const ImportRow& row) const;
  std::string OriginOf(const std::string& source, const ImportRow& row) const;
  // Identifies a list.
  std::string ListOf(const std::string& division, const std::string& source) const;

  // What the row became before, if it did.
  absl::StatusOr<std::optional<LeadStore::Imported>> FindEarlier(const Call& call,
                                                                 const Mark& mark);
  ImportResult FollowEarlier(const Call& call, const ImportRow& row, const Mark& mark,
                             const LeadStore::Imported& earlier, bool dry_run);
  // What the row says of the lead that it became.
  absl::StatusOr<Registration> SaysOf(const Call& call, const ImportRow& row,
                                      const Lead& lead) const;
  absl::StatusOr<Lead> Amend(const Call& call, const ImportRow& row, const Registration& says,
                             const Mark& mark, LeadId lead);
  // What would become of a new row.
  ImportResult Foretell(const Call& call, const std::string& source, const ImportRow& row,
                        const Mark& mark);
  // The units that the row accuses by their names. InvalidArgument UNKNOWN_UNIT.
  absl::Status ResolveAccused(const Call& call, ImportRow& row) const;
  // Ok if the row can become a lead at all, as far as the row itself tells.
  absl::Status Prepare(const Call& call, ImportRow& row) const;
  // What is to become of a new row.
  Application ApplicationOf(const std::string& source, const ImportRow& row,
                            const Mark& mark) const;
  // What another run made of a row that was new a moment ago, and what the row changes of it.
  void TakeFromOtherRun(const Call& call, const ImportRow& row, const Mark& mark,
                        ImportResult& result);

  events::Journal& journal_;
  const security::Keyring& keyring_;
  const LeadStore leads_;
  const UnitStore units_;
  const ListRowStore list_rows_ = {};
  Registrar& registrar_;
  MatchIndexService& match_index_;
  const VaultService& vault_;
  ListChangeService& changes_;
};

}  // namespace hecha::intake
