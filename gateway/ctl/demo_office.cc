#include "gateway/ctl/demo_office.h"

#include <fmt/format.h>

#include <utility>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "hecha/consultation/v1/joint_file.pb.h"
#include "hecha/consultation/v1/meeting.pb.h"
#include "hecha/consultation/v1/transfer.pb.h"
#include "hecha/supervision/v1/problem.pb.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"

namespace hecha::ctl {
namespace {

using namespace consultation::v1;  // transfers, joint files, meetings
using events::SetTimestamp;
using supervision::v1::Problem;

constexpr absl::Duration kWeek = absl::Hours(24 * 7);

absl::Status FileJointly(DemoTown& town, const Transfer& transfer) {
  constexpr char kService[] = "hecha.consultation.v1.JointFileService";
  OpenJointFileRequest open;
  open.set_transfer_id(transfer.id());
  open.set_police_unit_id(town.police->unit_id());
  ASSIGN_OR_RETURN(const JointFile file, town.discipline->Call<JointFile>(
                                             fmt::format("{}/OpenJointFile", kService), open));
  RecordFilingRequest filing;
  filing.set_joint_file_id(file.id());
  filing.set_side(SIDE_POLICE);
  filing.set_filing_no("滕公（刑）立字〔2019〕42号");
  RETURN_IF_ERROR(
      town.police->Call<JointFile>(fmt::format("{}/RecordFiling", kService), filing).status());
  filing.set_side(SIDE_DISCIPLINE);
  filing.set_filing_no("滕纪立〔2019〕15号");
  RETURN_IF_ERROR(
      town.discipline->Call<JointFile>(fmt::format("{}/RecordFiling", kService), filing).status());
  CloseJointFileRequest close;
  close.set_joint_file_id(file.id());
  return town.discipline->Call<JointFile>(fmt::format("{}/CloseJointFile", kService), close)
      .status();
}

absl::Status ConcludeTransfer(DemoTown& town, const Transfer& transfer) {
  AcknowledgeTransferRequest acknowledge;
  acknowledge.set_transfer_id(transfer.id());
  RETURN_IF_ERROR(
      town.discipline
          ->Call<Transfer>("hecha.consultation.v1.TransferService/AcknowledgeTransfer", acknowledge)
          .status());
  RETURN_IF_ERROR(FileJointly(town, transfer));
  ConcludeTransferRequest conclude;
  conclude.set_transfer_id(transfer.id());
  conclude.set_filed(true);
  conclude.set_opinion("经初核，已立案审查调查。");
  return town.discipline
      ->Call<Transfer>("hecha.consultation.v1.TransferService/ConcludeTransfer", conclude)
      .status();
}

// One meeting, step by step.
class DemoMeeting {
 public:
  explicit DemoMeeting(DemoTown& town) : town_(town) {}

  absl::Status Propose() {
    ProposeMeetingRequest request;
    request.set_division(town_.division);
    request.set_subject("会商疑难线索");
    ASSIGN_OR_RETURN(const Meeting meeting,
                     town_.police->Call<Meeting>(
                         "hecha.consultation.v1.MeetingService/ProposeMeeting", request));
    id_ = meeting.id();
    return absl::OkStatus();
  }

  absl::Status Convene() {
    ConveneMeetingRequest request;
    request.set_chair_id(town_.leader->user_id());
    request.add_required_unit_ids(town_.police->unit_id());
    request.add_required_unit_ids(town_.discipline->unit_id());
    SetTimestamp(absl::Now(), request.mutable_takes_place());
    request.set_place("镇会议室");
    return Act(*town_.office, "ConveneMeeting", std::move(request));
  }

  absl::Status Confer() {
    GiveOpinionRequest opinion;
    opinion.set_text("建议并案核查。");
    RETURN_IF_ERROR(Act(*town_.police, "GiveOpinion", opinion));
    opinion.set_text("建议分别核查，理由已附。");
    opinion.set_dissents(true);
    RETURN_IF_ERROR(Act(*town_.discipline, "GiveOpinion", opinion));
    HoldMeetingRequest hold;
    hold.add_attending_unit_ids(town_.police->unit_id());
    hold.add_attending_unit_ids(town_.discipline->unit_id());
    return Act(*town_.office, "HoldMeeting", std::move(hold));
  }

  absl::Status Minute() {
    SubmitMinutesRequest minutes;
    minutes.set_minutes("会议听取了核查情况，记录了不同意见，议定以下事项。");
    Resolution& resolution = *minutes.add_resolutions();
    resolution.set_owner_unit_id(town_.police->unit_id());
    resolution.set_text("一周内完成补充走访。");
    SetTimestamp(absl::Now() + kWeek, resolution.mutable_due());
    RETURN_IF_ERROR(Act(*town_.office, "SubmitMinutes", std::move(minutes)));
    return Act(*town_.leader, "SignMinutes", SignMinutesRequest());
  }

  absl::Status Resolve() {
    CompleteResolutionRequest complete;
    complete.set_number(1);
    complete.set_result("补充走访已完成。");
    RETURN_IF_ERROR(Act(*town_.police, "CompleteResolution", std::move(complete)));
    return Act(*town_.office, "CloseMeeting", CloseMeetingRequest());
  }

 private:
  template <class Request>
  absl::Status Act(DemoActor& actor, std::string_view verb, Request request) {
    request.set_meeting_id(id_);
    return actor
        .Call<Meeting>(fmt::format("hecha.consultation.v1.MeetingService/{}", verb), request)
        .status();
  }

  DemoTown& town_;
  std::string id_;
};

}  // namespace

absl::Status ConcludeTransfers(DemoTown& town) {
  ListTransfersRequest list;
  list.set_state(TRANSFER_STATE_ISSUED);
  list.set_page_size(200);
  ASSIGN_OR_RETURN(const auto listed,
                   town.discipline->Call<ListTransfersResponse>(
                       "hecha.consultation.v1.TransferService/ListTransfers", list));
  // Newest first.
  for (int i = 1; i < listed.transfers_size(); ++i)
    RETURN_IF_ERROR(ConcludeTransfer(town, listed.transfers(i)));
  return absl::OkStatus();
}

absl::Status HoldMeeting(DemoTown& town) {
  DemoMeeting meeting(town);
  RETURN_IF_ERROR(meeting.Propose());
  RETURN_IF_ERROR(meeting.Convene());
  RETURN_IF_ERROR(meeting.Confer());
  RETURN_IF_ERROR(meeting.Minute());
  return meeting.Resolve();
}

absl::Status StrikeOffProblem(DemoTown& town) {
  constexpr char kService[] = "hecha.supervision.v1.ProblemService";
  supervision::v1::RaiseProblemRequest raise;
  raise.set_division(town.division);
  raise.set_unit_id(town.police->unit_id());
  raise.set_unit_name(town.name + "派出所核查专班");
  raise.set_description("抽查发现两条线索的核查措施登记不及时。");
  SetTimestamp(absl::Now() + kWeek, raise.mutable_due());
  ASSIGN_OR_RETURN(const Problem problem,
                   town.office->Call<Problem>(fmt::format("{}/RaiseProblem", kService), raise));
  supervision::v1::PlanRectificationRequest plan;
  plan.set_problem_id(problem.id());
  plan.set_measures("三日内补登，并每周自查。");
  RETURN_IF_ERROR(
      town.police->Call<Problem>(fmt::format("{}/PlanRectification", kService), plan).status());
  supervision::v1::ReportRectifiedRequest report;
  report.set_problem_id(problem.id());
  report.set_result("已全部补登。");
  RETURN_IF_ERROR(
      town.police->Call<Problem>(fmt::format("{}/ReportRectified", kService), report).status());
  supervision::v1::StrikeOffProblemRequest strike_off;
  strike_off.set_problem_id(problem.id());
  return town.leader->Call<Problem>(fmt::format("{}/StrikeOffProblem", kService), strike_off)
      .status();
}

}  // namespace hecha::ctl
