#include "services/common/db/row.h"

#include <cppconn/datatype.h>
#include <cppconn/resultset.h>
#include <cppconn/resultset_metadata.h>
#include <fmt/format.h>

#include <charconv>
#include <limits>
#include <string_view>

#include "absl/time/civil_time.h"
#include "services/common/db/connection.h"

namespace hecha::db {
namespace {

enum class Kind { kNumber, kDecimal, kText, kTime, kOther };

Kind KindOf(int type) {
  switch (type) {
    case sql::DataType::TINYINT:
    case sql::DataType::SMALLINT:
    case sql::DataType::MEDIUMINT:
    case sql::DataType::INTEGER:
    case sql::DataType::BIGINT:
      return Kind::kNumber;
    case sql::DataType::DECIMAL:
    case sql::DataType::NUMERIC:
      return Kind::kDecimal;
    case sql::DataType::CHAR:
    case sql::DataType::VARCHAR:
    case sql::DataType::LONGVARCHAR:
    case sql::DataType::BINARY:
    case sql::DataType::VARBINARY:
    case sql::DataType::LONGVARBINARY:
    case sql::DataType::ENUM:
    case sql::DataType::JSON:
      return Kind::kText;
    case sql::DataType::TIMESTAMP:
      return Kind::kTime;
    default:
      return Kind::kOther;
  }
}

[[noreturn]] void Refuse(int column, std::string_view what) {
  throw Misuse(fmt::format("column {} {}", column, what));
}

// The connector converts silently: getInt("abc") is 0, and so is getInt(NULL).
Kind Check(sql::ResultSet& result, int column) {
  if (result.isNull(column + 1)) Refuse(column, "is NULL");
  return KindOf(result.getMetaData()->getColumnType(column + 1));
}

std::string Bytes(sql::ResultSet& result, int column) {
  sql::SQLString value = result.getString(column + 1);
  return std::string(value.c_str(), value.length());
}

// Exactly the digits of `text`, which is how a fixed-width field of a DATETIME is written.
int Digits(std::string_view text, int column) {
  int value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) Refuse(column, "is no DATETIME");
  return value;
}

}  // namespace

int64_t Row::Int(int column) const {
  const Kind kind = Check(result_, column);
  if (kind == Kind::kNumber) {
    // getInt64 of an unsigned number beyond its range would be negative.
    if (!result_.getMetaData()->isSigned(column + 1)) {
      uint64_t value = result_.getUInt64(column + 1);
      if (value > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
        Refuse(column, "is out of range");
      }
      return static_cast<int64_t>(value);
    }
    return result_.getInt64(column + 1);
  }
  if (kind != Kind::kDecimal) Refuse(column, "is no integer");
  // SUM of integers is a DECIMAL without fraction.
  std::string text = Bytes(result_, column);
  int64_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) Refuse(column, "is no integer");
  return value;
}

std::string Row::Text(int column) const {
  if (Check(result_, column) != Kind::kText) Refuse(column, "is no text");
  return Bytes(result_, column);
}

Uuid Row::Id(int column) const {
  if (Check(result_, column) != Kind::kText) Refuse(column, "is no id");
  absl::StatusOr<Uuid> id = Uuid::FromBytes(Bytes(result_, column));
  if (!id.ok()) Refuse(column, "is no id");
  return *id;
}

absl::Time Row::Time(int column) const {
  if (Check(result_, column) != Kind::kTime) Refuse(column, "is no DATETIME");
  // "2026-03-01 08:30:00", followed by ".123456" where there is a fraction.
  const std::string text = Bytes(result_, column);
  const std::string_view view = text;
  if (view.size() < 19) Refuse(column, "is no DATETIME");
  absl::CivilSecond civil(Digits(view.substr(0, 4), column), Digits(view.substr(5, 2), column),
                          Digits(view.substr(8, 2), column), Digits(view.substr(11, 2), column),
                          Digits(view.substr(14, 2), column), Digits(view.substr(17, 2), column));
  int micros = 0;
  if (view.size() > 20) {
    micros = Digits(view.substr(20), column);
    for (size_t digits = view.size() - 20; digits < 6; ++digits) micros *= 10;
  }
  return absl::FromCivil(civil, absl::UTCTimeZone()) + absl::Microseconds(micros);
}

bool Row::IsNull(int column) const { return result_.isNull(column + 1); }

std::optional<absl::Time> Row::OptionalTime(int column) const {
  if (IsNull(column)) return std::nullopt;
  return Time(column);
}

std::optional<std::string> Row::OptionalText(int column) const {
  if (IsNull(column)) return std::nullopt;
  return Text(column);
}

std::optional<int64_t> Row::OptionalInt(int column) const {
  if (IsNull(column)) return std::nullopt;
  return Int(column);
}

std::string Row::PackedBytes(int column, size_t size) const {
  std::string bytes = Text(column);
  if (bytes.size() % size != 0) Refuse(column, "holds no whole values");
  return bytes;
}

}  // namespace hecha::db
