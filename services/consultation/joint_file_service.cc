#include "services/consultation/joint_file_service.h"

#include <utility>

#include "hecha/consultation/v1/events.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"

namespace hecha::consultation {
namespace {

template <class Payload>
events::Event Tell(const JointFile& file, std::string action, Payload payload) {
  payload.set_joint_file_id(file.id.ToString());
  payload.set_lead_id(file.lead.ToString());
  return events::MakeEvent("joint_file", file.id.uuid, file.version, file.division,
                           std::move(action), std::move(payload));
}

auto VisibleTo(const Call& call) {
  return [&call](const JointFile& file) {
    return file.VisibleTo(call.actor) ? absl::OkStatus() : RefuseUnknown("同步立案", "joint file");
  };
}

}  // namespace

absl::StatusOr<JointFile> JointFileService::Open(const Call& call, TransferId id,
                                                 UnitId police_unit) {
  return journal_.Commit(
      call,
      [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
        ASSIGN_OR_RETURN(const Transfer transfer, transfers_.Find(transaction, id));
        if (!transfer.OpenTo(call.actor)) return RefuseUnknown("移交函", "transfer");
        ASSIGN_OR_RETURN(const bool barred, marks_.Bars(transaction, transfer.lead, police_unit));
        if (barred)
          return RefuseField("UNIT_MUST_STAND_ASIDE", "police_unit_id",
                             "该单位应当回避，不得参与同步立案",
                             "that unit must stand aside from this lead");
        ASSIGN_OR_RETURN(const JointFile file, JointFile::Open(JointFileId::New(call.now), transfer,
                                                               police_unit, call.actor, call.now));
        const absl::Status inserted = files_.Insert(transaction, file);
        if (absl::IsAlreadyExists(inserted))
          return RefuseState("JOINT_FILE_EXISTS", "该移交函已同步立案",
                             "this transfer has a joint file");
        RETURN_IF_ERROR(inserted);
        RETURN_IF_ERROR(journal_.Append(transaction, call,
                                        Tell(file, "jointFile.open", v1::JointFileOpened())));
        return file.id.uuid;
      },
      [&](db::Transaction& transaction, const Uuid& changed) {
        return files_.Find(transaction, JointFileId{changed});
      });
}

absl::StatusOr<JointFile> JointFileService::Get(const Call& call, JointFileId id) {
  ASSIGN_OR_RETURN(JointFile file,
                   journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
                     return files_.Find(transaction, id);
                   }));
  RETURN_IF_ERROR(VisibleTo(call)(file));
  return file;
}

absl::StatusOr<std::vector<JointFile>> JointFileService::List(const Call& call, const Page& page) {
  std::optional<UnitId> police_unit;
  if (!call.actor.Has(Role::kDiscipline)) police_unit = call.actor.unit;
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return files_.List(transaction, call.actor.division, police_unit, page);
  });
}

absl::StatusOr<JointFile> JointFileService::File(const Call& call, JointFileId id, Side side,
                                                 const Filing& filing) {
  return journal_.Change(call, files_, id, VisibleTo(call),
                         [&](db::Transaction&, JointFile& file) -> absl::StatusOr<events::Event> {
                           RETURN_IF_ERROR(file.File(call.actor, side, filing, call.now));
                           v1::JointFileFiled event;
                           event.set_side(std::string(SideName(side)));
                           events::SetTimestamp(filing.filed_at, event.mutable_filed_at());
                           return Tell(file, "jointFile.file", std::move(event));
                         });
}

absl::StatusOr<JointFile> JointFileService::Close(const Call& call, JointFileId id) {
  return journal_.Change(call, files_, id, VisibleTo(call),
                         [&](db::Transaction&, JointFile& file) -> absl::StatusOr<events::Event> {
                           RETURN_IF_ERROR(file.Close(call.now));
                           return Tell(file, "jointFile.close", v1::JointFileClosed());
                         });
}

}  // namespace hecha::consultation
