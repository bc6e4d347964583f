#include "services/verification/exhibit.h"

#include <fmt/format.h>

#include <utility>

#include "absl/strings/escaping.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::verification {
namespace {

constexpr size_t kMaxDescription = 500;
constexpr size_t kMaxPlace = 200;
constexpr size_t kMaxPurpose = 500;
constexpr size_t kHashLength = 32;
// An investigator's clock may run ahead of ours by this much.
constexpr absl::Duration kClockSkew = absl::Minutes(5);

}  // namespace

absl::Status Exhibit::Check(absl::Time now) const {
  RETURN_IF_ERROR(CheckLength("description", description, 1, kMaxDescription));
  RETURN_IF_ERROR(CheckLength("collected_place", collected_place, 0, kMaxPlace));
  if (sha256.size() != kHashLength)
    return RefuseField("HASH_LENGTH", "sha256", "SHA-256 须为 32 字节", "a SHA-256 has 32 bytes");
  if (collected_at > now + kClockSkew)
    return RefuseField("HAPPENED_IN_FUTURE", "collected_at", "提取时间不能晚于现在",
                       "it cannot have been collected in the future");
  return absl::OkStatus();
}

const CustodyEntry* Exhibit::Pending() const {
  return custody.empty() || custody.back().received.has_value() ? nullptr : &custody.back();
}

UserId Exhibit::Holder() const {
  if (custody.empty()) return collected_by;
  return custody.back().received.has_value() ? custody.back().to : custody.back().from;
}

absl::StatusOr<CustodyEntry> Exhibit::Draft(UserId from, UserId to, std::string purpose) const {
  if (from != Holder())
    return RefuseCaller("NOT_THE_HOLDER", "只有证物的现保管人可以移交",
                        "only who holds the exhibit hands it over");
  if (from == to)
    return RefuseField("SAME_PERSON", "to_user_id", "不能移交给本人", "hand it to another person");
  RETURN_IF_ERROR(CheckLength("purpose", purpose, 1, kMaxPurpose));
  CustodyEntry entry;
  entry.number = static_cast<int>(custody.size()) + 1;
  entry.from = from;
  entry.to = to;
  entry.purpose = std::move(purpose);
  return entry;
}

absl::StatusOr<CustodyEntry> Exhibit::DraftReceipt(UserId to) const {
  const CustodyEntry* pending = Pending();
  if (pending == nullptr || pending->to != to)
    return RefuseCaller("NOT_THE_RECEIVER", "没有移交给您的待接收证物",
                        "no hand-over of it waits for you");
  return *pending;
}

absl::Status Exhibit::HandOver(CustodyEntry entry) {
  ASSIGN_OR_RETURN(const CustodyEntry draft, Draft(entry.from, entry.to, entry.purpose));
  entry.number = draft.number;
  custody.push_back(std::move(entry));
  ++version;
  return absl::OkStatus();
}

absl::Status Exhibit::TakeOver(CustodyEntry entry) {
  RETURN_IF_ERROR(HandOver(std::move(entry)));
  custody.back().received = custody.back().given;
  return absl::OkStatus();
}

absl::Status Exhibit::Receive(UserId to, CustodySignature received) {
  RETURN_IF_ERROR(DraftReceipt(to).status());
  custody.back().received = std::move(received);
  ++version;
  return absl::OkStatus();
}

std::string CustodyPayload(const Exhibit& exhibit, const CustodyEntry& entry,
                           std::string_view purpose_hash) {
  return fmt::format("hecha-custody-v1\n{}\n{}\n{}\n{}\n{}\n{}\n{}\n", exhibit.id.ToString(),
                     exhibit.case_id.ToString(), absl::BytesToHexString(exhibit.sha256),
                     entry.number, entry.from.ToString(), entry.to.ToString(),
                     absl::BytesToHexString({purpose_hash.data(), purpose_hash.size()}));
}

}  // namespace hecha::verification
