// A RevisitService runs the use cases of revisits. Safe for concurrent use.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/base/page.h"
#include "services/common/events/journal.h"
#include "services/verification/revisit_store.h"

namespace hecha::verification {

class RevisitService {
 public:
  RevisitService(events::Journal& journal, RevisitStore revisits)
      : journal_(journal), revisits_(revisits) {}

  // Schedules a revisit of a case that just closed, if it is drawn; inside the close.
  absl::Status Draw(db::Transaction& transaction, const Call& call, const Case& closed);

  // See Revisit::Record.
  absl::StatusOr<Revisit> Record(const Call& call, RevisitId id, Attitude attitude,
                                 const std::string& note);

  // A page as RevisitStore::List reads it, within the caller's scope; the notes for those whom they
  // are for.
  absl::StatusOr<std::vector<Revisit>> List(const Call& call, RevisitFilter filter,
                                            const Page& page);

 private:
  events::Journal& journal_;
  const RevisitStore revisits_;
};

}  // namespace hecha::verification
