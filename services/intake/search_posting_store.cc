#include "services/intake/search_posting_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "services/common/base/status_macros.h"
#include "services/common/db/in_list.h"
#include "services/common/db/insert_rows.h"

namespace hecha::intake {
namespace {

constexpr char kInsert[] = "INSERT INTO search_posting (segment_id, bucket, terms, places) VALUES";
constexpr char kBucketRow[] = "(?, ?, ?, ?)";
constexpr char kReplace[] =
    "ON DUPLICATE KEY UPDATE terms = VALUES(terms), places = VALUES(places)";
constexpr char kLock[] =
    "SELECT bucket, terms, places FROM search_posting WHERE segment_id = ? AND bucket IN ({}) "
    "FOR UPDATE";
constexpr char kDelete[] = "DELETE FROM search_posting WHERE segment_id = ? AND bucket IN ({})";
// One shape for every search: the last segment and the last bucket repeat to fill the lists.
// Without its first words the server would look up each pair to guess how many rows it has.
constexpr char kFind[] =
    "SET STATEMENT eq_range_index_dive_limit = 1 FOR "
    "SELECT segment_id, terms, places FROM search_posting "
    "WHERE segment_id IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "AND bucket IN (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

// What one statement locks or deletes.
constexpr size_t kBucketsAtOnce = 128;

// By bucket, in order.
using Buckets = std::map<int64_t, std::vector<Posting>>;

// One of 1024: terms are hashes.
int64_t BucketOf(int64_t term) { return static_cast<int64_t>(static_cast<uint64_t>(term) >> 54); }

std::vector<Posting> ReadPostings(const db::Row& row, int column) {
  const std::vector<int64_t> terms = row.Packed<int64_t>(column);
  const std::vector<uint16_t> places = row.Packed<uint16_t>(column + 1);
  std::vector<Posting> postings;
  for (size_t i = 0; i < terms.size(); ++i) postings.push_back({terms[i], places.at(i)});
  return postings;
}

absl::Status Put(db::Transaction& transaction, int64_t segment, const Buckets& buckets) {
  std::vector<db::Param> rows;
  for (const auto& [bucket, postings] : buckets) {
    std::vector<int64_t> terms;
    std::vector<uint16_t> places;
    for (const Posting& posting : postings) {
      terms.push_back(posting.term);
      places.push_back(posting.place);
    }
    db::AddRow(rows, segment, bucket, terms, places);
  }
  return db::InsertRows(transaction, kInsert, kBucketRow, std::move(rows), kReplace).status();
}

// For a statement about `buckets` of a segment.
db::InList ListOf(int64_t segment, std::span<const int64_t> buckets) {
  db::InList list = db::MakeInList(buckets);
  list.values.insert(list.values.begin(), db::ToParam(segment));
  return list;
}

// Those of the buckets of these numbers that there are, locked.
absl::StatusOr<Buckets> Lock(db::Transaction& transaction, int64_t segment,
                             const std::set<int64_t>& numbers) {
  Buckets buckets;
  const std::vector<int64_t> all(numbers.begin(), numbers.end());
  for (const std::span<const int64_t> part : db::PartsOf(all, kBucketsAtOnce)) {
    const db::InList list = ListOf(segment, part);
    RETURN_IF_ERROR(transaction.QueryParams(
        fmt::format(kLock, list.marks),
        [&](const db::Row& row) { buckets[row.Int(0)] = ReadPostings(row, 1); }, list.values));
  }
  return buckets;
}

absl::Status Delete(db::Transaction& transaction, int64_t segment,
                    const std::vector<int64_t>& buckets) {
  for (const std::span<const int64_t> part : db::PartsOf(buckets, kBucketsAtOnce)) {
    const db::InList list = ListOf(segment, part);
    RETURN_IF_ERROR(
        transaction.ExecuteParams(fmt::format(kDelete, list.marks), list.values).status());
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status SearchPostingStore::InsertAll(db::Transaction& transaction, int64_t segment,
                                           std::span<const Posting> postings) const {
  Buckets buckets;
  for (const Posting& posting : postings) buckets[BucketOf(posting.term)].push_back(posting);
  return Put(transaction, segment, buckets);
}

absl::Status SearchPostingStore::Change(db::Transaction& transaction, int64_t segment,
                                        uint16_t place, const std::vector<int64_t>& added,
                                        const std::vector<int64_t>& removed) const {
  std::set<int64_t> touched;
  for (const std::vector<int64_t>* terms : {&added, &removed})
    for (const int64_t term : *terms) touched.insert(BucketOf(term));
  ASSIGN_OR_RETURN(Buckets buckets, Lock(transaction, segment, touched));
  for (const int64_t term : added) {
    std::vector<Posting>& postings = buckets[BucketOf(term)];
    const Posting posting = {term, place};
    postings.insert(std::lower_bound(postings.begin(), postings.end(), posting), posting);
  }
  for (const int64_t term : removed) std::erase(buckets[BucketOf(term)], Posting{term, place});
  std::vector<int64_t> emptied;
  for (const auto& [bucket, postings] : buckets)
    if (postings.empty()) emptied.push_back(bucket);
  for (const int64_t bucket : emptied) buckets.erase(bucket);
  RETURN_IF_ERROR(Put(transaction, segment, buckets));
  return Delete(transaction, segment, emptied);
}

absl::StatusOr<std::map<int64_t, std::vector<Posting>>> SearchPostingStore::Find(
    db::Transaction& transaction, std::vector<int64_t> segments,
    const std::vector<int64_t>& terms) const {
  std::vector<int64_t> buckets;
  for (const int64_t term : terms) buckets.push_back(BucketOf(term));
  segments.resize(kMaxSegments, segments.back());
  buckets.resize(kMaxTerms, buckets.back());
  std::vector<db::Param> params;
  for (const std::vector<int64_t>* numbers : {&segments, &buckets})
    for (const int64_t number : *numbers) params.push_back(db::ToParam(number));
  std::map<int64_t, std::vector<Posting>> found;
  RETURN_IF_ERROR(transaction.QueryParams(
      kFind,
      [&](const db::Row& row) {
        for (const Posting& posting : ReadPostings(row, 1))
          if (std::binary_search(terms.begin(), terms.end(), posting.term))
            found[row.Int(0)].push_back(posting);
      },
      params));
  return found;
}

}  // namespace hecha::intake
