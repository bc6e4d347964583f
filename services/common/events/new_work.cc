#include "services/common/events/new_work.h"

#include <atomic>

#include "services/common/base/refusal.h"

namespace hecha::events {
namespace {

std::atomic<bool> new_work_held = false;

}  // namespace

void HoldNewWork(bool held) { new_work_held = held; }

absl::Status MayTakeNewWork() {
  if (!new_work_held) return absl::OkStatus();
  return Refuse(absl::StatusCode::kResourceExhausted,
                {.rule = "STORAGE_NEARLY_FULL",
                 .field = "",
                 .zh = "存储空间将满，暂不受理新的内容，请稍后重试或联系运维人员",
                 .en = "the storage is nearly full: nothing new is taken; try again later"});
}

}  // namespace hecha::events
