#include "gateway/directory/division_service.h"

#include "services/common/base/page.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::directory {

absl::Status DivisionService::Put(const Call& call, const std::vector<Division>& divisions) {
  for (const Division& division : divisions) RETURN_IF_ERROR(division.Check());
  return database_.Transact(call.deadline, [&](db::Transaction& transaction) -> absl::Status {
    for (const Division& division : divisions) RETURN_IF_ERROR(store_.Put(transaction, division));
    return absl::OkStatus();
  });
}

absl::StatusOr<DivisionService::Listing> DivisionService::List(const Call& call,
                                                               const std::string& within,
                                                               int page_size,
                                                               const std::string& page_token) {
  if (!within.empty() && !IsDivisionCode(within))
    return RefuseField("DIVISION_CODE", "within", "区划代码须为 2、4、6 或 9 位数字",
                       "a division code has 2, 4, 6 or 9 digits");
  if (!page_token.empty() && !IsDivisionCode(page_token))
    return RefuseField("PAGE_TOKEN", "page_token", "page_token 无效",
                       "page_token is not one that a list returned");
  ASSIGN_OR_RETURN(const Page page, Page::Parse(page_size, ""));
  Listing listing;
  ASSIGN_OR_RETURN(listing.divisions,
                   database_.Read(call.deadline, [&](db::Transaction& transaction) {
                     return store_.List(transaction, within, page_token, page.size + 1);
                   }));
  if (listing.divisions.size() > static_cast<size_t>(page.size)) {
    listing.divisions.resize(page.size);
    listing.next_page_token = listing.divisions.back().code;
  }
  return listing;
}

}  // namespace hecha::directory
