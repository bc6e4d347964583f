// A PublicationStore persists publications and their log. Stateless; safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/page.h"
#include "services/common/db/transaction.h"
#include "services/intake/publication.h"

namespace hecha::intake {

// Which publications to list. An unset field filters nothing.
struct PublicationFilter {
  // Prefix of the division code.
  std::string division;
  std::optional<PublicationKind> kind;
  std::optional<PublicationState> state;
};

class PublicationStore {
 public:
  absl::Status Insert(db::Transaction& transaction, const Publication& publication) const;
  // Saves a publication whose version its rule counted up by one. Aborted if it changed meanwhile.
  absl::Status Update(db::Transaction& transaction, const Publication& publication) const;
  // NotFound if there is no such publication.
  absl::StatusOr<Publication> Find(db::Transaction& transaction, PublicationId id) const;

  // A page, and one more where there is one, newest first.
  absl::StatusOr<std::vector<Publication>> List(db::Transaction& transaction,
                                                const PublicationFilter& filter,
                                                const Page& page) const;

  // The same of what is published in `division` and in the territories that it lies in; in every
  // division if it is empty.
  absl::StatusOr<std::vector<Publication>> ListPublished(db::Transaction& transaction,
                                                         const std::string& division,
                                                         std::optional<PublicationKind> kind,
                                                         const Page& page) const;

  absl::Status AddEntry(db::Transaction& transaction, PublicationId id,
                        const PublicationEntry& entry) const;
  // Oldest first.
  absl::StatusOr<std::vector<PublicationEntry>> ListEntries(db::Transaction& transaction,
                                                            PublicationId id) const;
};

}  // namespace hecha::intake
