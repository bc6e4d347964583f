#include "services/verification/exhibit_service.h"

#include <utility>

#include "hecha/verification/v1/events.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/security/signing.h"
#include "services/verification/case_event.h"

namespace hecha::verification {
namespace {

using events::Event;

template <class Payload>
Event TellExhibit(const Exhibit& exhibit, std::string action, Payload payload) {
  payload.set_exhibit_id(exhibit.id.ToString());
  payload.set_case_id(exhibit.case_id.ToString());
  return events::MakeEvent("exhibit", exhibit.id.uuid, exhibit.version, exhibit.division,
                           std::move(action), std::move(payload));
}

std::string PayloadOf(const Exhibit& exhibit, const CustodyEntry& entry) {
  return CustodyPayload(exhibit, entry, security::Sha256(entry.purpose));
}

v1::ExhibitHandedOver HandedOverEvent(const CustodyEntry& entry) {
  v1::ExhibitHandedOver event;
  event.set_number(entry.number);
  event.set_from_user_id(entry.from.ToString());
  event.set_to_user_id(entry.to.ToString());
  event.set_public_key(entry.given.public_key);
  event.set_signature(entry.given.signature);
  return event;
}

v1::ExhibitReceived ReceivedEvent(const CustodyEntry& entry) {
  v1::ExhibitReceived event;
  event.set_number(entry.number);
  event.set_public_key(entry.received->public_key);
  event.set_signature(entry.received->signature);
  return event;
}

// Whoever keeps the team keeps what its members leave behind.
bool MayTakeOver(const Case& subject, const Exhibit& exhibit, const Actor& actor) {
  return subject.LeftTeam(exhibit.Holder()) && subject.Admit(Action::kHandOver, actor).ok();
}

bool TakesOver(const Exhibit& exhibit, UserId by, UserId to) {
  return exhibit.may_take_over && to == by && exhibit.Holder() != by;
}

absl::StatusOr<CustodyEntry> DraftOf(const Exhibit& exhibit, UserId by, UserId to,
                                     const std::string& purpose) {
  return exhibit.Draft(TakesOver(exhibit, by, to) ? exhibit.Holder() : by, to, purpose);
}

}  // namespace

absl::StatusOr<Exhibit> ExhibitService::Collect(const Call& call, Exhibit exhibit) {
  exhibit.version = 1;
  exhibit.collected_by = call.actor.user;
  RETURN_IF_ERROR(exhibit.Check(call.now));
  return journal_.Commit(
      call,
      [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
        ASSIGN_OR_RETURN(const Case subject, FindCase(transaction, call, exhibit.case_id));
        RETURN_IF_ERROR(subject.Admit(Action::kCollectExhibit, call.actor));
        RETURN_IF_ERROR(kCaseTable.Next(subject.state, Action::kCollectExhibit).status());
        exhibit.id = ExhibitId::New(call.now);
        exhibit.lead = subject.assignment.lead;
        exhibit.division = subject.assignment.division;
        RETURN_IF_ERROR(exhibits_.Insert(transaction, exhibit));
        v1::ExhibitCollected event;
        event.set_sha256(exhibit.sha256);
        RETURN_IF_ERROR(journal_.Append(transaction, call,
                                        TellExhibit(exhibit, "exhibit.collect", std::move(event))));
        return exhibit.id.uuid;
      },
      [&](db::Transaction& transaction, const Uuid& id) {
        return FindOf(transaction, call, exhibit.case_id, ExhibitId{id});
      });
}

absl::StatusOr<Case> ExhibitService::FindCase(db::Transaction& transaction, const Call& call,
                                              CaseId id) const {
  ASSIGN_OR_RETURN(Case subject, cases_.Find(transaction, id));
  if (subject.VisibleTo(call.actor) < Visibility::kFull) return RefuseUnknown("案件", "case");
  return subject;
}

absl::StatusOr<Exhibit> ExhibitService::FindOf(db::Transaction& transaction, const Call& call,
                                               CaseId case_id, ExhibitId id) const {
  ASSIGN_OR_RETURN(const Case subject, FindCase(transaction, call, case_id));
  ASSIGN_OR_RETURN(Exhibit exhibit, exhibits_.Find(transaction, id));
  if (exhibit.case_id != case_id) return RefuseUnknown("证物", "exhibit");
  exhibit.may_take_over = MayTakeOver(subject, exhibit, call.actor);
  return exhibit;
}

absl::StatusOr<Exhibit> ExhibitService::Get(const Call& call, CaseId case_id, ExhibitId id) {
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return FindOf(transaction, call, case_id, id);
  });
}

absl::StatusOr<std::vector<Exhibit>> ExhibitService::List(const Call& call, CaseId case_id,
                                                          const Page& page) {
  return journal_.database().Read(
      call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<std::vector<Exhibit>> {
        ASSIGN_OR_RETURN(const Case subject, FindCase(transaction, call, case_id));
        ASSIGN_OR_RETURN(std::vector<Exhibit> found, exhibits_.List(transaction, case_id, page));
        for (Exhibit& each : found) each.may_take_over = MayTakeOver(subject, each, call.actor);
        return found;
      });
}

absl::StatusOr<std::string> ExhibitService::PrepareHandOver(const Call& call, CaseId case_id,
                                                            ExhibitId id, UserId to,
                                                            const std::string& purpose) {
  ASSIGN_OR_RETURN(const Exhibit exhibit, Get(call, case_id, id));
  ASSIGN_OR_RETURN(const CustodyEntry draft, DraftOf(exhibit, call.actor.user, to, purpose));
  return PayloadOf(exhibit, draft);
}

absl::StatusOr<std::string> ExhibitService::PrepareReceipt(const Call& call, CaseId case_id,
                                                           ExhibitId id) {
  ASSIGN_OR_RETURN(const Exhibit exhibit, Get(call, case_id, id));
  ASSIGN_OR_RETURN(const CustodyEntry draft, exhibit.DraftReceipt(call.actor.user));
  return PayloadOf(exhibit, draft);
}

absl::Status ExhibitService::Verify(db::Transaction& transaction, const Call& call,
                                    const Exhibit& exhibit, const CustodyEntry& entry,
                                    const CustodySignature& signature) const {
  const absl::StatusOr<SigningKey> key = keys_.FindByPublicKey(transaction, signature.public_key);
  if (absl::IsNotFound(key.status()))
    return RefuseField("UNKNOWN_KEY", "public_key", "没有登记这个签字密钥",
                       "that signing key is not enrolled");
  RETURN_IF_ERROR(key.status());
  RETURN_IF_ERROR(key->CheckUsableBy(call.actor));
  if (!security::Verify(key->public_key, PayloadOf(exhibit, entry), signature.signature))
    return RefuseField("BAD_SIGNATURE", "signature", "签字与移交内容不符",
                       "the signature does not cover this hand-over");
  return absl::OkStatus();
}

template <class Rule>
absl::StatusOr<Exhibit> ExhibitService::Change(const Call& call, CaseId case_id, ExhibitId id,
                                               Rule rule) {
  return journal_.Change(
      call, exhibits_,
      [&](db::Transaction& transaction) { return FindOf(transaction, call, case_id, id); }, rule);
}

absl::StatusOr<Exhibit> ExhibitService::HandOver(const Call& call, CaseId case_id, ExhibitId id,
                                                 UserId to, const std::string& purpose,
                                                 CustodySignature signature) {
  signature.signed_at = call.now;
  return Change(call, case_id, id,
                [&](db::Transaction& transaction, Exhibit& exhibit) -> absl::StatusOr<Event> {
                  const UserId by = call.actor.user;
                  const bool takes_over = TakesOver(exhibit, by, to);
                  ASSIGN_OR_RETURN(CustodyEntry entry, DraftOf(exhibit, by, to, purpose));
                  RETURN_IF_ERROR(Verify(transaction, call, exhibit, entry, signature));
                  entry.given = signature;
                  RETURN_IF_ERROR(takes_over ? exhibit.TakeOver(std::move(entry))
                                             : exhibit.HandOver(std::move(entry)));
                  return TellExhibit(exhibit,
                                     takes_over ? "exhibit.take_over" : "exhibit.hand_over",
                                     HandedOverEvent(exhibit.custody.back()));
                });
}

absl::StatusOr<Exhibit> ExhibitService::Receive(const Call& call, CaseId case_id, ExhibitId id,
                                                CustodySignature signature) {
  signature.signed_at = call.now;
  return Change(call, case_id, id,
                [&](db::Transaction& transaction, Exhibit& exhibit) -> absl::StatusOr<Event> {
                  ASSIGN_OR_RETURN(const CustodyEntry draft, exhibit.DraftReceipt(call.actor.user));
                  RETURN_IF_ERROR(Verify(transaction, call, exhibit, draft, signature));
                  RETURN_IF_ERROR(exhibit.Receive(call.actor.user, signature));
                  return TellExhibit(exhibit, "exhibit.receive",
                                     ReceivedEvent(exhibit.custody.back()));
                });
}

}  // namespace hecha::verification
