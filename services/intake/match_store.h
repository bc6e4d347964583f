// A MatchStore persists matches; reasons and explanation, which quote both leads, are sealed at
// rest as long as both have their data keys. The only place that knows the table `lead_match`. Safe
// for concurrent use.
#pragma once

#include <map>
#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/base/page.h"
#include "services/common/db/transaction.h"
#include "services/common/security/data_key.h"
#include "services/intake/match.h"

namespace hecha::intake {

class MatchStore {
 public:
  explicit MatchStore(const security::Keyring& keyring) : keys_(keyring) {}

  // Stores suggestions, but for pairs that were suggested before; returns what it stored.
  absl::StatusOr<std::vector<Match>> InsertAll(db::Transaction& transaction,
                                               std::vector<Match> matches) const;

  // Saves a match whose version its rule counted up by one. Aborted if it changed meanwhile.
  absl::Status Update(db::Transaction& transaction, const Match& match) const;

  // Forgets a suggestion that nobody answered. Aborted if somebody did meanwhile.
  absl::Status Withdraw(db::Transaction& transaction, const Match& match) const;

  // NotFound if there is no such match.
  absl::StatusOr<Match> Find(db::Transaction& transaction, MatchId id) const;

  // The matches of a lead on a page and one more where there is one, newest first.
  absl::StatusOr<std::vector<Match>> ListByLead(db::Transaction& transaction, LeadId lead,
                                                const Page& page) const;

  // The open matches of a lead, newest first, at most `limit`.
  absl::StatusOr<std::vector<Match>> ListOpen(db::Transaction& transaction, LeadId lead,
                                              int limit) const;

  // The matches of which both leads are among `leads`.
  absl::StatusOr<std::vector<Match>> ListAmong(db::Transaction& transaction,
                                               const std::vector<LeadId>& leads) const;

  // The other leads of its open matches, at most `limit`.
  absl::StatusOr<std::vector<LeadId>> ListUnanswered(db::Transaction& transaction, LeadId lead,
                                                     int limit) const;
  // Leaves nothing of what it keeps about a lead.
  absl::Status DeleteOf(db::Transaction& transaction, LeadId lead) const;

 private:
  // A row as it is stored.
  struct Sealed {
    Match match;
    std::string reasons;
  };
  static Sealed Read(const db::Row& row);

  // The keys of the leads of some matches.
  struct Keys {
    std::map<Uuid, security::DataKey> of_leads;
    // NotFound where one of the two has none any more.
    absl::StatusOr<security::DataKey> Of(const Match& match) const;
  };
  absl::StatusOr<Keys> KeysOf(db::Transaction& transaction, std::span<const Match> matches) const;
  static absl::StatusOr<Match> Open(const Keys& keys, Sealed sealed);
  absl::StatusOr<std::vector<Match>> OpenAll(db::Transaction& transaction,
                                             std::vector<Sealed> rows) const;

  const security::DataKeyStore keys_;
};

}  // namespace hecha::intake
