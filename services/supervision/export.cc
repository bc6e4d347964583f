#include "services/supervision/export.h"

#include <fmt/format.h>

#include "services/supervision/ledger_column.h"

namespace hecha::supervision {

std::string Export::FileName() const {
  const std::string day = PrintDay(DayOf(expires_at - kKeptFor));
  if (ledgers.size() == 1)
    return fmt::format("{}-{}-{}.xlsx", TitleOf(ledgers.front()), division, day);
  return fmt::format("六本台账与统计-{}-{}.xlsx", division, day);
}

}  // namespace hecha::supervision
