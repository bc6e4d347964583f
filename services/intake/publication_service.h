// A PublicationService runs the use cases of publications, and keeps their log. Safe for
// concurrent use.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/intake/publication.h"
#include "services/intake/publication_store.h"

namespace hecha::intake {

class PublicationService {
 public:
  PublicationService(events::Journal& journal, PublicationStore publications)
      : journal_(journal), publications_(publications) {}

  // InvalidArgument OUTSIDE_SCOPE for a division that the caller does not cover.
  absl::StatusOr<Publication> Draft(const Call& call, const std::string& division,
                                    PublicationKind kind, const PublicationText& text);

  // The steps of a publication; see Publication. NotFound for one outside the caller's territory.
  absl::StatusOr<Publication> Edit(const Call& call, PublicationId id, const PublicationText& text);
  // InvalidArgument REQUIRED unless the call says which version was read.
  absl::StatusOr<Publication> Approve(const Call& call, PublicationId id);
  absl::StatusOr<Publication> Withdraw(const Call& call, PublicationId id,
                                       const std::string& reason);

  absl::StatusOr<Publication> Get(const Call& call, PublicationId id);
  absl::StatusOr<std::vector<Publication>> List(const Call& call, PublicationFilter filter,
                                                const Page& page);
  absl::StatusOr<std::vector<PublicationEntry>> Entries(const Call& call, PublicationId id);

  // What anyone may read; see PublicationStore::ListPublished.
  absl::StatusOr<std::vector<Publication>> Published(const Call& call, const std::string& division,
                                                     std::optional<PublicationKind> kind,
                                                     const Page& page);

 private:
  absl::Status Note(db::Transaction& transaction, const Call& call, const Publication& publication,
                    const std::string& action, const std::string& reason) const;
  absl::StatusOr<Publication> Change(const Call& call, PublicationId id, const std::string& action,
                                     const std::string& reason,
                                     const std::function<absl::Status(Publication&)>& rule);

  events::Journal& journal_;
  const PublicationStore publications_;
};

}  // namespace hecha::intake
