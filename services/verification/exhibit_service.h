// An ExhibitService takes exhibits into custody and hands them on, each hand-over verified with
// the confirmed keys of both persons. Safe for concurrent use.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/base/page.h"
#include "services/common/events/journal.h"
#include "services/verification/case_store.h"
#include "services/verification/exhibit_store.h"
#include "services/verification/signing_key_store.h"

namespace hecha::verification {

class ExhibitService {
 public:
  ExhibitService(events::Journal& journal, CaseStore cases, ExhibitStore exhibits)
      : journal_(journal), cases_(cases), exhibits_(exhibits) {}

  // Takes an exhibit of the case that `exhibit` names into the caller's custody, who works on
  // it while it is verified.
  absl::StatusOr<Exhibit> Collect(const Call& call, Exhibit exhibit);

  // NotFound for whoever may not read the case in full.
  absl::StatusOr<Exhibit> Get(const Call& call, CaseId case_id, ExhibitId id);
  absl::StatusOr<std::vector<Exhibit>> List(const Call& call, CaseId case_id, const Page& page);

  // What the caller would sign now: to hand over to `to`, or to receive. A keeper of the team who
  // hands it to oneself takes it over: see HandOver.
  absl::StatusOr<std::string> PrepareHandOver(const Call& call, CaseId case_id, ExhibitId id,
                                              UserId to, const std::string& purpose);
  absl::StatusOr<std::string> PrepareReceipt(const Call& call, CaseId case_id, ExhibitId id);

  // See Exhibit. BAD_SIGNATURE unless `signature` covers what Prepare… shows, by a key that is
  // usable by the caller. From a holder who has left the team, who cannot sign any more, the head
  // of the unit or the town's office takes it over.
  absl::StatusOr<Exhibit> HandOver(const Call& call, CaseId case_id, ExhibitId id, UserId to,
                                   const std::string& purpose, CustodySignature signature);
  absl::StatusOr<Exhibit> Receive(const Call& call, CaseId case_id, ExhibitId id,
                                  CustodySignature signature);

 private:
  // NotFound unless the caller may read the case in full.
  absl::StatusOr<Case> FindCase(db::Transaction& transaction, const Call& call, CaseId id) const;
  // The exhibit of a case that the caller may read in full; NotFound otherwise.
  absl::StatusOr<Exhibit> FindOf(db::Transaction& transaction, const Call& call, CaseId case_id,
                                 ExhibitId id) const;
  absl::Status Verify(db::Transaction& transaction, const Call& call, const Exhibit& exhibit,
                      const CustodyEntry& entry, const CustodySignature& signature) const;
  template <class Rule>
  absl::StatusOr<Exhibit> Change(const Call& call, CaseId case_id, ExhibitId id, Rule rule);

  events::Journal& journal_;
  const CaseStore cases_;
  const ExhibitStore exhibits_;
  const SigningKeyStore keys_{};
};

}  // namespace hecha::verification
