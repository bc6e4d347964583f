#include "services/common/security/actor_token.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <optional>
#include <unordered_map>
#include <utility>

#include "absl/synchronization/mutex.h"
#include "hecha/common/v1/actor.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/security/key_file.h"

namespace hecha::security {
namespace {

namespace pb = ::hecha::common::v1;
using PbRole = ::hecha::options::v1::Role;

constexpr std::string_view kContext = "hecha-actor-v1\n";
constexpr std::string_view kGateway = "gateway";
constexpr size_t kPublicKeySize = 32;
// An issuer's two minutes, and room for clocks that differ: with more, what a stolen key signed
// once would outlive the key's replacement.
constexpr absl::Duration kLongestLife = absl::Minutes(5);
// Tokens kept at most, by an issuer and by a verifier: some 10 MiB.
constexpr size_t kCacheSize = 16384;

// The base names the roles without protos; their numbers must not drift apart.
template <Role role, PbRole number>
constexpr bool kSame = static_cast<int>(role) == static_cast<int>(number);
static_assert(kSame<Role::kClerk, PbRole::ROLE_CLERK>);
static_assert(kSame<Role::kOffice, PbRole::ROLE_OFFICE>);
static_assert(kSame<Role::kInvestigator, PbRole::ROLE_INVESTIGATOR>);
static_assert(kSame<Role::kUnitHead, PbRole::ROLE_UNIT_HEAD>);
static_assert(kSame<Role::kLeader, PbRole::ROLE_LEADER>);
static_assert(kSame<Role::kDiscipline, PbRole::ROLE_DISCIPLINE>);
static_assert(kSame<Role::kOrganisation, PbRole::ROLE_ORGANISATION>);
static_assert(kSame<Role::kCityOffice, PbRole::ROLE_CITY_OFFICE>);
static_assert(kSame<Role::kOperator, PbRole::ROLE_OPERATOR>);
static_assert(options::v1::Role_ARRAYSIZE == 10, "a new role needs a line above and in base");

// What a token of some text is worth, until when.
template <class Value>
class ExpiringCache {
 public:
  // The value of `text` if it is still fresh at `now`.
  std::optional<Value> Find(const std::string& text, absl::Time now) {
    absl::MutexLock lock(&mutex_);
    auto found = entries_.find(text);
    if (found == entries_.end() || found->second.until <= now) return std::nullopt;
    return found->second.value;
  }

  void Put(std::string text, Value value, absl::Time until, absl::Time now) {
    absl::MutexLock lock(&mutex_);
    if (entries_.size() >= kCacheSize) {
      std::erase_if(entries_, [&](const auto& entry) { return entry.second.until <= now; });
      // All of them fresh: starting anew costs one signature each, growing could cost the process.
      if (entries_.size() >= kCacheSize) entries_.clear();
    }
    entries_.insert_or_assign(std::move(text), Entry{std::move(value), until});
  }

 private:
  struct Entry {
    Value value;
    absl::Time until;
  };
  absl::Mutex mutex_;
  std::unordered_map<std::string, Entry> entries_ ABSL_GUARDED_BY(mutex_);
};

pb::Actor ToProto(const Actor& actor, const std::string& issuer, std::string_view session_id) {
  pb::Actor proto;
  proto.set_issuer(issuer);
  proto.set_display_name(actor.name);
  proto.set_division(actor.division);
  proto.set_session_id(std::string(session_id));
  if (actor.kind == Actor::Kind::kService) proto.set_service(actor.service);
  if (actor.kind == Actor::Kind::kUser) proto.set_user_id(actor.user.ToString());
  if (!actor.unit.nil()) proto.set_unit_id(actor.unit.ToString());
  for (Role role : actor.roles) proto.add_roles(static_cast<PbRole>(role));
  return proto;
}

absl::StatusOr<Actor> FromProto(const pb::Actor& proto) {
  Actor actor;
  actor.name = proto.display_name();
  actor.division = proto.division();
  if (!proto.service().empty()) {
    actor.kind = Actor::Kind::kService;
    actor.service = proto.service();
  } else if (!proto.user_id().empty()) {
    actor.kind = Actor::Kind::kUser;
    ASSIGN_OR_RETURN(actor.user, UserId::Parse(proto.user_id()));
    actor.session = proto.session_id();
  }
  if (!proto.unit_id().empty()) {
    ASSIGN_OR_RETURN(actor.unit, UnitId::Parse(proto.unit_id()));
  }
  for (int role : proto.roles()) {
    // A role that a newer gateway knows and we do not opens nothing here.
    if (role != 0 && options::v1::Role_IsValid(role)) actor.roles.insert(static_cast<Role>(role));
  }
  return actor;
}

bool MayVouch(const pb::Actor& proto) {
  if (!proto.service().empty()) {
    return proto.service() == proto.issuer() && proto.user_id().empty();
  }
  return proto.issuer() == kGateway;
}

// A name that can be a file's name and nothing else.
bool IsIssuerName(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

absl::StatusOr<std::string> ReadPublicKey(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadPublicFile(path));
  absl::StatusOr<std::string> key = FromHex(text, kPublicKeySize);
  if (!key.ok()) {
    return absl::InvalidArgumentError(
        fmt::format("{}: {}", path, std::string(key.status().message())));
  }
  return key;
}

absl::Status Unauthenticated() {
  return Refuse(absl::StatusCode::kUnauthenticated,
                {"UNAUTHENTICATED", "", "未登录或登录已失效", "sign in, or sign in again"});
}

}  // namespace

struct ActorIssuer::Impl {
  std::string issuer;
  SigningKey key;
  const Clock& clock;
  absl::Duration lifetime;
  ExpiringCache<std::string> tokens;

  Impl(std::string issuer_in, SigningKey key_in, const Clock& clock_in, absl::Duration lifetime_in)
      : issuer(std::move(issuer_in)),
        key(std::move(key_in)),
        clock(clock_in),
        lifetime(lifetime_in) {}
};

ActorIssuer::ActorIssuer(std::string issuer, SigningKey key, const Clock& clock,
                         absl::Duration lifetime)
    : impl_(std::make_shared<Impl>(std::move(issuer), std::move(key), clock, lifetime)) {}

std::string ActorIssuer::Issue(const Actor& actor, std::string_view session_id) const {
  pb::Actor proto = ToProto(actor, impl_->issuer, session_id);
  std::string unsigned_text = proto.SerializeAsString();
  const absl::Time now = impl_->clock.Now();
  if (std::optional<std::string> token = impl_->tokens.Find(unsigned_text, now)) return *token;

  const absl::Time expires = now + impl_->lifetime;
  const int64_t micros = absl::ToUnixMicros(expires);
  proto.mutable_expires_at()->set_seconds(micros / 1000000);
  proto.mutable_expires_at()->set_nanos(static_cast<int32_t>(micros % 1000000 * 1000));
  pb::SignedActor signed_actor;
  signed_actor.set_actor(proto.SerializeAsString());
  signed_actor.set_signature(impl_->key.Sign(std::string(kContext) + signed_actor.actor()));
  std::string token = signed_actor.SerializeAsString();
  impl_->tokens.Put(std::move(unsigned_text), token, now + impl_->lifetime / 2, now);
  return token;
}

std::string ActorIssuer::IssueService() const {
  Actor self;
  self.kind = Actor::Kind::kService;
  self.service = impl_->issuer;
  self.name = impl_->issuer;
  return Issue(self, "");
}

struct ActorVerifier::Impl {
  const std::string directory;
  const Clock& clock;
  absl::Mutex mutex;
  std::map<std::string, std::string> keys ABSL_GUARDED_BY(mutex);
  ExpiringCache<Actor> verified;

  Impl(std::string directory_in, const Clock& clock_in)
      : directory(std::move(directory_in)), clock(clock_in) {}

  std::string KnownKey(const std::string& issuer) {
    absl::MutexLock lock(&mutex);
    auto found = keys.find(issuer);
    return found == keys.end() ? std::string() : found->second;
  }

  bool IsSigned(const std::string& issuer, const pb::SignedActor& token) {
    if (!IsIssuerName(issuer)) return false;
    const std::string message = std::string(kContext) + token.actor();
    const std::string known = KnownKey(issuer);
    if (!known.empty() && security::Verify(known, message, token.signature())) return true;

    const absl::StatusOr<std::string> current =
        ReadPublicKey(fmt::format("{}/{}.pub", directory, issuer));
    if (!current.ok() || *current == known) return false;
    if (!security::Verify(*current, message, token.signature())) return false;
    absl::MutexLock lock(&mutex);
    keys[issuer] = *current;
    return true;
  }
};

ActorVerifier::ActorVerifier(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
ActorVerifier::~ActorVerifier() = default;

absl::StatusOr<std::unique_ptr<ActorVerifier>> ActorVerifier::Load(const std::string& directory,
                                                                   const Clock& clock) {
  auto impl = std::make_unique<Impl>(directory, clock);
  std::error_code error;
  std::filesystem::directory_iterator files(directory, error);
  if (error) {
    return absl::NotFoundError(
        fmt::format("cannot read the trusted keys in {}: {}", directory, error.message()));
  }
  for (const auto& file : files) {
    if (file.path().extension() != ".pub") continue;
    ASSIGN_OR_RETURN(std::string key, ReadPublicKey(file.path().string()));
    absl::MutexLock lock(&impl->mutex);
    impl->keys[file.path().stem().string()] = std::move(key);
  }
  return std::unique_ptr<ActorVerifier>(new ActorVerifier(std::move(impl)));
}

absl::StatusOr<Actor> ActorVerifier::Verify(std::string_view token) const {
  std::string text(token);
  const absl::Time now = impl_->clock.Now();
  if (std::optional<Actor> actor = impl_->verified.Find(text, now)) return *std::move(actor);

  pb::SignedActor signed_actor;
  pb::Actor proto;
  if (!signed_actor.ParseFromString(text) || !proto.ParseFromString(signed_actor.actor())) {
    return Unauthenticated();
  }
  if (!impl_->IsSigned(proto.issuer(), signed_actor) || !MayVouch(proto)) return Unauthenticated();
  const absl::Time expires = absl::FromUnixSeconds(proto.expires_at().seconds()) +
                             absl::Nanoseconds(proto.expires_at().nanos());
  if (expires <= now || expires > now + kLongestLife) return Unauthenticated();
  absl::StatusOr<Actor> actor = FromProto(proto);
  if (!actor.ok()) return Unauthenticated();
  impl_->verified.Put(std::move(text), *actor, expires, now);
  return actor;
}

}  // namespace hecha::security
