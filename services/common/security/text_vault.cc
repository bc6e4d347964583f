#include "services/common/security/text_vault.h"

#include "services/common/base/status_macros.h"

namespace hecha::security {

absl::StatusOr<TextVault> TextVault::Over(absl::StatusOr<DataKey> key, std::string_view table,
                                          const Uuid& row) {
  if (absl::IsNotFound(key.status())) return TextVault(std::nullopt, table, row);
  RETURN_IF_ERROR(key.status());
  return TextVault(*std::move(key), table, row);
}

std::string TextVault::Seal(std::string_view text, std::string_view column) const {
  return text.empty() || !key_.has_value() ? "" : key_->Seal(text, Context(column));
}

absl::Status TextVault::Open(std::string& text, std::string_view column) const {
  if (text.empty()) return absl::OkStatus();
  if (!key_.has_value()) {
    text.clear();
    return absl::OkStatus();
  }
  ASSIGN_OR_RETURN(text, key_->Open(text, Context(column)));
  return absl::OkStatus();
}

std::string TextVault::Context(std::string_view column) const {
  return ColumnContext(table_, row_.bytes(), column);
}

}  // namespace hecha::security
