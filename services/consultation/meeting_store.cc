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
constexpr char kList[] = MEETING_COLUMNS
    "WHERE division LIKE ? AND id < ? AND (? IS NULL OR state = ?) AND (? IS NULL OR "
    "proposer_unit_id = ? OR EXISTS (SELECT 1 FROM meeting_unit u WHERE u.meeting_id = meeting.id "
    "AND u.unit_id = ?)) ORDER BY id DESC LIMIT ?";
#undef MEETING_COLUMNS

constexpr char kPutLead[] = "INSERT IGNORE INTO meeting_lead (meeting_id, lead_id) VALUES (?, ?)";
constexpr char kListLeads[] = "SELECT lead_id FROM meeting_lead WHERE meeting_id = ?";
constexpr char kPutUnit[] =
    "REPLACE INTO meeting_unit (meeting_id, unit_id, required, attending) VALUES (?, ?, ?, ?)";
constexpr char kListUnits[] =
    "SELECT unit_id, required, attending FROM meeting_unit WHERE meeting_id = ? ORDER BY unit_id";
// An opinion that was given is never changed.
constexpr char kPutOpinion[] =
    "INSERT IGNORE INTO meeting_opinion (meeting_id, number, unit_id, author_id, dissents, text, "
    "given_at) VALUES (?, ?, ?, ?, ?, ?, ?)";
constexpr char kListOpinions[] =
    "SELECT unit_id, author_id, dissents, text, given_at FROM meeting_opinion "
    "WHERE meeting_id = ? ORDER BY number";
constexpr char kPutResolution[] =
    "REPLACE INTO meeting_resolution (meeting_id, number, owner_unit_id, text, due, result, "
    "done_at) VALUES (?, ?, ?, ?, ?, ?, ?)";
constexpr char kListResolutions[] =
    "SELECT owner_unit_id, text, due, result, done_at FROM meeting_resolution "
    "WHERE meeting_id = ? ORDER BY number";

constexpr char kKey[] = "content";

// Column names of the numbered parts, for what binds a sealed value to its place.
std::string OpinionColumn(size_t index) { return fmt::format("opinion.{}", index + 1); }
std::string ResolutionColumn(size_t index) { return fmt::format("resolution.{}", index + 1); }
std::string ResultColumn(size_t index) { return fmt::format("result.{}", index + 1); }

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
  meeting.minutes = row.Text(10);
  meeting.signed_at = row.OptionalTime(11);
  return meeting;
}

}  // namespace

absl::Status MeetingStore::Insert(db::Transaction& transaction, const Meeting& meeting) const {
  const Convocation& convocation = meeting.convocation;
  RETURN_IF_ERROR(transaction
                      .Execute(kInsert, meeting.id, meeting.version, meeting.proposal.division,
                               meeting.state, Seal(meeting.id, "subject", meeting.proposal.subject),
                               meeting.proposer, meeting.proposer_unit, convocation.chair,
                               convocation.takes_place, convocation.place,
                               Seal(meeting.id, "minutes", meeting.minutes), meeting.signed_at)
                      .status());
  return PutParts(transaction, meeting);
}

absl::Status MeetingStore::Update(db::Transaction& transaction, const Meeting& meeting) const {
  const Convocation& convocation = meeting.convocation;
  ASSIGN_OR_RETURN(const int64_t changed,
                   transaction.Execute(kUpdate, meeting.version, meeting.state, convocation.chair,
                                       convocation.takes_place, convocation.place,
                                       Seal(meeting.id, "minutes", meeting.minutes),
                                       meeting.signed_at, meeting.id, meeting.version - 1));
  if (changed == 0) return RefuseStale();
  return PutParts(transaction, meeting);
}

absl::StatusOr<Meeting> MeetingStore::Find(db::Transaction& transaction, MeetingId id) const {
  ASSIGN_OR_RETURN(std::optional<Meeting> meeting, transaction.QueryOne(kFind, ReadMeeting, id));
  if (!meeting.has_value()) return RefuseUnknown("会议", "meeting");
  RETURN_IF_ERROR(Complete(transaction, *meeting));
  return *std::move(meeting);
}

absl::StatusOr<std::vector<Meeting>> MeetingStore::List(db::Transaction& transaction,
                                                        const MeetingFilter& filter,
                                                        const Page& page) const {
  std::vector<Meeting> meetings;
  RETURN_IF_ERROR(transaction.Query(
      kList, [&](const db::Row& row) { meetings.push_back(ReadMeeting(row)); },
      filter.division + "%", page.before, filter.state, filter.state, filter.unit, filter.unit,
      filter.unit, page.size + 1));
  for (Meeting& meeting : meetings) RETURN_IF_ERROR(Complete(transaction, meeting));
  return meetings;
}

std::string MeetingStore::Seal(MeetingId id, std::string_view column, std::string_view text) const {
  return keyring_.Seal(kKey, text, security::ColumnContext("meeting", id.uuid.bytes(), column));
}

absl::Status MeetingStore::Open(MeetingId id, std::string_view column, std::string& text) const {
  ASSIGN_OR_RETURN(
      text, keyring_.Open(text, security::ColumnContext("meeting", id.uuid.bytes(), column)));
  return absl::OkStatus();
}

absl::Status MeetingStore::PutParts(db::Transaction& transaction, const Meeting& meeting) const {
  for (LeadId lead : meeting.proposal.leads)
    RETURN_IF_ERROR(transaction.Execute(kPutLead, meeting.id, lead).status());
  // Required units first: one that attends is then both.
  for (UnitId unit : meeting.convocation.required_units)
    RETURN_IF_ERROR(transaction.Execute(kPutUnit, meeting.id, unit, true, false).status());
  for (UnitId unit : meeting.attending_units) {
    const std::vector<UnitId>& required = meeting.convocation.required_units;
    const bool is_required = std::find(required.begin(), required.end(), unit) != required.end();
    RETURN_IF_ERROR(transaction.Execute(kPutUnit, meeting.id, unit, is_required, true).status());
  }
  for (size_t i = 0; i < meeting.opinions.size(); ++i) {
    const Opinion& opinion = meeting.opinions[i];
    RETURN_IF_ERROR(transaction
                        .Execute(kPutOpinion, meeting.id, i + 1, opinion.unit, opinion.author,
                                 opinion.dissents, Seal(meeting.id, OpinionColumn(i), opinion.text),
                                 opinion.given_at)
                        .status());
  }
  for (size_t i = 0; i < meeting.resolutions.size(); ++i) {
    const Resolution& resolution = meeting.resolutions[i];
    RETURN_IF_ERROR(
        transaction
            .Execute(kPutResolution, meeting.id, i + 1, resolution.owner,
                     Seal(meeting.id, ResolutionColumn(i), resolution.text), resolution.due,
                     Seal(meeting.id, ResultColumn(i), resolution.result), resolution.done_at)
            .status());
  }
  return absl::OkStatus();
}

absl::Status MeetingStore::Complete(db::Transaction& transaction, Meeting& meeting) const {
  RETURN_IF_ERROR(Open(meeting.id, "subject", meeting.proposal.subject));
  RETURN_IF_ERROR(Open(meeting.id, "minutes", meeting.minutes));
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
      kListOpinions,
      [&](const db::Row& row) {
        meeting.opinions.push_back(
            {row.As<UnitId>(0), row.As<UserId>(1), row.Bool(2), row.Text(3), row.Time(4)});
      },
      meeting.id));
  RETURN_IF_ERROR(transaction.Query(
      kListResolutions,
      [&](const db::Row& row) {
        meeting.resolutions.push_back(
            {row.As<UnitId>(0), row.Text(1), row.Time(2), row.Text(3), row.OptionalTime(4)});
      },
      meeting.id));
  for (size_t i = 0; i < meeting.opinions.size(); ++i)
    RETURN_IF_ERROR(Open(meeting.id, OpinionColumn(i), meeting.opinions[i].text));
  for (size_t i = 0; i < meeting.resolutions.size(); ++i) {
    RETURN_IF_ERROR(Open(meeting.id, ResolutionColumn(i), meeting.resolutions[i].text));
    RETURN_IF_ERROR(Open(meeting.id, ResultColumn(i), meeting.resolutions[i].result));
  }
  return absl::OkStatus();
}

}  // namespace hecha::consultation
