#include "services/common/db/transaction.h"

#include "services/common/db/connection.h"

namespace hecha::db {

absl::StatusOr<int64_t> Transaction::ExecuteParams(std::string_view sql,
                                                   const std::vector<Param>& params) {
  return connection_.Execute(sql, params);
}

absl::Status Transaction::QueryParams(std::string_view sql,
                                      absl::FunctionRef<void(const Row&)> each,
                                      const std::vector<Param>& params) {
  return connection_.Query(sql, each, params);
}

void Transaction::Committed() {
  for (auto& act : after_commit_) std::move(act)();
}

}  // namespace hecha::db
