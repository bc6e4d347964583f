#include "services/verification/case_vault.h"

#include <fmt/format.h>

#include "services/common/base/status_macros.h"
#include "services/common/security/keyring.h"

namespace hecha::verification {

std::string CaseVault::Seal(std::string_view text, std::string_view table, int64_t row,
                            std::string_view column) const {
  return text.empty() ? "" : key_.Seal(text, Context(table, row, column));
}

absl::Status CaseVault::Open(std::string& text, std::string_view table, int64_t row,
                             std::string_view column) const {
  if (text.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(text, key_.Open(text, Context(table, row, column)));
  return absl::OkStatus();
}

std::string CaseVault::Context(std::string_view table, int64_t row, std::string_view column) const {
  return security::ColumnContext(table, fmt::format("{}/{}", id_, row), column);
}

}  // namespace hecha::verification
