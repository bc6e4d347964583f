// Problems and campaigns on a real database behind a real server: from raising to striking off
// by another, sealed at rest, unknown to strangers.
#include "services/supervision/problem_service.h"

#include <gmock/gmock.h>

#include "tests/services/supervision/supervision_host.h"

namespace hecha::supervision {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class ProblemServiceTest : public SupervisionTest {
 protected:
  ProblemServiceTest() { head_.unit = unit_; }

  absl::StatusOr<v1::Problem> Raise() { return Raise(office_); }
  absl::StatusOr<v1::Problem> Raise(const Actor& actor) {
    v1::RaiseProblemRequest request;
    request.set_division(kTown);
    request.set_unit_id(unit_of_problem_.ToString());
    request.set_unit_name("西岗派出所");
    request.set_description("CANARY5P 未按期核查");
    events::SetTimestamp(kStart + absl::Hours(24 * 7), request.mutable_due());
    return Do(actor, "RaiseProblem", request);
  }

  template <class Request>
  absl::StatusOr<v1::Problem> Do(const Actor& actor, const std::string& method,
                                 const Request& request) {
    return Ask<v1::Problem>(actor, "ProblemService/" + method, request);
  }

  absl::StatusOr<v1::Problem> Plan(const std::string& id) {
    v1::PlanRectificationRequest request;
    request.set_problem_id(id);
    request.set_measures("CANARY5P 增派两人");
    return Do(head_, "PlanRectification", request);
  }

  absl::StatusOr<v1::Problem> ReportDone(const std::string& id) {
    v1::ReportRectifiedRequest request;
    request.set_problem_id(id);
    request.set_result("CANARY5P 已核查完毕");
    return Do(head_, "ReportRectified", request);
  }

  absl::StatusOr<v1::Problem> StrikeOff(const Actor& actor, const std::string& id) {
    v1::StrikeOffProblemRequest request;
    request.set_problem_id(id);
    return Do(actor, "StrikeOffProblem", request);
  }

  Actor head_ = User({Role::kUnitHead});
  UnitId unit_of_problem_ = unit_;
};

TEST_F(ProblemServiceTest, ProblemOfAPurgedLeadHasNoWordsLeft) {
  const Uuid lead = Registered();
  v1::RaiseProblemRequest request;
  request.set_division(kTown);
  request.set_unit_id(unit_.ToString());
  request.set_unit_name("西岗派出所");
  request.set_lead_id(lead.ToString());
  request.set_description("CANARY5P 未按期核查");
  events::SetTimestamp(kStart + absl::Hours(24 * 7), request.mutable_due());
  ASSERT_OK_AND_ASSIGN(const v1::Problem raised, Do(office_, "RaiseProblem", request));
  ASSERT_OK(Plan(raised.id()));
  intake::v1::LeadPurged purged;
  purged.set_lead_id(lead.ToString());
  ASSERT_TRUE(Tell("intake", "lead", lead, purged)) << host_.last_reason();

  ASSERT_EQ(Problems(office_).size(), 1u);
  EXPECT_EQ(Problems(office_)[0].description(), "");
  EXPECT_EQ(Problems(office_)[0].measures(), "");
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM data_key WHERE shredded_at IS NULL"), 0);
  // Its course goes on, and nothing is written about the lead any more.
  ASSERT_OK_AND_ASSIGN(const v1::Problem done, ReportDone(raised.id()));
  EXPECT_EQ(done.state(), v1::PROBLEM_STATE_TO_ACCEPT);
  EXPECT_EQ(done.result(), "");
  EXPECT_THAT(Do(office_, "RaiseProblem", request), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(ProblemServiceTest, IsStruckOffBySomebodyElse) {
  ASSERT_OK_AND_ASSIGN(const v1::Problem raised, Raise());
  ASSERT_OK(Plan(raised.id()));
  EXPECT_THAT(StrikeOff(office_, raised.id()), RefusedBy("ILLEGAL_TRANSITION"));
  ASSERT_OK(ReportDone(raised.id()));
  Actor colleague = User({Role::kLeader});
  colleague.unit = unit_;
  EXPECT_THAT(StrikeOff(colleague, raised.id()), RefusedBy("RECTIFIER_MAY_NOT_ACCEPT"));
  v1::SendBackProblemRequest back;
  back.set_problem_id(raised.id());
  back.set_remark("CANARY5P 证据不足");
  ASSERT_OK(Do(office_, "SendBackProblem", back));
  ASSERT_OK(ReportDone(raised.id()));
  ASSERT_OK_AND_ASSIGN(const v1::Problem struck, StrikeOff(office_, raised.id()));
  EXPECT_EQ(struck.state(), v1::PROBLEM_STATE_STRUCK_OFF);
  EXPECT_EQ(struck.rectifier_id(), head_.user.ToString());
  EXPECT_EQ(struck.acceptor_id(), office_.user.ToString());
  EXPECT_EQ(struck.etag(), "6");
  std::vector<std::string> states;
  for (const v1::ProblemProgressed& event : host_.Payloads<v1::ProblemProgressed>())
    states.push_back(event.state());
  EXPECT_THAT(states, ElementsAre("RAISED", "RECTIFYING", "TO_ACCEPT", "RECTIFYING", "TO_ACCEPT",
                                  "STRUCK_OFF"));
  EXPECT_THAT(host_.ColumnsHolding("CANARY5P"), IsEmpty());
  EXPECT_THAT(host_.ColumnsHolding("西岗派出所"),
              ElementsAre("ledger_line.cells", "problem.unit_name"));
}

TEST_F(ProblemServiceTest, UnitsOfEveryKindPutTheirOwnRight) {
  for (Role role : {Role::kOffice, Role::kLeader, Role::kDiscipline, Role::kOrganisation}) {
    SCOPED_TRACE(static_cast<int>(role));
    head_ = User({role});
    unit_of_problem_ = head_.unit;
    ASSERT_OK_AND_ASSIGN(const v1::Problem raised, Raise(city_));
    EXPECT_EQ(Problems(head_).front().id(), raised.id());
    EXPECT_THAT(raised.actions(), IsEmpty()) << "the city does not answer for it";
    ASSERT_OK(Plan(raised.id()));
    ASSERT_OK(ReportDone(raised.id()));
    EXPECT_FALSE(StrikeOff(head_, raised.id()).ok());
    EXPECT_OK(StrikeOff(city_, raised.id()));
  }
  EXPECT_EQ(Problems(head_).size(), 1u) << "the organisation section sees its own";
}

TEST_F(ProblemServiceTest, StrangersAreToldThatThereIsNone) {
  ASSERT_OK_AND_ASSIGN(const v1::Problem raised, Raise());
  v1::GetProblemRequest get;
  get.set_problem_id(raised.id());
  for (const Actor& stranger : {User({Role::kUnitHead}), User({Role::kOffice}, kNextTown)}) {
    EXPECT_THAT(Do(stranger, "GetProblem", get), StatusIs(absl::StatusCode::kNotFound));
    EXPECT_THAT(Problems(stranger), IsEmpty());
  }
  ASSERT_OK(Do(head_, "GetProblem", get));
  EXPECT_THAT(StrikeOff(head_, raised.id()), StatusIs(absl::StatusCode::kPermissionDenied));
}

TEST_F(ProblemServiceTest, RefusalNamesFieldAndRuleInBothLanguages) {
  v1::RaiseProblemRequest request;
  request.set_division(kTown);
  request.set_unit_id(unit_.ToString());
  request.set_unit_name("西岗派出所");
  request.set_description("未按期核查");
  events::SetTimestamp(kStart, request.mutable_due());
  const absl::Status status = Do(office_, "RaiseProblem", request).status();
  EXPECT_THAT(status, RefusedBy("DUE_IN_PAST"));
  EXPECT_EQ(RefusalOf(status)->field, "due");
  EXPECT_EQ(RefusalOf(status)->zh, "整改时限须晚于现在");
  EXPECT_EQ(RefusalOf(status)->en, "due must lie in the future");
  EXPECT_THAT(Problems(office_), IsEmpty());
}

TEST_F(ProblemServiceTest, CampaignCountsItsDaysForTownAndCity) {
  v1::OpenCampaignRequest request;
  request.set_code("BZ2019");
  request.set_name("百日会战");
  request.set_division(kCity);
  request.set_basis("滕扫黑发〔2019〕3 号");
  events::SetTimestamp(kStart, request.mutable_starts());
  events::SetTimestamp(kStart + absl::Hours(24 * 99), request.mutable_ends());
  const auto open = [&](const Actor& actor) {
    return Ask<v1::Campaign>(actor, "CampaignService/OpenCampaign", request);
  };
  EXPECT_THAT(open(office_), RefusedBy("OUTSIDE_SCOPE"));
  ASSERT_OK(open(city_));
  EXPECT_THAT(open(city_), RefusedBy("CODE_TAKEN"));
  host_.clock().Advance(absl::Hours(24 * 10));
  for (const Actor& actor : {city_, office_}) {
    ASSERT_OK_AND_ASSIGN(const v1::ListCampaignsResponse listed,
                         Ask<v1::ListCampaignsResponse>(actor, "CampaignService/ListCampaigns",
                                                        v1::ListCampaignsRequest()));
    ASSERT_EQ(listed.campaigns_size(), 1);
    EXPECT_EQ(listed.campaigns(0).day(), 11);
    EXPECT_EQ(listed.campaigns(0).days(), 100);
  }
}

}  // namespace
}  // namespace hecha::supervision
