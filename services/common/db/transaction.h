// Statements within one transaction.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/base/id.h"
#include "services/common/base/status_macros.h"
#include "services/common/db/row.h"

namespace hecha::db {

class Connection;
class Database;

// What a `?` may stand for. NULL is monostate.
using Param = std::variant<std::monostate, int64_t, std::string, Uuid, absl::Time>;

inline Param ToParam(Param value) { return value; }
inline Param ToParam(std::string_view value) { return std::string(value); }
inline Param ToParam(const char* value) { return std::string(value); }
inline Param ToParam(std::string value) { return value; }
inline Param ToParam(const Uuid& value) { return value; }
inline Param ToParam(absl::Time value) { return value; }
template <class Tag>
Param ToParam(const Id<Tag>& value) {
  return value.uuid;
}
template <class T>
requires std::is_integral_v<T> || std::is_enum_v<T> Param ToParam(T value) {
  return static_cast<int64_t>(value);
}
template <class T>
Param ToParam(const std::optional<T>& value) {
  return value.has_value() ? ToParam(*value) : Param();
}
// Values of one size in a BLOB, one after the other as they lie in memory: every machine that runs
// us has the same order. Row::Packed reads them.
template <class T>
requires std::is_trivially_copyable_v<T> Param ToParam(const std::vector<T>& values) {
  return std::string(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T));
}

// Runs statements on the connection of a running transaction. Statements are prepared once
// a connection and kept. Used by one thread. `sql` must be a string constant: it is the key
// of the statement cache and the label of hecha_sql_duration_seconds is its first comment-free
// word and table, never its values.
class Transaction {
 public:
  explicit Transaction(Connection& connection) : connection_(connection) {}
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  // Runs a statement that returns no rows. Returns how many rows it changed: 0 from an
  // UPDATE … WHERE version = ? means that somebody was faster. A duplicate key is
  // AlreadyExists; a lock conflict is Aborted and makes Transact start again; an ALTER TABLE
  // that has been done before is FailedPrecondition.
  template <class... Args>
  absl::StatusOr<int64_t> Execute(const char* sql, Args&&... args) {
    return ExecuteParams(sql, {ToParam(std::forward<Args>(args))...});
  }

  // Calls `each` for every row of a result, in order.
  template <class... Args>
  absl::Status Query(const char* sql, absl::FunctionRef<void(const Row&)> each, Args&&... args) {
    return QueryParams(sql, each, {ToParam(std::forward<Args>(args))...});
  }

  // The first row as `read` makes it, or nullopt where there is none.
  template <class Read, class... Args>
  auto QueryOne(const char* sql, Read read, Args&&... args)
      -> absl::StatusOr<std::optional<std::invoke_result_t<Read, const Row&>>> {
    std::optional<std::invoke_result_t<Read, const Row&>> found;
    RETURN_IF_ERROR(QueryParams(sql,
                                [&](const Row& row) {
                                  if (!found.has_value()) found.emplace(read(row));
                                },
                                {ToParam(std::forward<Args>(args))...}));
    return found;
  }

  // The same with the parameters in a list, for statements whose length varies (IN lists,
  // multi-row inserts, filters). Such SQL is prepared, run and dropped where `sql` is not
  // seen again; keep the number of shapes small.
  absl::StatusOr<int64_t> ExecuteParams(std::string_view sql, const std::vector<Param>& params);
  absl::Status QueryParams(std::string_view sql, absl::FunctionRef<void(const Row&)> each,
                           const std::vector<Param>& params);

  // Calls `act` once the transaction is committed; never where it is not, or where nobody knows.
  void AfterCommit(absl::AnyInvocable<void() &&> act) { after_commit_.push_back(std::move(act)); }

 private:
  friend class Database;
  void Committed();

  Connection& connection_;
  std::vector<absl::AnyInvocable<void() &&>> after_commit_;
};

}  // namespace hecha::db
