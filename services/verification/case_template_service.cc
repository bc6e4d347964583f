#include "services/verification/case_template_service.h"

namespace hecha::verification {

absl::StatusOr<std::vector<CaseTemplate>> CaseTemplateService::List(const Call& call, int sector) {
  return database_.Read(call.deadline, [&](db::Transaction& transaction) {
    return templates_.List(transaction, sector, call.now);
  });
}

}  // namespace hecha::verification
