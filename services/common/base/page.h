// One page of a list, newest first by UUIDv7 (AIP-158).
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/id.h"
#include "services/common/base/refusal.h"

namespace hecha {

// What a list request asks for. Stores read `size` + 1 rows with an id below `before`, in
// descending order, so that Cut can tell whether there are more.
struct Page {
  static constexpr int kDefaultSize = 50;
  static constexpr int kMaxSize = 200;

  int size = kDefaultSize;
  // The last id of the page before; the greatest there is for the first page.
  Uuid before = Uuid::Max();

  // From `page_size` and `page_token` of a request. InvalidArgument for a token that this did
  // not hand out or a negative size; a size above the maximum is cut to it.
  static absl::StatusOr<Page> Parse(int page_size, std::string_view page_token) {
    if (page_size < 0)
      return RefuseField("NEGATIVE", "page_size", "page_size 不能为负",
                         "page_size must not be negative");
    Page page;
    if (page_size > 0) page.size = std::min(page_size, kMaxSize);
    if (page_token.empty()) return page;
    absl::StatusOr<Uuid> before = Uuid::Parse(page_token);
    if (!before.ok())
      return RefuseField("PAGE_TOKEN", "page_token", "page_token 无效",
                         "page_token is not one that a list returned");
    page.before = *before;
    return page;
  }

  // Drops the row that only proves that there are more, and returns the next page's token;
  // empty at the end. `id_of(row)` is the row's typed id.
  template <class Row, class IdOf>
  std::string Cut(std::vector<Row>& rows, IdOf id_of) const {
    if (rows.size() <= static_cast<size_t>(size)) return "";
    rows.resize(size);
    return id_of(rows.back()).ToString();
  }
};

}  // namespace hecha
