#include "services/supervision/calendar_store.h"

#include <utility>

#include "services/common/base/status_macros.h"

namespace hecha::supervision {
namespace {

constexpr char kList[] = "SELECT DATE_FORMAT(day, '%Y-%m-%d'), working FROM calendar_day";
constexpr char kForgetYear[] = "DELETE FROM calendar_day WHERE YEAR(day) = ?";
constexpr char kInsert[] = "INSERT INTO calendar_day (day, working) VALUES (?, ?)";

}  // namespace

absl::StatusOr<WorkingDays> CalendarStore::Load(db::Transaction& transaction) const {
  WorkingDays::Exceptions exceptions;
  RETURN_IF_ERROR(transaction.Query(kList, [&](const db::Row& row) {
    absl::CivilDay day;
    // The database wrote the text from a DATE.
    (void)absl::ParseCivilTime(row.Text(0), &day);
    exceptions[day] = row.Bool(1);
  }));
  return WorkingDays(std::move(exceptions));
}

absl::Status CalendarStore::ReplaceYear(db::Transaction& transaction, int year,
                                        const WorkingDays::Exceptions& days) const {
  RETURN_IF_ERROR(transaction.Execute(kForgetYear, year).status());
  for (const auto& [day, working] : days)
    RETURN_IF_ERROR(transaction.Execute(kInsert, absl::FormatCivilTime(day), working).status());
  return absl::OkStatus();
}

}  // namespace hecha::supervision
