#include "services/verification/report_draft_service.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"
#include "services/common/security/keyring.h"
#include "services/verification/case_event.h"

namespace hecha::verification {

absl::StatusOr<Case> ReportDraftService::FindAdmitted(db::Transaction& transaction,
                                                      const Call& call, CaseId id) const {
  ASSIGN_OR_RETURN(Case subject, cases_.Find(transaction, id));
  RETURN_IF_ERROR(MayTake(call, Action::kSubmit)(subject));
  return subject;
}

absl::StatusOr<ReportDraft> ReportDraftService::Get(const Call& call, CaseId id) {
  return journal_.database().Read(
      call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<ReportDraft> {
        ASSIGN_OR_RETURN(const Case subject, FindAdmitted(transaction, call, id));
        return drafts_.Find(transaction, subject);
      });
}

absl::StatusOr<ReportDraft> ReportDraftService::Save(const Call& call, CaseId id,
                                                     const std::string& text) {
  return journal_.Commit(
      call,
      [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
        ASSIGN_OR_RETURN(const Case subject, FindAdmitted(transaction, call, id));
        RETURN_IF_ERROR(kCaseTable.Next(subject.state, Action::kSubmit).status());
        RETURN_IF_ERROR(CheckLength("text", text, 0, kMaxReport));
        ASSIGN_OR_RETURN(ReportDraft draft, drafts_.Find(transaction, subject));
        RETURN_IF_ERROR(events::CheckFresh(call, draft.version));
        draft.text = text;
        draft.saved_by = call.actor.user;
        draft.saved_at = call.now;
        ++draft.version;
        RETURN_IF_ERROR(drafts_.Save(transaction, subject, draft));
        return id.uuid;
      },
      [&](db::Transaction& transaction, const Uuid&) -> absl::StatusOr<ReportDraft> {
        ASSIGN_OR_RETURN(const Case subject, FindAdmitted(transaction, call, id));
        return drafts_.Find(transaction, subject);
      });
}

absl::StatusOr<Report> ReportDraftService::Preview(const Call& call, CaseId id,
                                                   const std::string& text) {
  return journal_.database().Read(
      call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<Report> {
        ASSIGN_OR_RETURN(Case copy, FindAdmitted(transaction, call, id));
        return copy.Submit(text, call.actor.user, call.now, security::Sha256);
      });
}

}  // namespace hecha::verification
