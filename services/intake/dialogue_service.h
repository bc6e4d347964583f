// A DialogueService lets office and reporter talk. Safe for concurrent use.
#pragma once

#include <string>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/intake/dialogue.h"
#include "services/intake/dialogue_store.h"
#include "services/intake/lead_store.h"
#include "services/intake/match_index_service.h"
#include "services/intake/reporter_store.h"

namespace hecha::intake {

class DialogueService {
 public:
  DialogueService(events::Journal& journal, LeadStore leads, ReporterStore receipts,
                  DialogueStore dialogues, const MatchIndexService& index)
      : journal_(journal),
        leads_(leads),
        receipts_(receipts),
        dialogues_(dialogues),
        index_(index) {}

  // Writes to the reporter. NotFound for a lead that the caller may not read in full;
  // FailedPrecondition NO_RECEIPT if nobody holds a receipt of it.
  absl::StatusOr<Message> Send(const Call& call, LeadId lead, const std::string& text);

  struct View {
    Dialogue dialogue;
    std::vector<Message> messages;
  };
  // NotFound for a lead that the caller may not read in full.
  absl::StatusOr<View> List(const Call& call, LeadId lead);

  // The rest runs inside a transaction of the caller, who knows that the reporter may do it, and
  // tells its event. See Dialogue. `verified` is the lead that was verified: the same, or the one
  // that it was merged into.

  absl::StatusOr<View> Read(db::Transaction& transaction, LeadId lead) const;
  absl::StatusOr<MessageId> Say(db::Transaction& transaction, const Call& call, LeadId lead,
                                const std::string& division, Speaker speaker,
                                const std::string& text);
  absl::Status Inform(db::Transaction& transaction, const Call& call, LeadId lead,
                      const std::string& division);
  absl::Status Confirm(db::Transaction& transaction, const Call& call, LeadId lead,
                       const std::string& division, LeadId verified, Attitude attitude);
  absl::Status RequestReview(db::Transaction& transaction, const Call& call, LeadId lead,
                             const std::string& division, LeadId verified,
                             const std::string& reason);

 private:
  using Rule = absl::FunctionRef<absl::StatusOr<events::Event>(Dialogue&)>;
  absl::Status Change(db::Transaction& transaction, const Call& call, LeadId lead,
                      const std::string& division, Rule rule);

  events::Journal& journal_;
  const LeadStore leads_;
  const ReporterStore receipts_;
  const DialogueStore dialogues_;
  const MatchIndexService& index_;
};

}  // namespace hecha::intake
