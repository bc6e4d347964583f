#include "services/verification/case_template_store.h"

#include <string>

#include "absl/strings/str_split.h"
#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

constexpr char kList[] =
    "SELECT sector, effective_at, plan, steps, documents FROM case_template AS t WHERE (? = 0 OR "
    "sector = ?) AND effective_at = (SELECT MAX(u.effective_at) FROM case_template AS u WHERE "
    "u.sector = t.sector AND u.effective_at <= ?) ORDER BY sector";

std::vector<std::string> Lines(const std::string& text) {
  return absl::StrSplit(text, '\n', absl::SkipEmpty());
}

}  // namespace

absl::StatusOr<std::vector<CaseTemplate>> CaseTemplateStore::List(db::Transaction& transaction,
                                                                  int sector,
                                                                  absl::Time now) const {
  std::vector<CaseTemplate> templates;
  RETURN_IF_ERROR(transaction.Query(
      kList,
      [&](const db::Row& row) {
        templates.push_back({static_cast<int>(row.Int(0)), row.Time(1), row.Text(2),
                             Lines(row.Text(3)), Lines(row.Text(4))});
      },
      sector, sector, now));
  return templates;
}

}  // namespace hecha::verification
