// Who acts, and on whose request.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <string_view>

#include "absl/time/time.h"
#include "services/common/base/id.h"

namespace hecha {

// The duty a user holds. Numbers equal hecha.options.v1.Role.
enum class Role : uint8_t {
  kClerk = 1,
  kOffice = 2,
  kInvestigator = 3,
  kUnitHead = 4,
  kLeader = 5,
  kDiscipline = 6,
  kOrganisation = 7,
  kCityOffice = 8,
  kOperator = 9,
};

// A signed-in user, another service, or a citizen without an account.
struct Actor {
  enum class Kind : uint8_t { kCitizen, kUser, kService };

  Kind kind = Kind::kCitizen;
  UserId user;
  UnitId unit;
  std::string name;
  // Division code; the actor's scope is everything that it prefixes. Empty for a citizen.
  std::string division;
  std::set<Role> roles;
  // Id of the session that a user acts in: hex of the token's hash. Empty for all others.
  std::string session;
  // Name of the service for kService.
  std::string service;

  bool Has(Role role) const { return roles.contains(role); }

  // True if `code` lies within the actor's territory. A citizen covers nothing.
  bool Covers(std::string_view code) const {
    return !division.empty() && code.starts_with(division);
  }

  // How the evidence log names the actor: a user's UUID, "citizen", or "service:NAME".
  std::string AuditId() const {
    switch (kind) {
      case Kind::kUser:
        return user.ToString();
      case Kind::kService:
        return "service:" + service;
      case Kind::kCitizen:
        break;
    }
    return "citizen";
  }
};

// One request on its way through a service.
struct Call {
  Actor actor;
  // Full method name, "hecha.intake.v1.LeadService/AssignLead".
  std::string method;
  // The client's idempotency key (AIP-155), or one made for this call. Never empty.
  std::string request_id;
  // SHA-256 of the request's bytes: one request_id stands for one request only.
  std::string request_hash;
  // Version the client last saw (AIP-154 etag), or 0 for "whatever it is now".
  int64_t expected_version = 0;
  absl::Time now;
  absl::Time deadline = absl::InfiniteFuture();
  // W3C traceparent.
  std::string traceparent;
};

}  // namespace hecha
