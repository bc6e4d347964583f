// How one process vouches for an actor to another: a short-lived Actor signed with the
// issuer's Ed25519 key, in the metadata "hecha-actor-bin".
//
// Both classes are safe for concurrent use.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/base/actor.h"
#include "services/common/base/clock.h"
#include "services/common/security/signing.h"

namespace hecha::security {

inline constexpr char kActorMetadata[] = "hecha-actor-bin";

class ActorIssuer {
 public:
  // `issuer` is the name under which verifiers know the key.
  ActorIssuer(std::string issuer, SigningKey key, const Clock& clock,
              absl::Duration lifetime = absl::Minutes(2));

  // A serialised SignedActor. A token for the same actor and session is reused until half of
  // its life is over, so that verifiers meet it in their cache.
  std::string Issue(const Actor& actor, std::string_view session_id) const;
  // The issuer as itself.
  std::string IssueService() const;

 private:
  struct Impl;
  std::shared_ptr<Impl> impl_;
};

class ActorVerifier {
 public:
  // Trusts the keys `NAME.pub` (hex) in `directory`; a name that appears and a key that is
  // replaced later are noticed when a token needs them. NotFound if there is no such
  // directory; InvalidArgument that names a malformed file.
  static absl::StatusOr<std::unique_ptr<ActorVerifier>> Load(const std::string& directory,
                                                             const Clock& clock);
  ~ActorVerifier();

  // Who the token stands for. Only the issuer "gateway" may vouch for users and citizens; any
  // other, and "gateway" too, for itself as a service. Unauthenticated, without saying which check
  // failed, for a token that is malformed, expired, good for more than five minutes, unsigned or
  // signed by a stranger. Verified tokens are cached until they expire.
  absl::StatusOr<Actor> Verify(std::string_view token) const;

 private:
  struct Impl;
  explicit ActorVerifier(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace hecha::security
