// A TextVault seals the texts of one row under the data key of what the row is about, and opens
// them as long as that key is there. Of a subject that was purged every text is empty, and none
// is written again. Immutable, so safe for concurrent use.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "services/common/base/id.h"
#include "services/common/security/data_key.h"

namespace hecha::security {

class TextVault {
 public:
  // Over the row `row` of `table`, with what DataKeyStore answered for its subject: NotFound says
  // that the subject has no key, or no more. Any other error is the answer.
  static absl::StatusOr<TextVault> Over(absl::StatusOr<DataKey> key, std::string_view table,
                                        const Uuid& row);

  // An empty text stays empty. The result can be opened in no other row and column.
  std::string Seal(std::string_view text, std::string_view column) const;

  // Opens in place. DataLoss if the value was altered, moved or sealed under another key.
  absl::Status Open(std::string& text, std::string_view column) const;

 private:
  TextVault(std::optional<DataKey> key, std::string_view table, const Uuid& row)
      : key_(std::move(key)), table_(table), row_(row) {}

  std::string Context(std::string_view column) const;

  const std::optional<DataKey> key_;
  const std::string table_;
  const Uuid row_;
};

}  // namespace hecha::security
