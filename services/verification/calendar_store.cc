#include "services/verification/calendar_store.h"

#include <string>
#include <utility>

#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

constexpr char kList[] =
    "SELECT DATE_FORMAT(day, '%Y-%m-%d'), working, name, source, provisional FROM calendar_day "
    "WHERE ? = 0 OR YEAR(day) = ? ORDER BY day";
constexpr char kForgetYear[] = "DELETE FROM calendar_day WHERE YEAR(day) = ?";
constexpr char kInsert[] =
    "INSERT INTO calendar_day (day, working, name, source, provisional) VALUES (?, ?, ?, ?, ?)";

absl::CivilDay ReadDay(const db::Row& row) {
  absl::CivilDay day;
  // The database wrote the text from a DATE.
  (void)absl::ParseCivilTime(row.Text(0), &day);
  return day;
}

}  // namespace

absl::StatusOr<WorkingDays> CalendarStore::Load(db::Transaction& transaction) const {
  ASSIGN_OR_RETURN(const std::vector<CalendarDay> days, List(transaction, 0));
  WorkingDays::Exceptions exceptions;
  for (const CalendarDay& one : days) exceptions[one.day] = one.working;
  return WorkingDays(std::move(exceptions));
}

absl::StatusOr<std::vector<CalendarDay>> CalendarStore::List(db::Transaction& transaction,
                                                             int year) const {
  std::vector<CalendarDay> days;
  RETURN_IF_ERROR(transaction.Query(
      kList,
      [&](const db::Row& row) {
        days.push_back({ReadDay(row), row.Bool(1), row.Text(2), row.Text(3), row.Bool(4)});
      },
      year, year));
  return days;
}

absl::Status CalendarStore::ReplaceYear(db::Transaction& transaction, int year,
                                        const std::vector<CalendarDay>& days) const {
  RETURN_IF_ERROR(transaction.Execute(kForgetYear, year).status());
  for (const CalendarDay& one : days)
    RETURN_IF_ERROR(transaction
                        .Execute(kInsert, absl::FormatCivilTime(one.day), one.working, one.name,
                                 one.source, one.provisional)
                        .status());
  return absl::OkStatus();
}

}  // namespace hecha::verification
