#include "services/verification/report_draft_store.h"

#include <optional>
#include <string>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

constexpr char kFind[] =
    "SELECT version, text, saved_by, saved_at FROM report_draft WHERE case_id = ?";
constexpr char kInsert[] =
    "INSERT INTO report_draft (version, text, saved_by, saved_at, case_id) VALUES (?, ?, ?, ?, ?)";
constexpr char kUpdate[] =
    "UPDATE report_draft SET version = ?, text = ?, saved_by = ?, saved_at = ? WHERE case_id = ? "
    "AND version = ?";
constexpr char kClear[] =
    "UPDATE report_draft SET version = version + 1, text = '' WHERE case_id = ?";

// The version that the first draft of a case is saved as.
constexpr int64_t kFirst = 2;

std::string Context(CaseId id) {
  return security::ColumnContext("report_draft", id.ToString(), "text");
}

}  // namespace

absl::StatusOr<ReportDraft> ReportDraftStore::Find(db::Transaction& transaction,
                                                   const Case& subject) const {
  ASSIGN_OR_RETURN(
      std::optional<ReportDraft> draft,
      transaction.QueryOne(
          kFind,
          [&](const db::Row& row) {
            return ReportDraft{subject.id, row.Int(0), row.Text(1), row.As<UserId>(2), row.Time(3)};
          },
          subject.id));
  if (!draft.has_value()) return ReportDraft{.case_id = subject.id};
  if (draft->text.empty()) return *std::move(draft);
  ASSIGN_OR_RETURN(const security::DataKey key,
                   keys_.Find(transaction, subject.assignment.lead.uuid));
  ASSIGN_OR_RETURN(draft->text, key.Open(draft->text, Context(subject.id)));
  return *std::move(draft);
}

absl::Status ReportDraftStore::Save(db::Transaction& transaction, const Case& subject,
                                    const ReportDraft& draft) const {
  ASSIGN_OR_RETURN(const security::DataKey key,
                   keys_.Find(transaction, subject.assignment.lead.uuid));
  const std::string sealed = draft.text.empty() ? "" : key.Seal(draft.text, Context(subject.id));
  if (draft.version == kFirst) {
    const absl::Status inserted =
        transaction
            .Execute(kInsert, draft.version, sealed, draft.saved_by, draft.saved_at, subject.id)
            .status();
    return absl::IsAlreadyExists(inserted) ? RefuseStale() : inserted;
  }
  ASSIGN_OR_RETURN(const int64_t changed,
                   transaction.Execute(kUpdate, draft.version, sealed, draft.saved_by,
                                       draft.saved_at, subject.id, draft.version - 1));
  return changed == 0 ? RefuseStale() : absl::OkStatus();
}

absl::Status ReportDraftStore::Clear(db::Transaction& transaction, CaseId id) const {
  return transaction.Execute(kClear, id).status();
}

}  // namespace hecha::verification
