#include "gateway/directory/second_factor_service.h"

#include <optional>
#include <utility>

#include "hecha/directory/v1/events.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::directory {
namespace {

// RFC 4226 section 4, R6.
constexpr size_t kSecretBytes = 20;

absl::Status NoFactor() {
  return RefuseState("NO_SECOND_FACTOR", "没有启用动态口令", "there is no second factor");
}

events::Event Changed(const SecondFactor& factor, std::string action) {
  v1::SecondFactorChanged payload;
  payload.set_user_id(factor.user.ToString());
  payload.set_active(factor.active());
  return events::MakeEvent("second_factor", factor.user.uuid, factor.version, factor.division,
                           std::move(action), std::move(payload));
}

}  // namespace

absl::StatusOr<User> SecondFactorService::FindUser(const Call& call, const UserId& id) {
  return journal_.database().Read(
      call.deadline, [&](db::Transaction& transaction) { return users_.Find(transaction, id); });
}

absl::StatusOr<SecondFactorService::Enrolment> SecondFactorService::Enrol(
    const Call& call, const std::string& password) {
  ASSIGN_OR_RETURN(const User user, FindUser(call, call.actor.user));
  const std::string name = user.id.ToString();
  RETURN_IF_ERROR(throttle_.Try(name, call.now));
  ASSIGN_OR_RETURN(const bool matches,
                   hasher_.Matches(password, user.password_hash, call.deadline));
  if (!matches) return RefuseField("PASSWORD_WRONG", "password", "密码不正确", "wrong password");
  throttle_.Succeed(name);
  ASSIGN_OR_RETURN(
      const SecondFactor factor,
      journal_.Commit(
          call,
          [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
            ASSIGN_OR_RETURN(const auto earlier, factors_.Lock(transaction, user.id));
            ASSIGN_OR_RETURN(const SecondFactor factor,
                             SecondFactor::Enrol(earlier, user.id, user.division,
                                                 security::RandomBytes(kSecretBytes)));
            RETURN_IF_ERROR(factors_.Save(transaction, factor));
            RETURN_IF_ERROR(
                journal_.Append(transaction, call, Changed(factor, "second_factor.enrol")));
            return user.id.uuid;
          },
          [&](db::Transaction& transaction, const Uuid& id) -> absl::StatusOr<SecondFactor> {
            ASSIGN_OR_RETURN(auto factor, factors_.Lock(transaction, UserId{id}));
            // A retry is shown the secret again only as long as nobody relies on it.
            if (factor->state != SecondFactorState::kPending) return NoFactor();
            return *std::move(factor);
          }));
  return Enrolment{factor.Base32(), factor.Uri(user.username)};
}

template <class Rule>
absl::StatusOr<SecondFactor> SecondFactorService::Change(const Call& call, const UserId& user,
                                                         std::string action, Rule rule) {
  return journal_.Commit(
      call,
      [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
        ASSIGN_OR_RETURN(auto factor, factors_.Lock(transaction, user));
        if (!factor.has_value()) return NoFactor();
        RETURN_IF_ERROR(rule(*factor));
        RETURN_IF_ERROR(factors_.Save(transaction, *factor));
        RETURN_IF_ERROR(journal_.Append(transaction, call, Changed(*factor, action)));
        return user.uuid;
      },
      [&](db::Transaction& transaction, const Uuid& id) -> absl::StatusOr<SecondFactor> {
        ASSIGN_OR_RETURN(auto factor, factors_.Lock(transaction, UserId{id}));
        return *std::move(factor);
      });
}

template <class Rule>
absl::StatusOr<SecondFactor> SecondFactorService::ChangeOwn(const Call& call, std::string action,
                                                            Rule rule) {
  const std::string user = call.actor.user.ToString();
  RETURN_IF_ERROR(throttle_.Try(user, call.now));
  absl::StatusOr<SecondFactor> factor = Change(call, call.actor.user, std::move(action), rule);
  if (factor.ok()) throttle_.Succeed(user);
  return factor;
}

absl::StatusOr<SecondFactor> SecondFactorService::Confirm(const Call& call, std::string_view otp) {
  return ChangeOwn(call, "second_factor.confirm",
                   [&](SecondFactor& factor) { return factor.Confirm(otp, call.now); });
}

absl::StatusOr<SecondFactor> SecondFactorService::Remove(const Call& call, std::string_view otp) {
  return ChangeOwn(call, "second_factor.remove", [&](SecondFactor& factor) -> absl::Status {
    if (!factor.active()) return NoFactor();
    RETURN_IF_ERROR(factor.Accept(otp, call.now));
    return factor.Remove();
  });
}

absl::StatusOr<SecondFactor> SecondFactorService::Reset(const Call& call, const UserId& id) {
  ASSIGN_OR_RETURN(const User user, FindUser(call, id));
  if (!ActsForDeployment(call.actor) && !call.actor.Covers(user.division))
    return RefuseUnknown("用户", "user");
  RETURN_IF_ERROR(CheckMayAppoint(call.actor, user.roles));
  return Change(call, id, "second_factor.reset",
                [](SecondFactor& factor) { return factor.Remove(); });
}

absl::Status SecondFactorService::Check(const Call& call, const UserId& user,
                                        std::string_view otp) {
  return journal_.database().Transact(
      call.deadline, [&](db::Transaction& transaction) -> absl::Status {
        ASSIGN_OR_RETURN(auto factor, factors_.Lock(transaction, user));
        if (!factor.has_value() || !factor->active()) return absl::OkStatus();
        if (otp.empty())
          return Refuse(absl::StatusCode::kUnauthenticated,
                        {"OTP_REQUIRED", "otp", "请输入动态口令", "enter the one-time password"});
        RETURN_IF_ERROR(factor->Accept(otp, call.now));
        return factors_.Save(transaction, *factor);
      });
}

}  // namespace hecha::directory
