// No value changes on its way to a column and back, and what a column does not hold is an
// error, never a silent zero.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/services/common/db_fixture.h"

namespace hecha::db {
namespace {

using absl::StatusCode;
using testing::Optional;

constexpr char kCreateSample[] =
    "CREATE TABLE sample (id BINARY(16) PRIMARY KEY, number BIGINT NULL, small TINYINT NULL,"
    " huge BIGINT UNSIGNED NULL, text VARCHAR(200) NULL, bytes MEDIUMBLOB NULL,"
    " at DATETIME(6) NULL, ratio DOUBLE NULL)";

class ValueTest : public DatabaseTest {
 protected:
  ValueTest() { EXPECT_OK(Run(kCreateSample)); }

  // What `read` makes of `column` in the one row.
  template <class Read>
  auto Column(const std::string& column, Read read) {
    return database_->Read(
        Soon(),
        [&](Transaction& transaction) -> absl::StatusOr<std::invoke_result_t<Read, const Row&>> {
          std::optional<std::invoke_result_t<Read, const Row&>> value;
          RETURN_IF_ERROR(transaction.QueryParams("SELECT " + column + " FROM sample",
                                                  [&](const Row& row) { value = read(row); }, {}));
          return *value;
        });
  }

  const Uuid id_ = Uuid::V7(absl::Now());
};

TEST_F(ValueTest, IdsTextAndNumbersComeBackAsTheyWere) {
  ASSERT_OK(Run("INSERT INTO sample (id, number, text) VALUES (?, ?, ?)", id_,
                std::numeric_limits<int64_t>::min(), "线索 𠮷 \" ' \\"));
  EXPECT_THAT(Column("id", [](const Row& r) { return r.Id(0); }), IsOkAndHolds(id_));
  EXPECT_THAT(Column("number", [](const Row& r) { return r.Int(0); }),
              IsOkAndHolds(std::numeric_limits<int64_t>::min()));
  EXPECT_THAT(Column("text", [](const Row& r) { return r.Text(0); }),
              IsOkAndHolds("线索 𠮷 \" ' \\"));
}

TEST_F(ValueTest, BytesOfAnyValueAndLengthComeBackAsTheyWere) {
  std::string bytes;
  for (int i = 0; i < 512; ++i) bytes.push_back(static_cast<char>(i));
  ASSERT_OK(Run("INSERT INTO sample (id, bytes) VALUES (?, ?)", id_, bytes));
  auto read = [](const Row& row) { return row.Text(0); };
  EXPECT_THAT(Column("bytes", read), IsOkAndHolds(bytes));
  std::string large;  // Past the length where the connector sends in pieces.
  while (large.size() < (1u << 20)) large += bytes;
  for (const std::string& each : {large, std::string(), std::string(1, '\0'), large}) {
    ASSERT_OK(Run("UPDATE sample SET bytes = ?", each));
    auto stored = Column("bytes", read);
    ASSERT_OK(stored);
    EXPECT_TRUE(*stored == each) << each.size() << " bytes became " << stored->size();
  }
}

TEST_F(ValueTest, PackedValuesComeBackAsTheyWere) {
  const std::vector<int64_t> numbers = {0, -1, std::numeric_limits<int64_t>::min()};
  const std::vector<Uuid> ids = {id_, Uuid(), Uuid::Max()};
  ASSERT_OK(Run("INSERT INTO sample (id, bytes) VALUES (?, ?)", id_, numbers));
  const auto read_numbers = [](const Row& row) { return row.Packed<int64_t>(0); };
  EXPECT_THAT(Column("bytes", read_numbers), IsOkAndHolds(numbers));
  ASSERT_OK(Run("UPDATE sample SET bytes = ?", ids));
  EXPECT_THAT(Column("bytes", [](const Row& row) { return row.Packed<Uuid>(0); }),
              IsOkAndHolds(ids));
  ASSERT_OK(Run("UPDATE sample SET bytes = ?", std::vector<Uuid>()));
  EXPECT_THAT(Column("bytes", read_numbers), IsOkAndHolds(std::vector<int64_t>()));
  ASSERT_OK(Run("UPDATE sample SET bytes = ?", "seventeen bytes .."));
  EXPECT_THAT(Column("bytes", read_numbers), StatusIs(StatusCode::kInternal));
}

TEST_F(ValueTest, AnIdThatEndsInZeroBytesKeepsThem) {
  Uuid id = *Uuid::FromBytes(std::string("\x01\x00\xff\x27", 4) + std::string(12, '\0'));
  ASSERT_OK(Run("INSERT INTO sample (id) VALUES (?)", id));
  EXPECT_THAT(Column("id", [](const Row& r) { return r.Id(0); }), IsOkAndHolds(id));
  EXPECT_THAT(Run("UPDATE sample SET number = 1 WHERE id = ?", id), IsOkAndHolds(1));
}

TEST_F(ValueTest, TimesKeepTheirMicrosecondsWhateverTheServersZone) {
  MariaDb::Shared().Execute("SET GLOBAL time_zone = '+08:00'");
  auto database = Open({});
  for (int64_t micros : {0L, 1L, 500000L, 999999L, 1782345678123456L, 253402300799999999L}) {
    const absl::Time time = absl::FromUnixMicros(micros);
    auto stored = database->Transact(
        Soon(), [&](Transaction& transaction) -> absl::StatusOr<std::optional<absl::Time>> {
          RETURN_IF_ERROR(transaction.Execute("DELETE FROM sample").status());
          RETURN_IF_ERROR(
              transaction.Execute("INSERT INTO sample (id, at) VALUES (?, ?)", id_, time).status());
          return transaction.QueryOne(
              "SELECT at FROM sample WHERE at = ?", [](const Row& row) { return row.Time(0); },
              time);
        });
    EXPECT_THAT(stored, IsOkAndHolds(Optional(time))) << micros;
  }
  auto drift = database->Read(Soon(), [](Transaction& transaction) {
    return transaction.QueryOne("SELECT NOW(6)", [](const Row& row) { return row.Time(0); });
  });
  ASSERT_OK(drift);
  EXPECT_LT(absl::AbsDuration(absl::Now() - **drift), absl::Minutes(1));
  MariaDb::Shared().Execute("SET GLOBAL time_zone = '+00:00'");
}

TEST_F(ValueTest, NullIsNulloptAndNothingElse) {
  ASSERT_OK(Run("INSERT INTO sample (id, number, text, at) VALUES (?, ?, ?, ?)", id_,
                std::optional<int64_t>(), std::optional<std::string>(),
                std::optional<absl::Time>()));
  EXPECT_THAT(Column("number", [](const Row& r) { return r.IsNull(0); }), IsOkAndHolds(true));
  EXPECT_THAT(Column("number", [](const Row& r) { return r.OptionalInt(0); }),
              IsOkAndHolds(std::nullopt));
  EXPECT_THAT(Column("text", [](const Row& r) { return r.OptionalText(0); }),
              IsOkAndHolds(std::nullopt));
  EXPECT_THAT(Column("at", [](const Row& r) { return r.OptionalTime(0); }),
              IsOkAndHolds(std::nullopt));
  EXPECT_THAT(Column("number", [](const Row& r) { return r.Int(0); }),
              StatusIs(StatusCode::kInternal));
  EXPECT_THAT(Column("text", [](const Row& r) { return r.Text(0); }),
              StatusIs(StatusCode::kInternal));
  EXPECT_THAT(Column("at", [](const Row& r) { return r.Time(0); }),
              StatusIs(StatusCode::kInternal));
}

TEST_F(ValueTest, AColumnOfAnotherTypeIsInternalNotZero) {
  ASSERT_OK(Run("INSERT INTO sample (id, number, text, at, ratio) VALUES (?, 1, 'abc', ?, 1.5)",
                id_, absl::Now()));
  auto integer = [](const Row& r) { return r.Int(0); };
  EXPECT_THAT(Column("text", integer), StatusIs(StatusCode::kInternal));
  EXPECT_THAT(Column("at", integer), StatusIs(StatusCode::kInternal));
  EXPECT_THAT(Column("ratio", integer), StatusIs(StatusCode::kInternal));
  EXPECT_THAT(Column("AVG(number)", integer), StatusIs(StatusCode::kInternal));
  EXPECT_THAT(Column("number", [](const Row& r) { return r.Text(0); }),
              StatusIs(StatusCode::kInternal));
  EXPECT_THAT(Column("text", [](const Row& r) { return r.Id(0); }),
              StatusIs(StatusCode::kInternal));
  EXPECT_THAT(Column("text", [](const Row& r) { return r.Time(0); }),
              StatusIs(StatusCode::kInternal));
}

TEST_F(ValueTest, AnUnsignedNumberBeyondTheRangeIsInternalNotNegative) {
  ASSERT_OK(Run("INSERT INTO sample (id, huge, small) VALUES (?, 18446744073709551615, -3)", id_));
  EXPECT_THAT(Column("huge", [](const Row& r) { return r.Int(0); }),
              StatusIs(StatusCode::kInternal));
  EXPECT_THAT(Column("small", [](const Row& r) { return r.Int(0); }), IsOkAndHolds(-3));
  ASSERT_OK(Run("UPDATE sample SET huge = 9223372036854775807"));
  EXPECT_THAT(Column("huge", [](const Row& r) { return r.Int(0); }),
              IsOkAndHolds(std::numeric_limits<int64_t>::max()));
}

TEST_F(ValueTest, AValueThatDoesNotFitIsAnErrorNotATruncation) {
  EXPECT_THAT(Run("INSERT INTO sample (id, text) VALUES (?, ?)", id_, std::string(300, 'x')),
              StatusIs(StatusCode::kInternal));
  EXPECT_THAT(Run("INSERT INTO sample (id, small) VALUES (?, ?)", id_, 1000),
              StatusIs(StatusCode::kInternal));
  EXPECT_THAT(Run("INSERT INTO sample (id, at) VALUES (?, ?)", id_, absl::InfiniteFuture()),
              StatusIs(StatusCode::kInternal));
}

}  // namespace
}  // namespace hecha::db
