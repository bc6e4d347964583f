#include "services/intake/retention_service.h"

#include <fmt/format.h>

#include <utility>

#include "hecha/intake/v1/events.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"
#include "services/common/events/timestamp.h"
#include "services/intake/lead_event.h"

namespace hecha::intake {
namespace {

constexpr char kHashKey[] = "tombstone";
constexpr size_t kMaxReason = 500;

template <class Payload>
events::Event TellOf(const Retention& retention, std::string action, Payload payload) {
  payload.set_lead_id(retention.lead.ToString());
  return events::MakeEvent("retention", retention.lead.uuid, retention.version, retention.division,
                           std::move(action), std::move(payload));
}

events::Event ChangedEvent(const Retention& retention, std::string action) {
  v1::RetentionChanged event;
  events::SetTimestamp(retention.purge_after, event.mutable_purge_after());
  event.set_held(retention.Held());
  event.set_purge_requested(retention.request.has_value());
  return TellOf(retention, std::move(action), std::move(event));
}

// Who keeps leads of this kind: the commission those that went to it, the office all others. To
// anybody else it is as if there were none.
absl::Status CheckKeeper(const Lead& lead, const Actor& actor) {
  const Visibility visibility = lead.VisibleTo(actor);
  const bool knows =
      lead.Sealed() ? visibility == Visibility::kFull : visibility >= Visibility::kLine;
  return knows ? absl::OkStatus() : RefuseUnknown("保管记录", "retention");
}

// Retentions as `actor` may know of them.
struct KnownRetentions {
  const LeadStore& leads;
  const RetentionStore& retentions;
  const Actor& actor;

  absl::StatusOr<Retention> Find(db::Transaction& transaction, LeadId id) const {
    ASSIGN_OR_RETURN(const Lead lead, leads.Find(transaction, id));
    RETURN_IF_ERROR(CheckKeeper(lead, actor));
    return retentions.Find(transaction, id);
  }
  absl::Status Update(db::Transaction& transaction, const Retention& retention) const {
    return retentions.Update(transaction, retention);
  }
};

std::string ContentOf(const Lead& lead) {
  const Registration& registered = lead.registration;
  return fmt::format("{}\n{}\n{}\n{}\n{}", lead.id.ToString(), registered.title,
                     registered.narrative, lead.summary, lead.opinion);
}

}  // namespace

absl::StatusOr<Retention> RetentionService::Get(const Call& call, LeadId id) {
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return KnownRetentions{leads_, retentions_, call.actor}.Find(transaction, id);
  });
}

absl::StatusOr<Retention> RetentionService::Change(const Call& call, LeadId id, Rule rule) {
  return journal_.Change(
      call, KnownRetentions{leads_, retentions_, call.actor}, id,
      [](const Retention&) { return absl::OkStatus(); }, std::move(rule));
}

absl::StatusOr<Lead> RetentionService::ReadRestricted(const Call& call, LeadId id,
                                                      const std::string& reason) {
  RETURN_IF_ERROR(CheckLength("reason", reason, 1, kMaxReason));
  // A call that comes twice is answered twice, and each answer is on record.
  Call reading = call;
  reading.request_id = Uuid::V7(call.now).ToString();
  RETURN_IF_ERROR(
      Change(reading, id,
             [&](db::Transaction&, Retention& retention) -> absl::StatusOr<events::Event> {
               if (call.actor.division != retention.division)
                 return RefuseUnknown("保管记录", "retention");
               RETURN_IF_ERROR(retention.NoteReading());
               v1::RestrictedLeadRead event;
               event.set_user_id(call.actor.user.ToString());
               event.set_reason(reason);
               return TellOf(retention, "retention.read", std::move(event));
             })
          .status());
  ASSIGN_OR_RETURN(Lead lead,
                   journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
                     return leads_.Find(transaction, id);
                   }));
  lead.restricted = false;
  return lead;
}

absl::StatusOr<Retention> RetentionService::Archive(const Call& call, LeadId id) {
  return Change(
      call, id,
      [&](db::Transaction& transaction, Retention& retention) -> absl::StatusOr<events::Event> {
        RETURN_IF_ERROR(retention.Archive(call.now));
        RETURN_IF_ERROR(ArchiveLead(transaction, call, id));
        ASSIGN_OR_RETURN(std::vector<Retention> merged, ListMerged(transaction, call, retention));
        for (Retention& each : merged) {
          if (each.archived_at.has_value()) continue;
          RETURN_IF_ERROR(each.Archive(call.now));
          RETURN_IF_ERROR(ArchiveLead(transaction, call, each.lead));
          RETURN_IF_ERROR(retentions_.Update(transaction, each));
          RETURN_IF_ERROR(
              journal_.Append(transaction, call, ChangedEvent(each, "retention.archive")));
        }
        return ChangedEvent(retention, "retention.archive");
      });
}

absl::Status RetentionService::ArchiveLead(db::Transaction& transaction, const Call& call,
                                           LeadId id) const {
  return journal_.ChangeWithin(transaction, call, leads_, id,
                               [](db::Transaction&, Lead& lead) -> absl::StatusOr<events::Event> {
                                 RETURN_IF_ERROR(lead.Archive());
                                 return Tell(lead, "lead.archive", v1::LeadArchived());
                               });
}

absl::StatusOr<Retention> RetentionService::SetHold(const Call& call, LeadId id,
                                                    const std::string& reason) {
  return Change(call, id,
                [&](db::Transaction&, Retention& retention) -> absl::StatusOr<events::Event> {
                  RETURN_IF_ERROR(retention.SetHold(call.actor.user, reason, call.now));
                  return ChangedEvent(retention, "retention.hold");
                });
}

absl::StatusOr<Retention> RetentionService::ReleaseHold(const Call& call, LeadId id, HoldId hold,
                                                        const std::string& reason) {
  return Change(call, id,
                [&](db::Transaction&, Retention& retention) -> absl::StatusOr<events::Event> {
                  RETURN_IF_ERROR(retention.ReleaseHold(hold, call.actor.user, reason, call.now));
                  return ChangedEvent(retention, "retention.release");
                });
}

absl::StatusOr<Retention> RetentionService::RequestPurge(const Call& call, LeadId id,
                                                         const std::string& reason) {
  return Change(call, id,
                [&](db::Transaction&, Retention& retention) -> absl::StatusOr<events::Event> {
                  RETURN_IF_ERROR(retention.RequestPurge(call.actor.user, reason, call.now));
                  return ChangedEvent(retention, "retention.request_purge");
                });
}

absl::StatusOr<Retention> RetentionService::DeclinePurge(const Call& call, LeadId id) {
  return Change(call, id,
                [&](db::Transaction&, Retention& retention) -> absl::StatusOr<events::Event> {
                  RETURN_IF_ERROR(retention.DeclinePurge());
                  return ChangedEvent(retention, "retention.decline_purge");
                });
}

absl::StatusOr<Retention> RetentionService::ApprovePurge(const Call& call, LeadId id) {
  return Change(
      call, id,
      [&](db::Transaction& transaction, Retention& retention) -> absl::StatusOr<events::Event> {
        ASSIGN_OR_RETURN(Lead lead, leads_.Find(transaction, id));
        RETURN_IF_ERROR(retention.Purge(call.actor.user,
                                        keyring_.Fingerprint(kHashKey, ContentOf(lead)), call.now));
        ASSIGN_OR_RETURN(std::vector<Retention> merged, ListMerged(transaction, call, retention));
        for (Retention& each : merged) {
          ASSIGN_OR_RETURN(Lead joined, leads_.Find(transaction, each.lead));
          RETURN_IF_ERROR(each.PurgeWithSurvivor(
              call.actor.user, keyring_.Fingerprint(kHashKey, ContentOf(joined)), call.now));
          RETURN_IF_ERROR(PurgeLead(transaction, call, joined));
          RETURN_IF_ERROR(retentions_.Update(transaction, each));
          RETURN_IF_ERROR(
              journal_.Append(transaction, call, ChangedEvent(each, "retention.purge")));
        }
        RETURN_IF_ERROR(PurgeLead(transaction, call, lead));
        return ChangedEvent(retention, "retention.purge");
      });
}

absl::StatusOr<std::vector<Retention>> RetentionService::ListMerged(
    db::Transaction& transaction, const Call& call, const Retention& survivor) const {
  ASSIGN_OR_RETURN(const std::vector<LeadId> merged,
                   leads_.ListMergedInto(transaction, survivor.lead));
  std::vector<Retention> retentions;
  for (LeadId each : merged) {
    absl::StatusOr<Retention> begun = retentions_.Find(transaction, each);
    if (absl::IsNotFound(begun.status())) {
      RETURN_IF_ERROR(ConcludeOne(transaction, call, each, survivor.outcome, survivor.closed_at));
      begun = retentions_.Find(transaction, each);
    }
    RETURN_IF_ERROR(begun.status());
    retentions.push_back(*std::move(begun));
  }
  return retentions;
}

absl::Status RetentionService::PurgeLead(db::Transaction& transaction, const Call& call,
                                         Lead& lead) const {
  RETURN_IF_ERROR(lead.Purge());
  RETURN_IF_ERROR(erasure_.Erase(transaction, lead, call.now));
  v1::LeadPurged event;
  event.set_lead_no(lead.lead_no);
  return journal_.Append(transaction, call, Tell(lead, "lead.purge", std::move(event)));
}

absl::StatusOr<std::vector<Retention>> RetentionService::ListDue(const Call& call,
                                                                 std::string division,
                                                                 const Page& page) {
  RETURN_IF_ERROR(NarrowToScope(call.actor, division));
  const bool sealed = call.actor.Has(Role::kDiscipline);
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return retentions_.ListDue(transaction, division, sealed, call.actor, call.now, page);
  });
}

absl::StatusOr<std::vector<RetentionTerm>> RetentionService::ListTerms(const Call& call) {
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return retentions_.ListTerms(transaction);
  });
}

absl::StatusOr<RetentionTerm> RetentionService::SetTerm(const Call& call,
                                                        const RetentionTerm& term) {
  RETURN_IF_ERROR(CheckTerm(term));
  RETURN_IF_ERROR(journal_.Commit(
      call,
      [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
        RETURN_IF_ERROR(retentions_.PutTerm(transaction, term));
        v1::RetentionTermSet event;
        event.set_outcome(static_cast<int>(term.outcome));
        events::SetTimestamp(term.effective_from, event.mutable_effective_from());
        event.set_days(term.days);
        const Uuid id = Uuid::V7(call.now);
        RETURN_IF_ERROR(
            journal_.Append(transaction, call,
                            events::MakeEvent("retention_term", id, 1, call.actor.division,
                                              "retention_term.set", std::move(event))));
        return id;
      },
      [](db::Transaction&, const Uuid&) { return absl::OkStatus(); }));
  return term;
}

absl::Status RetentionService::Conclude(db::Transaction& transaction, const Call& call, LeadId id,
                                        Outcome outcome, absl::Time at) {
  RETURN_IF_ERROR(ConcludeOne(transaction, call, id, outcome, at));
  ASSIGN_OR_RETURN(const std::vector<LeadId> merged, leads_.ListMergedInto(transaction, id));
  for (LeadId each : merged) RETURN_IF_ERROR(ConcludeOne(transaction, call, each, outcome, at));
  return absl::OkStatus();
}

absl::Status RetentionService::ConcludeOne(db::Transaction& transaction, const Call& call,
                                           LeadId id, Outcome outcome, absl::Time at) const {
  RETURN_IF_ERROR(
      journal_.ChangeWithin(transaction, call, leads_, id,
                            [&](db::Transaction&, Lead& lead) -> absl::StatusOr<events::Event> {
                              RETURN_IF_ERROR(lead.Conclude(outcome));
                              v1::LeadConcluded event;
                              event.set_outcome(static_cast<int>(outcome));
                              event.set_restricted(lead.restricted);
                              return Tell(lead, "lead.conclude", std::move(event));
                            }));
  ASSIGN_OR_RETURN(const Lead lead, leads_.Find(transaction, id));
  ASSIGN_OR_RETURN(const RetentionTerm term, retentions_.FindTerm(transaction, outcome, at));
  absl::StatusOr<Retention> known = retentions_.Find(transaction, id);
  if (!known.ok() && !absl::IsNotFound(known.status())) return std::move(known).status();
  Retention retention = known.ok() ? *std::move(known) : Retention();
  retention.Begin(lead, at, absl::Hours(24 * term.days));
  RETURN_IF_ERROR(retentions_.Update(transaction, retention));
  return journal_.Append(transaction, call, ChangedEvent(retention, "retention.begin"));
}

absl::Status RetentionService::Unrestrict(db::Transaction& transaction, const Call& call,
                                          LeadId id) {
  ASSIGN_OR_RETURN(std::vector<LeadId> leads, leads_.ListMergedInto(transaction, id));
  leads.insert(leads.begin(), id);
  for (LeadId each : leads) {
    RETURN_IF_ERROR(
        journal_.ChangeWithin(transaction, call, leads_, each,
                              [&](db::Transaction&, Lead& lead) -> absl::StatusOr<events::Event> {
                                RETURN_IF_ERROR(lead.Unrestrict());
                                v1::LeadConcluded event;
                                event.set_outcome(static_cast<int>(lead.outcome));
                                return Tell(lead, "lead.reverify", std::move(event));
                              }));
    RETURN_IF_ERROR(Reopen(transaction, call, each));
  }
  return absl::OkStatus();
}

absl::Status RetentionService::Reopen(db::Transaction& transaction, const Call& call,
                                      LeadId id) const {
  const absl::Status reopened = journal_.ChangeWithin(
      transaction, call, retentions_, id,
      [](db::Transaction&, Retention& retention) -> absl::StatusOr<events::Event> {
        retention.Reopen();
        return ChangedEvent(retention, "retention.reopen");
      });
  // What was merged before merged leads were kept by themselves has none yet.
  return absl::IsNotFound(reopened) ? absl::OkStatus() : reopened;
}

}  // namespace hecha::intake
