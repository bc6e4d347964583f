// One row of a result, read by position. Valid only inside the callback that got it.
#pragma once

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include "absl/time/time.h"
#include "services/common/base/id.h"

namespace sql {
class ResultSet;
}

namespace hecha::db {

// A column of another type than the one asked for, or an unexpected NULL, is a defect of
// the SQL beside the call: it ends the transaction with Internal, never a silent zero.
class Row {
 public:
  explicit Row(sql::ResultSet& result) : result_(result) {}

  // Columns count from 0.
  int64_t Int(int column) const;
  bool Bool(int column) const { return Int(column) != 0; }
  std::string Text(int column) const;  // also BINARY and BLOB: NUL-safe
  Uuid Id(int column) const;           // BINARY(16)
  absl::Time Time(int column) const;   // DATETIME(6), UTC
  bool IsNull(int column) const;
  std::optional<absl::Time> OptionalTime(int column) const;
  std::optional<std::string> OptionalText(int column) const;
  std::optional<int64_t> OptionalInt(int column) const;

  // An Id<Tag> by its noun: row.As<LeadId>(0).
  template <class TypedId>
  TypedId As(int column) const {
    return TypedId{Id(column)};
  }

  // What ToParam made of a vector of T.
  template <class T>
  std::vector<T> Packed(int column) const {
    static_assert(std::is_trivially_copyable_v<T>);
    const std::string bytes = PackedBytes(column, sizeof(T));
    std::vector<T> values(bytes.size() / sizeof(T));
    std::memcpy(values.data(), bytes.data(), bytes.size());
    return values;
  }

 private:
  std::string PackedBytes(int column, size_t size) const;

  sql::ResultSet& result_;
};

}  // namespace hecha::db
