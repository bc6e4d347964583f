#include "services/intake/index_listing_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include "services/common/base/status_macros.h"
#include "services/common/db/in_list.h"
#include "services/common/db/insert_rows.h"

namespace hecha::intake {
namespace {

constexpr char kPut[] = "INSERT INTO index_listing (lead_id, lead_index, numbers) VALUES";
constexpr char kListingRow[] = "(?, ?, ?)";
constexpr char kReplace[] = "ON DUPLICATE KEY UPDATE numbers = VALUES(numbers)";
constexpr char kFind[] = "SELECT numbers FROM index_listing WHERE lead_id = ? AND lead_index = ?";
constexpr char kDelete[] = "DELETE FROM index_listing WHERE lead_id = ? AND lead_index = ?";

// What one statement takes out.
constexpr size_t kAtOnce = 128;

// One after the other, as they lie in memory: every machine that runs us has the same order.
std::string Encode(const std::vector<int64_t>& numbers) {
  return {reinterpret_cast<const char*>(numbers.data()), numbers.size() * sizeof(int64_t)};
}

absl::StatusOr<std::vector<int64_t>> Decode(const std::string& bytes) {
  if (bytes.size() % sizeof(int64_t) != 0)
    return absl::DataLossError("a lead's listing in an index is damaged");
  std::vector<int64_t> numbers(bytes.size() / sizeof(int64_t));
  std::memcpy(numbers.data(), bytes.data(), bytes.size());
  return numbers;
}

}  // namespace

absl::Status IndexListingStore::PutAll(db::Transaction& transaction, LeadIndex index,
                                       std::span<const Listing> listings) const {
  std::vector<db::Param> rows;
  for (const Listing& listing : listings)
    db::AddRow(rows, listing.lead, index, Encode(listing.numbers));
  return db::InsertRows(transaction, kPut, kListingRow, std::move(rows), kReplace).status();
}

absl::StatusOr<std::vector<int64_t>> IndexListingStore::Find(db::Transaction& transaction,
                                                             LeadIndex index, LeadId lead) const {
  ASSIGN_OR_RETURN(const std::optional<std::string> bytes,
                   transaction.QueryOne(
                       kFind, [](const db::Row& row) { return row.Text(0); }, lead, index));
  return Decode(bytes.value_or(""));
}

absl::Status IndexListingStore::TakeOut(db::Transaction& transaction, LeadIndex index, LeadId lead,
                                        const char* delete_entries) const {
  ASSIGN_OR_RETURN(const std::vector<int64_t> numbers, Find(transaction, index, lead));
  for (size_t begin = 0; begin < numbers.size(); begin += kAtOnce) {
    const size_t end = std::min(begin + kAtOnce, numbers.size());
    db::InList list = db::MakeInList(std::span(numbers).subspan(begin, end - begin));
    list.values.insert(list.values.begin(), db::ToParam(lead));
    RETURN_IF_ERROR(
        transaction
            .ExecuteParams(fmt::format(fmt::runtime(delete_entries), list.marks), list.values)
            .status());
  }
  return transaction.Execute(kDelete, lead, index).status();
}

}  // namespace hecha::intake
