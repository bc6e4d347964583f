// Numbered SQL files, embedded in the binary, applied forward only.
//
// A file `NNNN_verb_noun.sql` holds one re-runnable statement; an ALTER TABLE is one, since
// adding what is there and dropping what is not counts as done. The table `migration` of the
// schema records the set, number, name and SHA-256 of each applied file. CMake's
// hecha_embed_migrations() turns a directory into a `const MigrationSet`.
#pragma once

#include <span>
#include <string_view>

#include "absl/status/status.h"
#include "services/common/db/database.h"

namespace hecha::db {

struct Migration {
  int number;
  std::string_view name;
  std::string_view sql;
};

struct MigrationSet {
  // "events" for the tables of the spine, else the service's name.
  std::string_view name;
  std::span<const Migration> migrations;
};

// Applies what is missing, in order. FailedPrecondition, before anything is changed, if an
// applied file has another checksum now or the schema holds a file this binary lacks.
absl::Status Migrate(Database& database, std::span<const MigrationSet> sets);

// Ok if exactly these files are applied; FailedPrecondition that says what differs if not.
absl::Status CheckMigrated(Database& database, std::span<const MigrationSet> sets);

}  // namespace hecha::db
