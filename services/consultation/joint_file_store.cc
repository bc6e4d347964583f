#include "services/consultation/joint_file_store.h"

#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::consultation {
namespace {

constexpr char kInsert[] =
    "INSERT INTO joint_file (id, version, transfer_id, lead_id, division, police_unit_id, state, "
    "opened_at, closed_at, police_no, police_at, discipline_no, discipline_at) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kUpdate[] =
    "UPDATE joint_file SET version = ?, state = ?, closed_at = ?, police_no = ?, police_at = ?, "
    "discipline_no = ?, discipline_at = ? WHERE id = ? AND version = ?";
#define POLICE_BARRED                                                                  \
  "EXISTS (SELECT 1 FROM lead_barred_unit b WHERE b.lead_id = joint_file.lead_id AND " \
  "b.unit_id = joint_file.police_unit_id)"
#define JOINT_FILE_COLUMNS                                                                 \
  "SELECT id, version, transfer_id, lead_id, division, police_unit_id, state, opened_at, " \
  "closed_at, police_no, police_at, discipline_no, discipline_at, " POLICE_BARRED          \
  " FROM joint_file "
constexpr char kFind[] = JOINT_FILE_COLUMNS "WHERE id = ?";
constexpr char kList[] = JOINT_FILE_COLUMNS
    "WHERE division LIKE ? AND id < ? AND (? IS NULL OR (police_unit_id = ? AND NOT " POLICE_BARRED
    ")) ORDER BY id DESC LIMIT ?";
#undef JOINT_FILE_COLUMNS
#undef POLICE_BARRED

std::optional<std::string> NumberOf(const std::optional<Filing>& filing) {
  return filing.has_value() ? std::optional(filing->filing_no) : std::nullopt;
}

std::optional<absl::Time> TimeOf(const std::optional<Filing>& filing) {
  return filing.has_value() ? std::optional(filing->filed_at) : std::nullopt;
}

std::optional<Filing> ReadFiling(const db::Row& row, int column) {
  if (row.IsNull(column)) return std::nullopt;
  return Filing{row.Text(column), row.Time(column + 1)};
}

JointFile ReadJointFile(const db::Row& row) {
  JointFile file;
  file.id = row.As<JointFileId>(0);
  file.version = row.Int(1);
  file.transfer = row.As<TransferId>(2);
  file.lead = row.As<LeadId>(3);
  file.division = row.Text(4);
  file.police_unit = row.As<UnitId>(5);
  file.state = static_cast<JointFileState>(row.Int(6));
  file.opened_at = row.Time(7);
  file.closed_at = row.OptionalTime(8);
  file.police = ReadFiling(row, 9);
  file.discipline = ReadFiling(row, 11);
  file.police_barred = row.Bool(13);
  return file;
}

}  // namespace

absl::Status JointFileStore::Insert(db::Transaction& transaction, const JointFile& file) const {
  return transaction
      .Execute(kInsert, file.id, file.version, file.transfer, file.lead, file.division,
               file.police_unit, file.state, file.opened_at, file.closed_at, NumberOf(file.police),
               TimeOf(file.police), NumberOf(file.discipline), TimeOf(file.discipline))
      .status();
}

absl::Status JointFileStore::Update(db::Transaction& transaction, const JointFile& file) const {
  ASSIGN_OR_RETURN(
      const int64_t changed,
      transaction.Execute(kUpdate, file.version, file.state, file.closed_at, NumberOf(file.police),
                          TimeOf(file.police), NumberOf(file.discipline), TimeOf(file.discipline),
                          file.id, file.version - 1));
  return changed == 0 ? RefuseStale() : absl::OkStatus();
}

absl::StatusOr<JointFile> JointFileStore::Find(db::Transaction& transaction, JointFileId id) const {
  ASSIGN_OR_RETURN(std::optional<JointFile> file, transaction.QueryOne(kFind, ReadJointFile, id));
  if (!file.has_value()) return RefuseUnknown("同步立案", "joint file");
  return *std::move(file);
}

absl::StatusOr<std::vector<JointFile>> JointFileStore::List(db::Transaction& transaction,
                                                            const std::string& division,
                                                            std::optional<UnitId> police_unit,
                                                            const Page& page) const {
  std::vector<JointFile> files;
  RETURN_IF_ERROR(transaction.Query(
      kList, [&](const db::Row& row) { files.push_back(ReadJointFile(row)); }, division + "%",
      page.before, police_unit, police_unit, page.size + 1));
  return files;
}

}  // namespace hecha::consultation
