#include "services/consultation/meeting_store.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::consultation {
namespace {

constexpr char kInsert[] =
    "INSERT INTO meeting (id, version, division, state, subject, proposer_id, proposer_unit_id, "
    "chair_id, takes_place, place, minutes, signed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kUpdate[] =
    "UPDATE meeting SET version = ?, state = ?, chair_id = ?, takes_place = ?, place = ?, "
    "minutes = ?, signed_at = ? WHERE id = ? AND version = ?";
#define MEETING_COLUMNS                                                                     \
  "SELECT id, version, division, state, subject, proposer_id, proposer_unit_id, chair_id, " \
  "takes_place, place, minutes, signed_at FROM meeting "
constexpr char kFind[] = MEETING_COLUMNS "WHERE id = ?";
// Meeting::VisibleTo in SQL, so that a page is full.
#define SEAL_OF_A_LEAD                                                            \
  "SELECT 1 FROM meeting_lead l JOIN lead_seal s ON s.lead_id = l.lead_id WHERE " \
  "l.meeting_id = meeting.id "
constexpr char kList[] = MEETING_COLUMNS
    "WHERE division LIKE ? AND id < ? AND (? IS NULL OR state = ?) AND NOT EXISTS (SELECT 1 FROM "
    "meeting_lead l JOIN lead_barred_unit b ON b.lead_id = l.lead_id "
    "WHERE l.meeting_id = meeting.id AND "
    "b.unit_id = ?) AND (chair_id = ? OR EXISTS (SELECT 1 FROM meeting_unit u WHERE u.meeting_id = "
    "meeting.id AND u.unit_id = ?) OR IF(EXISTS (" SEAL_OF_A_LEAD
    "), ? AND NOT EXISTS (" SEAL_OF_A_LEAD
    "AND s.division NOT LIKE ?), ? OR proposer_unit_id = ?)) ORDER BY id DESC LIMIT ?";
#undef SEAL_OF_A_LEAD
#undef MEETING_COLUMNS

constexpr char kPutLead[] = "INSERT IGNORE INTO meeting_lead (meeting_id, lead_id) VALUES (?, ?)";
constexpr char kListLeads[] =
    "SELECT lead_id FROM meeting_lead WHERE meeting_id = ? ORDER BY lead_id";
constexpr char kListBars[] =
    "SELECT DISTINCT b.unit_id FROM meeting_lead l "
    "JOIN lead_barred_unit b ON b.lead_id = l.lead_id WHERE "
    "l.meeting_id = ?";
constexpr char kListSeals[] =
    "SELECT DISTINCT s.division FROM meeting_lead l JOIN lead_seal s ON s.lead_id = l.lead_id "
    "WHERE l.meeting_id = ?";
constexpr char kPutUnit[] =
    "REPLACE INTO meeting_unit (meeting_id, unit_id, required, attending) VALUES (?, ?, ?, ?)";
constexpr char kListUnits[] =
    "SELECT unit_id, required, attending FROM meeting_unit WHERE meeting_id = ? ORDER BY unit_id";
// An opinion that was given is never changed.
constexpr char kPutOpinion[] =
    "INSERT IGNORE INTO meeting_opinion (meeting_id, number, unit_id, author_id, dissents, text, "
    "given_at, lead_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kListOpinions[] =
    "SELECT unit_id, author_id, dissents, text, given_at, lead_id FROM meeting_opinion "
    "WHERE meeting_id = ? ORDER BY number";
constexpr char kPutResolution[] =
    "REPLACE INTO meeting_resolution (meeting_id, number, owner_unit_id, text, due, result, "
    "done_at, lead_id) VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kListResolutions[] =
    "SELECT owner_unit_id, text, due, result, done_at, lead_id FROM meeting_resolution "
    "WHERE meeting_id = ? ORDER BY number";
constexpr char kPutItem[] =
    "REPLACE INTO meeting_item (meeting_id, number, lead_id, text) VALUES (?, ?, ?, ?)";
constexpr char kListItems[] =
    "SELECT lead_id, text FROM meeting_item WHERE meeting_id = ? ORDER BY number";

constexpr char kListAbout[] = "SELECT meeting_id FROM meeting_lead WHERE lead_id = ?";
constexpr char kDropLead[] = "DELETE FROM meeting_lead WHERE lead_id = ?";
constexpr char kEraseOpinionsOf[] = "UPDATE meeting_opinion SET text = '' WHERE lead_id = ?";
constexpr char kEraseResolutionsOf[] =
    "UPDATE meeting_resolution SET text = '', result = '' WHERE lead_id = ?";
constexpr char kEraseItemsOf[] = "UPDATE meeting_item SET text = '' WHERE lead_id = ?";
constexpr char kHasLead[] = "SELECT 1 FROM meeting_lead WHERE meeting_id = ? LIMIT 1";
constexpr char kEraseMeeting[] = "UPDATE meeting SET subject = '', minutes = '' WHERE id = ?";
constexpr char kEraseOpinions[] = "UPDATE meeting_opinion SET text = '' WHERE meeting_id = ?";
constexpr char kEraseResolutions[] =
    "UPDATE meeting_resolution SET text = '', result = '' WHERE meeting_id = ?";

// Column names of the numbered parts, for what binds a sealed value to its place.
std::string OpinionColumn(size_t index) { return fmt::format("opinion.{}", index + 1); }
std::string ItemColumn(size_t index) { return fmt::format("item.{}", index + 1); }
std::string ResolutionColumn(size_t index) { return fmt::format("resolution.{}", index + 1); }
std::string ResultColumn(size_t index) { return fmt::format("result.{}", index + 1); }

std::optional<LeadId> OptionalLead(const db::Row& row, int column) {
  if (row.IsNull(column)) return std::nullopt;
  return row.As<LeadId>(column);
}

Meeting ReadMeeting(const db::Row& row) {
  Meeting meeting;
  meeting.id = row.As<MeetingId>(0);
  meeting.version = row.Int(1);
  meeting.proposal.division = row.Text(2);
  meeting.state = static_cast<MeetingState>(row.Int(3));
  meeting.proposal.subject = row.Text(4);
  meeting.proposer = row.As<UserId>(5);
  meeting.proposer_unit = row.As<UnitId>(6);
  meeting.convocation.chair = row.As<UserId>(7);
  meeting.convocation.takes_place = row.Time(8);
  meeting.convocation.place = row.Text(9);
  meeting.minutes.text = row.Text(10);
  meeting.signed_at = row.OptionalTime(11);
  return meeting;
}

// Whose key seals what is said about `lead`, or about none alone.
const Uuid& SubjectOf(const Meeting& meeting, const std::optional<LeadId>& lead) {
  return lead.has_value() ? lead->uuid : meeting.id.uuid;
}

absl::StatusOr<security::TextVault> VaultOf(const Meeting& meeting,
                                            absl::StatusOr<security::DataKey> key) {
  return security::TextVault::Over(std::move(key), "meeting", meeting.id.uuid);
}

}  // namespace

absl::Status MeetingStore::Insert(db::Transaction& transaction, const Meeting& meeting) const {
  const Convocation& convocation = meeting.convocation;
  ASSIGN_OR_RETURN(const security::TextVault vault, ToSeal(transaction, meeting, std::nullopt));
  RETURN_IF_ERROR(transaction
                      .Execute(kInsert, meeting.id, meeting.version, meeting.proposal.division,
                               meeting.state, vault.Seal(meeting.proposal.subject, "subject"),
                               meeting.proposer, meeting.proposer_unit, convocation.chair,
                               convocation.takes_place, convocation.place,
                               vault.Seal(meeting.minutes.text, "minutes"), meeting.signed_at)
                      .status());
  // Once and never again, so that a lead that was purged since does not come back.
  for (LeadId lead : meeting.proposal.leads)
    RETURN_IF_ERROR(transaction.Execute(kPutLead, meeting.id, lead).status());
  RETURN_IF_ERROR(PutUnits(transaction, meeting));
  return PutWords(transaction, meeting);
}

absl::Status MeetingStore::Update(db::Transaction& transaction, const Meeting& meeting) const {
  const Convocation& convocation = meeting.convocation;
  ASSIGN_OR_RETURN(const security::TextVault vault, ToSeal(transaction, meeting, std::nullopt));
  ASSIGN_OR_RETURN(const int64_t changed,
                   transaction.Execute(kUpdate, meeting.version, meeting.state, convocation.chair,
                                       convocation.takes_place, convocation.place,
                                       vault.Seal(meeting.minutes.text, "minutes"),
                                       meeting.signed_at, meeting.id, meeting.version - 1));
  if (changed == 0) return RefuseStale();
  RETURN_IF_ERROR(PutUnits(transaction, meeting));
  return PutWords(transaction, meeting);
}

absl::StatusOr<Meeting> MeetingStore::Find(db::Transaction& transaction, MeetingId id) const {
  ASSIGN_OR_RETURN(std::optional<Meeting> meeting, transaction.QueryOne(kFind, ReadMeeting, id));
  if (!meeting.has_value()) return RefuseUnknown("会议", "meeting");
  RETURN_IF_ERROR(Complete(transaction, *meeting));
  return *std::move(meeting);
}

absl::StatusOr<std::vector<Meeting>> MeetingStore::List(db::Transaction& transaction,
                                                        const MeetingFilter& filter,
                                                        const Actor& reader,
                                                        const Page& page) const {
  std::vector<Meeting> meetings;
  RETURN_IF_ERROR(transaction.Query(
      kList, [&](const db::Row& row) { meetings.push_back(ReadMeeting(row)); },
      filter.division + "%", page.before, filter.state, filter.state, reader.unit, reader.user,
      reader.unit, reader.Has(Role::kDiscipline), reader.division + "%",
      reader.Has(Role::kOffice) || reader.Has(Role::kLeader), reader.unit, page.size + 1));
  for (Meeting& meeting : meetings) RETURN_IF_ERROR(Complete(transaction, meeting));
  return meetings;
}

absl::Status MeetingStore::EraseOf(db::Transaction& transaction, LeadId lead,
                                   absl::Time now) const {
  std::vector<MeetingId> meetings;
  RETURN_IF_ERROR(transaction.Query(
      kListAbout, [&](const db::Row& row) { meetings.push_back(row.As<MeetingId>(0)); }, lead));
  for (const char* sql : {kEraseOpinionsOf, kEraseResolutionsOf, kEraseItemsOf, kDropLead})
    RETURN_IF_ERROR(transaction.Execute(sql, lead).status());
  for (MeetingId meeting : meetings) {
    ASSIGN_OR_RETURN(const std::optional<bool> has_another,
                     transaction.QueryOne(
                         kHasLead, [](const db::Row&) { return true; }, meeting));
    if (has_another.has_value()) continue;
    for (const char* sql : {kEraseMeeting, kEraseOpinions, kEraseResolutions})
      RETURN_IF_ERROR(transaction.Execute(sql, meeting).status());
    RETURN_IF_ERROR(keys_.Shred(transaction, meeting.uuid, now));
  }
  return absl::OkStatus();
}

absl::StatusOr<security::TextVault> MeetingStore::ToSeal(db::Transaction& transaction,
                                                         const Meeting& meeting,
                                                         const std::optional<LeadId>& lead) const {
  return VaultOf(meeting,
                 keys_.Ensure(transaction, {SubjectOf(meeting, lead), meeting.proposal.division}));
}

absl::StatusOr<security::TextVault> MeetingStore::ToOpen(db::Transaction& transaction,
                                                         const Meeting& meeting,
                                                         const std::optional<LeadId>& lead) const {
  return VaultOf(meeting, keys_.Find(transaction, SubjectOf(meeting, lead)));
}

absl::Status MeetingStore::PutUnits(db::Transaction& transaction, const Meeting& meeting) const {
  // Required units first: one that attends is then both.
  const std::vector<UnitId>& required = meeting.convocation.required_units;
  for (UnitId unit : required)
    RETURN_IF_ERROR(transaction.Execute(kPutUnit, meeting.id, unit, true, false).status());
  for (UnitId unit : meeting.attending_units) {
    const bool is_required = std::find(required.begin(), required.end(), unit) != required.end();
    RETURN_IF_ERROR(transaction.Execute(kPutUnit, meeting.id, unit, is_required, true).status());
  }
  return absl::OkStatus();
}

absl::Status MeetingStore::PutWords(db::Transaction& transaction, const Meeting& meeting) const {
  for (size_t i = 0; i < meeting.opinions.size(); ++i) {
    const Opinion& opinion = meeting.opinions[i];
    ASSIGN_OR_RETURN(const security::TextVault vault, ToSeal(transaction, meeting, opinion.lead));
    RETURN_IF_ERROR(transaction
                        .Execute(kPutOpinion, meeting.id, i + 1, opinion.unit, opinion.author,
                                 opinion.dissents, vault.Seal(opinion.text, OpinionColumn(i)),
                                 opinion.given_at, opinion.lead)
                        .status());
  }
  const Minutes& minutes = meeting.minutes;
  for (size_t i = 0; i < minutes.items.size(); ++i) {
    const MinutesItem& item = minutes.items[i];
    ASSIGN_OR_RETURN(const security::TextVault vault, ToSeal(transaction, meeting, item.lead));
    RETURN_IF_ERROR(
        transaction
            .Execute(kPutItem, meeting.id, i + 1, item.lead, vault.Seal(item.text, ItemColumn(i)))
            .status());
  }
  for (size_t i = 0; i < minutes.resolutions.size(); ++i) {
    const Resolution& resolution = minutes.resolutions[i];
    ASSIGN_OR_RETURN(const security::TextVault vault,
                     ToSeal(transaction, meeting, resolution.lead));
    RETURN_IF_ERROR(transaction
                        .Execute(kPutResolution, meeting.id, i + 1, resolution.owner,
                                 vault.Seal(resolution.text, ResolutionColumn(i)), resolution.due,
                                 vault.Seal(resolution.result, ResultColumn(i)), resolution.done_at,
                                 resolution.lead)
                        .status());
  }
  return absl::OkStatus();
}

absl::Status MeetingStore::Complete(db::Transaction& transaction, Meeting& meeting) const {
  RETURN_IF_ERROR(ReadParts(transaction, meeting));
  return OpenWords(transaction, meeting);
}

absl::Status MeetingStore::ReadParts(db::Transaction& transaction, Meeting& meeting) const {
  RETURN_IF_ERROR(transaction.Query(
      kListLeads, [&](const db::Row& row) { meeting.proposal.leads.push_back(row.As<LeadId>(0)); },
      meeting.id));
  RETURN_IF_ERROR(transaction.Query(
      kListUnits,
      [&](const db::Row& row) {
        if (row.Bool(1)) meeting.convocation.required_units.push_back(row.As<UnitId>(0));
        if (row.Bool(2)) meeting.attending_units.push_back(row.As<UnitId>(0));
      },
      meeting.id));
  RETURN_IF_ERROR(transaction.Query(
      kListBars, [&](const db::Row& row) { meeting.barred_units.push_back(row.As<UnitId>(0)); },
      meeting.id));
  RETURN_IF_ERROR(transaction.Query(
      kListSeals, [&](const db::Row& row) { meeting.seals.push_back(row.Text(0)); }, meeting.id));
  RETURN_IF_ERROR(transaction.Query(
      kListOpinions,
      [&](const db::Row& row) {
        meeting.opinions.push_back({row.As<UnitId>(0), row.As<UserId>(1), row.Bool(2), row.Text(3),
                                    row.Time(4), OptionalLead(row, 5)});
      },
      meeting.id));
  RETURN_IF_ERROR(transaction.Query(
      kListItems,
      [&](const db::Row& row) {
        meeting.minutes.items.push_back({row.As<LeadId>(0), row.Text(1)});
      },
      meeting.id));
  return transaction.Query(
      kListResolutions,
      [&](const db::Row& row) {
        meeting.minutes.resolutions.push_back({row.As<UnitId>(0), row.Text(1), row.Time(2),
                                               row.Text(3), row.OptionalTime(4),
                                               OptionalLead(row, 5)});
      },
      meeting.id);
}

absl::Status MeetingStore::OpenWords(db::Transaction& transaction, Meeting& meeting) const {
  ASSIGN_OR_RETURN(const security::TextVault own, ToOpen(transaction, meeting, std::nullopt));
  RETURN_IF_ERROR(own.Open(meeting.proposal.subject, "subject"));
  RETURN_IF_ERROR(own.Open(meeting.minutes.text, "minutes"));
  for (size_t i = 0; i < meeting.opinions.size(); ++i) {
    Opinion& opinion = meeting.opinions[i];
    ASSIGN_OR_RETURN(const security::TextVault vault, ToOpen(transaction, meeting, opinion.lead));
    RETURN_IF_ERROR(vault.Open(opinion.text, OpinionColumn(i)));
  }
  Minutes& minutes = meeting.minutes;
  for (size_t i = 0; i < minutes.items.size(); ++i) {
    ASSIGN_OR_RETURN(const security::TextVault vault,
                     ToOpen(transaction, meeting, minutes.items[i].lead));
    RETURN_IF_ERROR(vault.Open(minutes.items[i].text, ItemColumn(i)));
  }
  for (size_t i = 0; i < minutes.resolutions.size(); ++i) {
    Resolution& resolution = minutes.resolutions[i];
    ASSIGN_OR_RETURN(const security::TextVault vault,
                     ToOpen(transaction, meeting, resolution.lead));
    RETURN_IF_ERROR(vault.Open(resolution.text, ResolutionColumn(i)));
    RETURN_IF_ERROR(vault.Open(resolution.result, ResultColumn(i)));
  }
  return absl::OkStatus();
}

}  // namespace hecha::consultation
