// A CaseVault seals and opens the texts of one case under the data key of its lead, so that they
// end with the lead. A text cannot be moved to another case, table, row or column. Immutable, so
// safe for concurrent use.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "services/common/security/data_key.h"
#include "services/verification/case.h"

namespace hecha::verification {

class CaseVault {
 public:
  CaseVault(security::DataKey key, CaseId id) : key_(std::move(key)), id_(id.ToString()) {}

  // `row` counts within `table`; 0 for the case itself. An empty text stays empty.
  std::string Seal(std::string_view text, std::string_view table, int64_t row,
                   std::string_view column) const;
  // Opens in place.
  absl::Status Open(std::string& text, std::string_view table, int64_t row,
                    std::string_view column) const;

 private:
  std::string Context(std::string_view table, int64_t row, std::string_view column) const;

  const security::DataKey key_;
  const std::string id_;
};

}  // namespace hecha::verification
