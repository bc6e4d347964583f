#include "services/verification/review_store.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/verification/lead_aside_store.h"

namespace hecha::verification {
namespace {

constexpr char kInsert[] =
    "INSERT INTO review (id, version, state, origin, reason, case_id, lead_id, lead_no, division, "
    "first_unit_id, first_unit_name, first_outcome, queued_at, reporter_asked_at) VALUES (?, ?, ?, "
    "?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kUpdate[] =
    "UPDATE review SET version = ?, state = ?, unit_id = ?, unit_name = ?, review_case_id = ?, "
    "second_outcome = ?, assigned_at = ?, concluded_at = ?, reporter_asked_at = ? WHERE id = ? AND "
    "version = ?";
#define REVIEW_COLUMNS                                                                  \
  "SELECT id, version, state, origin, reason, case_id, lead_id, lead_no, division, "    \
  "first_unit_id, first_unit_name, first_outcome, unit_id, unit_name, review_case_id, " \
  "second_outcome, queued_at, assigned_at, concluded_at, reporter_asked_at FROM review "
constexpr char kFind[] = REVIEW_COLUMNS "WHERE id = ?";
constexpr char kList[] = REVIEW_COLUMNS
    "WHERE division LIKE ? AND id < ? AND (? = 0 OR state = ?) AND (? IS NULL OR unit_id = ?) AND "
    "(? IS NULL OR case_id = ?) AND NOT " STANDS_ASIDE_FROM(
        "review.lead_id") " ORDER BY id DESC LIMIT ?";
#undef REVIEW_COLUMNS

constexpr char kPutWish[] = "INSERT IGNORE INTO review_wish (lead_id, asked_at) VALUES (?, ?)";
constexpr char kFindWish[] = "SELECT asked_at FROM review_wish WHERE lead_id = ? FOR UPDATE";
constexpr char kDeleteWish[] = "DELETE FROM review_wish WHERE lead_id = ?";

std::string Context(ReviewId id) {
  return security::ColumnContext("review", id.ToString(), "reason");
}

template <class TypedId>
std::optional<TypedId> OptionalId(const db::Row& row, int column) {
  if (row.IsNull(column)) return std::nullopt;
  return row.As<TypedId>(column);
}

Review ReadLine(const db::Row& row) {
  Review review;
  review.id = row.As<ReviewId>(0);
  review.version = row.Int(1);
  review.state = static_cast<ReviewState>(row.Int(2));
  review.origin = static_cast<ReviewOrigin>(row.Int(3));
  review.first_case = row.As<CaseId>(5);
  review.lead = row.As<LeadId>(6);
  review.lead_no = row.Text(7);
  review.division = row.Text(8);
  review.first_unit = row.As<UnitId>(9);
  review.first_unit_name = row.Text(10);
  review.first_outcome = static_cast<Outcome>(row.Int(11));
  review.unit = OptionalId<UnitId>(row, 12);
  review.unit_name = row.OptionalText(13).value_or("");
  review.review_case = OptionalId<CaseId>(row, 14);
  if (!row.IsNull(15)) review.second_outcome = static_cast<Outcome>(row.Int(15));
  review.queued_at = row.Time(16);
  review.assigned_at = row.OptionalTime(17);
  review.concluded_at = row.OptionalTime(18);
  review.reporter_asked_at = row.OptionalTime(19);
  return review;
}

Review Read(const db::Row& row) {
  Review review = ReadLine(row);
  review.reason = row.Text(4);
  return review;
}

}  // namespace

absl::Status ReviewStore::Insert(db::Transaction& transaction, const Review& review) const {
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, review.lead.uuid));
  return transaction
      .Execute(kInsert, review.id, review.version, review.state, review.origin,
               key.Seal(review.reason, Context(review.id)), review.first_case, review.lead,
               review.lead_no, review.division, review.first_unit, review.first_unit_name,
               review.first_outcome, review.queued_at, review.reporter_asked_at)
      .status();
}

absl::Status ReviewStore::Update(db::Transaction& transaction, const Review& review) const {
  ASSIGN_OR_RETURN(const int64_t changed,
                   transaction.Execute(kUpdate, review.version, review.state, review.unit,
                                       review.unit_name, review.review_case, review.second_outcome,
                                       review.assigned_at, review.concluded_at,
                                       review.reporter_asked_at, review.id, review.version - 1));
  return changed == 0 ? RefuseStale() : absl::OkStatus();
}

absl::StatusOr<Review> ReviewStore::Find(db::Transaction& transaction, ReviewId id) const {
  ASSIGN_OR_RETURN(std::optional<Review> review, transaction.QueryOne(kFind, Read, id));
  if (!review.has_value()) return RefuseUnknown("复核", "review");
  ASSIGN_OR_RETURN(const security::DataKey key, keys_.Find(transaction, review->lead.uuid));
  ASSIGN_OR_RETURN(review->reason, key.Open(review->reason, Context(id)));
  ASSIGN_OR_RETURN(review->aside, LeadAsideStore().List(transaction, review->lead));
  return *std::move(review);
}

absl::StatusOr<std::vector<Review>> ReviewStore::List(db::Transaction& transaction,
                                                      const ReviewFilter& filter,
                                                      const Page& page) const {
  const int64_t state = filter.state.has_value() ? static_cast<int64_t>(*filter.state) : 0;
  std::vector<Review> reviews;
  RETURN_IF_ERROR(transaction.Query(
      kList, [&](const db::Row& row) { reviews.push_back(ReadLine(row)); }, filter.division + "%",
      page.before, state, state, filter.unit, filter.unit, filter.first_case, filter.first_case,
      filter.viewer, page.size + 1));
  return reviews;
}

absl::StatusOr<std::optional<Review>> ReviewStore::FindOf(db::Transaction& transaction,
                                                          CaseId first) const {
  ReviewFilter filter;
  filter.first_case = first;
  ASSIGN_OR_RETURN(const std::vector<Review> reviews, List(transaction, filter, Page()));
  if (reviews.empty()) return std::optional<Review>();
  return std::optional<Review>(reviews.front());
}

absl::Status ReviewStore::PutWish(db::Transaction& transaction, LeadId lead,
                                  absl::Time asked_at) const {
  return transaction.Execute(kPutWish, lead, asked_at).status();
}

absl::StatusOr<std::optional<absl::Time>> ReviewStore::TakeWish(db::Transaction& transaction,
                                                                LeadId lead) const {
  ASSIGN_OR_RETURN(const std::optional<absl::Time> asked_at,
                   transaction.QueryOne(
                       kFindWish, [](const db::Row& row) { return row.Time(0); }, lead));
  if (asked_at.has_value()) RETURN_IF_ERROR(transaction.Execute(kDeleteWish, lead).status());
  return asked_at;
}

}  // namespace hecha::verification
