// The Directory: who exists, what they may be given, and for whom a token stands. One object
// that owns the services of all its nouns.
//
// Safe for concurrent use.
#pragma once

#include "gateway/directory/division_service.h"
#include "gateway/directory/password_hasher.h"
#include "gateway/directory/second_factor_service.h"
#include "gateway/directory/session_service.h"
#include "gateway/directory/unit_service.h"
#include "gateway/directory/user_service.h"
#include "services/common/base/clock.h"
#include "services/common/db/migration.h"
#include "services/common/events/journal.h"
#include "services/common/rpc/router.h"

namespace hecha::directory {

// The tables of the directory.
extern const db::MigrationSet kMigrations;

struct Directory {
  // The references outlive the directory.
  Directory(events::Journal& journal, const Clock& clock, const security::Keyring& keyring,
            PasswordHasher::Options hashing = {})
      : hasher(hashing),
        divisions(journal.database()),
        units(journal),
        second_factors(journal, keyring, hasher),
        sessions(journal.database(), hasher, second_factors, clock),
        users(journal, hasher, sessions) {}

  PasswordHasher hasher;
  DivisionService divisions;
  UnitService units;
  SecondFactorService second_factors;
  SessionService sessions;
  UserService users;
};

// Registers every RPC of hecha.directory.v1. `directory` must outlive `router`.
void RegisterDirectoryRpc(rpc::Router& router, Directory& directory);

}  // namespace hecha::directory
