// Identifiers: UUIDv7 (RFC 9562 section 5.7), typed by what they identify so that a
// LeadId cannot be passed for a UnitId.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace hecha {

// 16 bytes, ordered as bytes. The default value is the nil UUID.
class Uuid {
 public:
  Uuid() = default;

  // All ones: no id is greater (RFC 9562 section 5.10).
  static Uuid Max();

  // A new version 7 UUID for `now`: increasing within a process, 62 random bits or more.
  static Uuid V7(absl::Time now);

  // Parses the 36-character form; anything else is InvalidArgument.
  static absl::StatusOr<Uuid> Parse(std::string_view text);

  // Takes the 16 bytes of a BINARY(16) column; any other length is InvalidArgument.
  static absl::StatusOr<Uuid> FromBytes(std::string_view bytes);

  // The 36-character lower-case form.
  std::string ToString() const;

  std::string_view bytes() const {
    return {reinterpret_cast<const char*>(bytes_.data()), bytes_.size()};
  }
  bool nil() const { return *this == Uuid(); }

  auto operator<=>(const Uuid&) const = default;

  template <typename H>
  friend H AbslHashValue(H state, const Uuid& id) {
    return H::combine(std::move(state), id.bytes_);
  }

 private:
  std::array<uint8_t, 16> bytes_{};
};

// `Tag` is any type that names the noun, usually the aggregate's own class.
template <class Tag>
struct Id {
  Uuid uuid;

  static Id New(absl::Time now) { return {Uuid::V7(now)}; }
  static absl::StatusOr<Id> Parse(std::string_view text) {
    absl::StatusOr<Uuid> uuid = Uuid::Parse(text);
    if (!uuid.ok()) return uuid.status();
    return Id{*uuid};
  }

  std::string ToString() const { return uuid.ToString(); }
  bool nil() const { return uuid.nil(); }
  auto operator<=>(const Id&) const = default;

  template <typename H>
  friend H AbslHashValue(H state, const Id& id) {
    return H::combine(std::move(state), id.uuid);
  }
};

// Ids of what the directory owns and every service refers to.
using UserId = Id<struct UserTag>;
using UnitId = Id<struct UnitTag>;

}  // namespace hecha
