#include "gateway/directory/second_factor.h"

#include <fmt/format.h>
#include <liboath/oath.h>

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::directory {
namespace {

constexpr size_t kDigits = 6;
constexpr size_t kWindow = 1;

absl::Status OtpWrong() {
  return Refuse(absl::StatusCode::kUnauthenticated,
                {"OTP_WRONG", "otp", "动态口令不正确或已用过", "wrong or used one-time password"});
}

bool IsSixDigits(std::string_view otp) {
  return otp.size() == kDigits &&
         std::all_of(otp.begin(), otp.end(), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

absl::StatusOr<SecondFactor> SecondFactor::Enrol(const std::optional<SecondFactor>& earlier,
                                                 UserId user, std::string division,
                                                 std::string secret) {
  if (earlier.has_value() && earlier->active())
    return RefuseState("SECOND_FACTOR_ACTIVE", "已启用动态口令，请先解除",
                       "there is a second factor: remove it first");
  SecondFactor factor;
  factor.user = user;
  factor.division = std::move(division);
  factor.secret = std::move(secret);
  if (earlier.has_value()) {
    factor.last_step = earlier->last_step;
    factor.version = earlier->version;
  }
  ++factor.version;
  return factor;
}

absl::Status SecondFactor::Accept(std::string_view otp, absl::Time now) {
  if (!IsSixDigits(otp)) return OtpWrong();
  uint64_t step = 0;
  const int found = oath_totp_validate3(
      secret.data(), secret.size(), absl::ToTimeT(now), OATH_TOTP_DEFAULT_TIME_STEP_SIZE,
      OATH_TOTP_DEFAULT_START_TIME, kWindow, nullptr, &step, std::string(otp).c_str());
  if (found < 0 || static_cast<int64_t>(step) <= last_step) return OtpWrong();
  last_step = static_cast<int64_t>(step);
  return absl::OkStatus();
}

absl::Status SecondFactor::Confirm(std::string_view otp, absl::Time now) {
  if (state != SecondFactorState::kPending)
    return RefuseState("NO_PENDING_FACTOR", "没有待确认的动态口令",
                       "there is no second factor to confirm");
  RETURN_IF_ERROR(Accept(otp, now));
  state = SecondFactorState::kActive;
  ++version;
  return absl::OkStatus();
}

absl::Status SecondFactor::Remove() {
  if (state == SecondFactorState::kRemoved)
    return RefuseState("NO_SECOND_FACTOR", "没有启用动态口令", "there is no second factor");
  state = SecondFactorState::kRemoved;
  secret.clear();
  ++version;
  return absl::OkStatus();
}

std::string SecondFactor::Base32() const {
  char* text = nullptr;
  size_t length = 0;
  if (oath_base32_encode(secret.data(), secret.size(), &text, &length) != OATH_OK) return "";
  std::string base32(text, length);
  std::free(text);
  return base32;
}

std::string SecondFactor::Uri(std::string_view username) const {
  return fmt::format("otpauth://totp/hecha:{}?secret={}&issuer=hecha", username, Base32());
}

}  // namespace hecha::directory
