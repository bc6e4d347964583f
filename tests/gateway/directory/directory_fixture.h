// A directory over a real database, at a time that the test decides.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <string>

#include "gateway/directory/directory.h"
#include "services/common/base/clock.h"
#include "services/common/events/journal.h"
#include "services/common/security/keyring.h"
#include "tests/testing/mariadb.h"
#include "tests/testing/status_matchers.h"

namespace hecha::events {
extern const db::MigrationSet kMigrations;
}
namespace hecha::security {
extern const db::MigrationSet kMigrations;
}

namespace hecha::directory {

class DirectoryTest : public testing::Test {
 protected:
  // A call of `actor`, with an idempotency key of its own.
  Call CallOf(Actor actor) const {
    Call call;
    call.actor = std::move(actor);
    call.method = "test";
    call.now = clock_.Now();
    call.request_id = Uuid::V7(call.now).ToString();
    call.request_hash = security::Sha256(call.request_id);
    return call;
  }

  // The deployment itself.
  Call OwnCall() const {
    Actor gateway;
    gateway.kind = Actor::Kind::kService;
    gateway.service = "gateway";
    return CallOf(gateway);
  }

  Call CitizenCall() const { return CallOf(Actor()); }

  // A user who is signed in, as the gateway vouches for one.
  static Actor UserIn(const std::string& division, std::set<Role> roles) {
    Actor actor;
    actor.kind = Actor::Kind::kUser;
    actor.user = UserId::New(absl::Now());
    actor.division = division;
    actor.roles = std::move(roles);
    return actor;
  }

  Unit AddUnit(const std::string& division, const std::string& name, UnitFunction function,
               std::set<Sector> sectors = {}) {
    absl::StatusOr<Unit> unit =
        directory_.units.Ensure(OwnCall(), division, name, function, sectors);
    EXPECT_OK(unit);
    return *unit;
  }

  User AddUser(const Unit& unit, const std::string& username, Role role,
               const std::string& password = "correct horse battery") {
    absl::StatusOr<User> user =
        directory_.users.Create(OwnCall(), unit.id, {username, "某人", {role}}, password);
    EXPECT_OK(user);
    return *user;
  }

  absl::StatusOr<NewSession> Login(const std::string& username, const std::string& password,
                                   const std::string& otp = "") {
    return directory_.sessions.Login(CitizenCall(), {username, password, otp});
  }

  absl::StatusOr<SessionView> Authenticate(const std::string& token) {
    return directory_.sessions.Authenticate(token, absl::InfiniteFuture());
  }

  ManualClock clock_{absl::FromCivil(absl::CivilSecond(2019, 4, 15, 9, 0, 0), absl::UTCTimeZone())};
  std::unique_ptr<security::Keyring> keyring_ = security::Keyring::Ephemeral();
  std::unique_ptr<db::Database> database_ =
      MariaDb::Shared().Open({events::kMigrations, security::kMigrations, kMigrations});
  events::Journal journal_{
      "gateway", *database_, *keyring_, {{"intake", {"hecha.directory.v1.UnitChanged"}}}};
  Directory directory_{journal_, clock_, *keyring_};
};

}  // namespace hecha::directory
