#include "gateway/directory/session_service.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::directory {
namespace {

// Longer input is no password; it is refused before it costs anything.
constexpr size_t kLongestPasswordBytes = 1024;
constexpr size_t kLongestUsername = 32;

absl::Status LoginFailed() {
  return Refuse(absl::StatusCode::kUnauthenticated,
                {"LOGIN_FAILED", "", "用户名或密码不正确", "wrong username or password"});
}

absl::Status NoSession() {
  return Refuse(absl::StatusCode::kUnauthenticated,
                {"SIGN_IN_REQUIRED", "", "请先登录", "sign in first"});
}

}  // namespace

absl::StatusOr<NewSession> SessionService::Login(const Call& call, const Credentials& credentials) {
  const auto& [username, password, otp] = credentials;
  if (username.size() > kLongestUsername || password.size() > kLongestPasswordBytes)
    return LoginFailed();
  const absl::Time now = clock_.Now();
  RETURN_IF_ERROR(throttle_.Try(username, now));
  ASSIGN_OR_RETURN(std::optional<User> user,
                   database_.Read(call.deadline, [&](db::Transaction& transaction) {
                     return users_.FindByUsername(transaction, username);
                   }));
  const bool may_sign_in = user.has_value() && !user->disabled;
  ASSIGN_OR_RETURN(
      const bool matches,
      hasher_.Matches(password, may_sign_in ? user->password_hash : "", call.deadline));
  if (!matches) return LoginFailed();
  RETURN_IF_ERROR(second_factors_.Check(call, user->id, otp));
  throttle_.Succeed(username);

  NewSession opened;
  opened.token = NewSessionToken();
  const Session session = Session::Open(SessionId::Of(opened.token), user->id, now);
  opened.user = *std::move(user);
  opened.expires_at = session.expires_at;
  RETURN_IF_ERROR(database_.Transact(call.deadline, [&](db::Transaction& transaction) {
    return sessions_.Insert(transaction, session);
  }));
  return opened;
}

std::optional<SessionView> SessionService::Verified(std::string_view token, bool used) const {
  if (!IsSessionToken(token)) return std::nullopt;
  return cache_.Find(SessionId::Of(token), clock_.Now(), used);
}

absl::StatusOr<SessionView> SessionService::Authenticate(std::string_view token,
                                                         absl::Time deadline, bool used) {
  if (!IsSessionToken(token)) return NoSession();
  const SessionId id = SessionId::Of(token);
  const absl::Time now = clock_.Now();
  if (std::optional<SessionView> view = cache_.Find(id, now, used)) return *std::move(view);

  ASSIGN_OR_RETURN(const std::optional<Found> found, FindLive(id, deadline));
  if (!found.has_value()) return NoSession();
  if (used && found->session.TouchDueAt(now)) {
    RETURN_IF_ERROR(database_.Transact(deadline, [&](db::Transaction& transaction) {
      return sessions_.Touch(transaction, id, now);
    }));
  }
  const std::string hex = id.ToHex();
  SessionView view{found->user.ActIn(hex), hex, found->session.expires_at};
  cache_.Put(id, view, now, used);
  return view;
}

absl::StatusOr<bool> SessionService::IsLive(std::string_view token, absl::Time deadline) {
  if (!IsSessionToken(token)) return false;
  ASSIGN_OR_RETURN(const std::optional<Found> found, FindLive(SessionId::Of(token), deadline));
  return found.has_value();
}

absl::StatusOr<std::optional<SessionService::Found>> SessionService::FindLive(const SessionId& id,
                                                                              absl::Time deadline) {
  return database_.Read(
      deadline, [&](db::Transaction& transaction) -> absl::StatusOr<std::optional<Found>> {
        ASSIGN_OR_RETURN(const std::optional<Session> session, sessions_.Find(transaction, id));
        if (!session.has_value() || !session->LiveAt(clock_.Now())) return std::nullopt;
        ASSIGN_OR_RETURN(User user, users_.Find(transaction, session->user));
        if (user.disabled) return std::nullopt;
        return Found{*session, std::move(user)};
      });
}

absl::Status SessionService::Logout(const Call& call) {
  absl::StatusOr<SessionId> id = SessionId::Parse(call.actor.session);
  if (!id.ok()) return NoSession();
  RETURN_IF_ERROR(database_.Transact(call.deadline, [&](db::Transaction& transaction) {
    return sessions_.Delete(transaction, *id);
  }));
  cache_.Forget(*id);
  return absl::OkStatus();
}

absl::StatusOr<SessionService::Identity> SessionService::Me(const Call& call) {
  return database_.Read(
      call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<Identity> {
        Identity identity;
        ASSIGN_OR_RETURN(identity.user, users_.Find(transaction, call.actor.user));
        ASSIGN_OR_RETURN(identity.unit, units_.Find(transaction, call.actor.unit));
        ASSIGN_OR_RETURN(identity.second_factor,
                         second_factors_.IsActive(transaction, call.actor.user));
        return identity;
      });
}

absl::Status SessionService::PurgeExpired() {
  return database_.Transact(absl::InfiniteFuture(), [&](db::Transaction& transaction) {
    return sessions_.DeleteExpired(transaction, clock_.Now());
  });
}

}  // namespace hecha::directory
