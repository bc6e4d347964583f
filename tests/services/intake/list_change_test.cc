// A superior's list that changes after its lead was judged, on a real database: the office is
// asked, and what it accepts reaches the lead and whoever follows it.
#include <gmock/gmock.h>

#include "hecha/intake/v1/lead_import.pb.h"
#include "hecha/intake/v1/list_change.pb.h"
#include "tests/services/intake/intake_host.h"

namespace hecha::intake {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

class ListChangeTest : public IntakeTest {
 protected:
  // A supervised lead of a list; its id.
  std::string Imported() {
    row_.set_row_key("1");
    row_.set_title("砂石场强买强卖");
    row_.set_narrative("反映某砂石场以威胁手段垄断供料");
    row_.set_level(v1::LEVEL_PROVINCE);
    row_.set_instruction(v1::INSTRUCTION_SUPERVISE);
    row_.set_document_no("鲁扫黑督〔2019〕7号");
    row_.set_issuing_body("省扫黑办");
    SetDeadline(15);
    return Import().lead_id();
  }

  void SetDeadline(int days) {
    events::SetTimestamp(kStart + absl::Hours(24 * days), row_.mutable_deadline());
  }

  v1::ImportResult Import(bool dry_run = false) {
    v1::ImportLeadsRequest request;
    request.set_division(kTown);
    request.set_source("省督办名单");
    request.set_channel(v1::CHANNEL_SUPERIOR_OFFICE);
    request.set_dry_run(dry_run);
    *request.add_rows() = row_;
    return host_
        .Ask<v1::ImportLeadsResponse>(clerk_, "hecha.intake.v1.LeadService/ImportLeads", request)
        .value()
        .results(0);
  }

  std::vector<v1::ListChange> Changes(const std::string& lead) {
    v1::ListListChangesRequest request;
    request.set_lead_id(lead);
    const auto found = host_.Ask<v1::ListListChangesResponse>(
        office_, "hecha.intake.v1.ListChangeService/ListListChanges", request);
    EXPECT_OK(found.status());
    return {found->changes().begin(), found->changes().end()};
  }

  template <class Request>
  absl::StatusOr<v1::ListChange> Decide(const Actor& actor, const std::string& verb,
                                        const v1::ListChange& change, Request request = {}) {
    request.set_lead_id(change.lead_id());
    request.set_list_change_id(change.id());
    request.set_reason("与来文核对一致");
    return host_.Ask<v1::ListChange>(actor, "hecha.intake.v1.ListChangeService/" + verb, request);
  }
  absl::StatusOr<v1::ListChange> Accept(const Actor& actor, const v1::ListChange& change) {
    return Decide<v1::AcceptListChangeRequest>(actor, "AcceptListChange", change);
  }

  std::string AssignedFromList() {
    const std::string lead = Imported();
    EXPECT_OK(Do(clerk_, "TriageLead", Judgement(lead)));
    EXPECT_OK(Assign(lead, station_));
    return lead;
  }

  v1::ImportRow row_;
};

TEST_F(ListChangeTest, AcceptedChangeReachesTheLeadAndIsTold) {
  const std::string lead = AssignedFromList();
  SetDeadline(30);
  row_.set_document_no("鲁扫黑督〔2019〕9号");
  row_.set_narrative("反映某砂石场以威胁手段垄断供料，另有持械伤人");
  EXPECT_EQ(Import(/*dry_run=*/true).outcome(), v1::ImportResult::OUTCOME_CONFLICT);
  EXPECT_THAT(Changes(lead), IsEmpty());
  EXPECT_EQ(Import().outcome(), v1::ImportResult::OUTCOME_CONFLICT);
  const std::vector<v1::ListChange> changes = Changes(lead);
  ASSERT_THAT(changes, SizeIs(1));
  EXPECT_EQ(changes[0].state(), v1::LIST_CHANGE_STATE_OPEN);
  EXPECT_TRUE(changes[0].words_differ());
  ASSERT_THAT(host_.Payloads<v1::ListChangeFound>(), SizeIs(1));
  EXPECT_EQ(host_.Payloads<v1::ListChangeFound>()[0].lead_id(), lead);

  EXPECT_THAT(Accept(clerk_, changes[0]), StatusIs(absl::StatusCode::kPermissionDenied));
  ASSERT_OK_AND_ASSIGN(const v1::ListChange accepted, Accept(office_, changes[0]));
  EXPECT_EQ(accepted.state(), v1::LIST_CHANGE_STATE_ACCEPTED);
  EXPECT_EQ(accepted.decided_by(), office_.user.ToString());
  ASSERT_OK_AND_ASSIGN(const v1::Lead follows, Get(office_, lead));
  EXPECT_EQ(follows.state(), v1::STATE_ASSIGNED);
  EXPECT_EQ(follows.document_no(), "鲁扫黑督〔2019〕9号");
  EXPECT_EQ(follows.deadline().seconds(), row_.deadline().seconds());
  EXPECT_EQ(follows.narrative(), "反映某砂石场以威胁手段垄断供料") << "what was judged stays";
  const std::vector<v1::LeadAmended> told = host_.Payloads<v1::LeadAmended>();
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].deadline().seconds(), row_.deadline().seconds());
  EXPECT_THAT(Accept(office_, changes[0]), RefusedBy("ALREADY_DECIDED"));
  EXPECT_EQ(Import().outcome(), v1::ImportResult::OUTCOME_UNCHANGED);
}

TEST_F(ListChangeTest, DeclinedChangeLeavesTheLeadAndIsNotAskedAgain) {
  const std::string lead = AssignedFromList();
  const v1::Lead before = Get(office_, lead).value();
  SetDeadline(3);
  Import();
  ASSERT_OK(Decide<v1::DeclineListChangeRequest>(office_, "DeclineListChange", Changes(lead)[0]));
  EXPECT_EQ(Get(office_, lead)->SerializeAsString(), before.SerializeAsString());
  EXPECT_EQ(Import().outcome(), v1::ImportResult::OUTCOME_UNCHANGED);
  EXPECT_THAT(host_.Payloads<v1::LeadAmended>(), IsEmpty());
  SetDeadline(4);
  EXPECT_EQ(Import().outcome(), v1::ImportResult::OUTCOME_CONFLICT);
  EXPECT_THAT(Changes(lead), SizeIs(2));
}

TEST_F(ListChangeTest, NewerEditionReplacesWhatWaits) {
  const std::string lead = AssignedFromList();
  SetDeadline(20);
  Import();
  Import();
  EXPECT_THAT(host_.Payloads<v1::ListChangeFound>(), SizeIs(1)) << "the same again is no news";
  SetDeadline(25);
  Import();
  const std::vector<v1::ListChange> changes = Changes(lead);
  ASSERT_THAT(changes, SizeIs(1));
  EXPECT_EQ(changes[0].deadline().seconds(), row_.deadline().seconds());
  EXPECT_EQ(changes[0].etag(), "2");
}

TEST_F(ListChangeTest, ChangeThatIsNoRegistrationIsRefusedAndNothingChanges) {
  const std::string lead = AssignedFromList();
  row_.clear_deadline();
  Import();
  EXPECT_THAT(Accept(office_, Changes(lead)[0]), RefusedBy("DEADLINE_REQUIRED"));
  EXPECT_EQ(Changes(lead)[0].state(), v1::LIST_CHANGE_STATE_OPEN);
}

TEST_F(ListChangeTest, StrangersLearnNothing) {
  const std::string lead = AssignedFromList();
  SetDeadline(30);
  Import();
  v1::ListListChangesRequest request;
  request.set_lead_id(lead);
  EXPECT_THAT(host_.Ask<v1::ListListChangesResponse>(
                  User({Role::kOffice}, kNextTown),
                  "hecha.intake.v1.ListChangeService/ListListChanges", request),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Accept(User({Role::kOffice}, kNextTown), Changes(lead)[0]),
              StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace hecha::intake
