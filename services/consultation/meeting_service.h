// A MeetingService runs the use cases of meetings. Safe for concurrent use.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "services/common/base/actor.h"
#include "services/common/events/journal.h"
#include "services/consultation/meeting_store.h"

namespace hecha::consultation {

class MeetingService {
 public:
  MeetingService(events::Journal& journal, MeetingStore meetings)
      : journal_(journal), meetings_(meetings) {}

  // InvalidArgument OUTSIDE_SCOPE for a division that the caller does not cover.
  absl::StatusOr<Meeting> Propose(const Call& call, Proposal proposal);
  // NotFound for a meeting that the caller may not know of.
  absl::StatusOr<Meeting> Get(const Call& call, MeetingId id);
  // A page as MeetingStore::List reads it, within the caller's scope whatever `filter` asks for.
  absl::StatusOr<std::vector<Meeting>> List(const Call& call, MeetingFilter filter,
                                            const Page& page);

  // The transitions; see Meeting.
  absl::StatusOr<Meeting> Convene(const Call& call, MeetingId id, const Convocation& how);
  absl::StatusOr<Meeting> NameChair(const Call& call, MeetingId id, UserId chair);
  absl::StatusOr<Meeting> GiveOpinion(const Call& call, MeetingId id, bool dissents,
                                      const std::string& text, std::optional<LeadId> lead);
  absl::StatusOr<Meeting> Hold(const Call& call, MeetingId id,
                               const std::vector<UnitId>& attending);
  absl::StatusOr<Meeting> SubmitMinutes(const Call& call, MeetingId id, const Minutes& minutes);
  absl::StatusOr<Meeting> Sign(const Call& call, MeetingId id);
  absl::StatusOr<Meeting> CompleteResolution(const Call& call, MeetingId id, int number,
                                             const std::string& result);
  absl::StatusOr<Meeting> Close(const Call& call, MeetingId id);

  // Forgets what meetings said of a purged lead; within the event's transaction.
  absl::Status Purge(db::Transaction& transaction, LeadId lead, absl::Time now) const;

 private:
  // Runs `rule` on the meeting; it says what event tells of the change.
  absl::StatusOr<Meeting> Change(
      const Call& call, MeetingId id,
      const std::function<absl::StatusOr<events::Event>(Meeting&)>& rule);

  events::Journal& journal_;
  const MeetingStore meetings_;
};

}  // namespace hecha::consultation
