#include "services/intake/publication_service.h"

#include <utility>

#include "hecha/intake/v1/events.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"
#include "services/common/security/keyring.h"

namespace hecha::intake {
namespace {

std::string HashOf(const PublicationText& text) {
  return security::Sha256(text.title + "\n" + text.body);
}

events::Event Tell(const Publication& publication, const std::string& action) {
  v1::PublicationProgressed event;
  event.set_publication_id(publication.id.ToString());
  event.set_kind(static_cast<v1::PublicationKind>(publication.kind));
  event.set_state(static_cast<v1::PublicationState>(publication.state));
  event.set_text_hash(HashOf(publication.text));
  return events::MakeEvent("publication", publication.id.uuid, publication.version,
                           publication.division, "publication." + action, std::move(event));
}

absl::Status CheckVisible(const Publication& publication, const Call& call) {
  if (call.actor.Covers(publication.division)) return absl::OkStatus();
  return RefuseUnknown("宣传材料", "publication");
}

}  // namespace

absl::StatusOr<Publication> PublicationService::Draft(const Call& call, const std::string& division,
                                                      PublicationKind kind,
                                                      const PublicationText& text) {
  RETURN_IF_ERROR(RequireScope(call.actor, division));
  ASSIGN_OR_RETURN(const Publication publication,
                   Publication::Draft(PublicationId::New(call.now), division, kind, text,
                                      call.actor.user, call.now));
  return journal_.Commit(
      call,
      [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
        RETURN_IF_ERROR(publications_.Insert(transaction, publication));
        RETURN_IF_ERROR(Note(transaction, call, publication, "draft", ""));
        RETURN_IF_ERROR(journal_.Append(transaction, call, Tell(publication, "draft")));
        return publication.id.uuid;
      },
      [&](db::Transaction& transaction, const Uuid& id) {
        return publications_.Find(transaction, PublicationId{id});
      });
}

absl::StatusOr<Publication> PublicationService::Edit(const Call& call, PublicationId id,
                                                     const PublicationText& text) {
  return Change(call, id, "edit", "", [&](Publication& publication) {
    return publication.Edit(text, call.actor.user, call.now);
  });
}

absl::StatusOr<Publication> PublicationService::Approve(const Call& call, PublicationId id) {
  if (call.expected_version == 0)
    return RefuseField("REQUIRED", "etag", "须指明审核的是哪一稿",
                       "etag is required: it names the text that was read");
  return Change(call, id, "approve", "", [&](Publication& publication) {
    return publication.Approve(call.actor.user, call.now);
  });
}

absl::StatusOr<Publication> PublicationService::Withdraw(const Call& call, PublicationId id,
                                                         const std::string& reason) {
  return Change(call, id, "withdraw", reason,
                [&](Publication& publication) { return publication.Withdraw(reason, call.now); });
}

absl::StatusOr<Publication> PublicationService::Get(const Call& call, PublicationId id) {
  ASSIGN_OR_RETURN(Publication publication,
                   journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
                     return publications_.Find(transaction, id);
                   }));
  RETURN_IF_ERROR(CheckVisible(publication, call));
  return publication;
}

absl::StatusOr<std::vector<Publication>> PublicationService::List(const Call& call,
                                                                  PublicationFilter filter,
                                                                  const Page& page) {
  RETURN_IF_ERROR(NarrowToScope(call.actor, filter.division));
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return publications_.List(transaction, filter, page);
  });
}

absl::StatusOr<std::vector<PublicationEntry>> PublicationService::Entries(const Call& call,
                                                                          PublicationId id) {
  RETURN_IF_ERROR(Get(call, id).status());
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return publications_.ListEntries(transaction, id);
  });
}

absl::StatusOr<std::vector<Publication>> PublicationService::Published(
    const Call& call, const std::string& division, std::optional<PublicationKind> kind,
    const Page& page) {
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return publications_.ListPublished(transaction, division, kind, page);
  });
}

absl::Status PublicationService::Note(db::Transaction& transaction, const Call& call,
                                      const Publication& publication, const std::string& action,
                                      const std::string& reason) const {
  return publications_.AddEntry(
      transaction, publication.id,
      {publication.version, action, call.actor.user, call.now, HashOf(publication.text), reason});
}

absl::StatusOr<Publication> PublicationService::Change(
    const Call& call, PublicationId id, const std::string& action, const std::string& reason,
    const std::function<absl::Status(Publication&)>& rule) {
  return journal_.Change(
      call, publications_, id,
      [&](const Publication& publication) { return CheckVisible(publication, call); },
      [&](db::Transaction& transaction, Publication& publication) -> absl::StatusOr<events::Event> {
        RETURN_IF_ERROR(rule(publication));
        RETURN_IF_ERROR(Note(transaction, call, publication, action, reason));
        return Tell(publication, action);
      });
}

}  // namespace hecha::intake
