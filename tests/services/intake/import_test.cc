// An import on a real database: one lead a row, however often it is run, and no row's failure
// touches another's.
#include <gmock/gmock.h>

#include <set>
#include <thread>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "hecha/intake/v1/lead_import.pb.h"
#include "tests/services/intake/intake_host.h"
#include "tests/testing/workbook.h"

ABSL_DECLARE_FLAG(absl::Duration, import_patience);

namespace hecha::intake {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ImportTest : public IntakeTest {
 protected:
  static v1::ImportLeadsRequest Rows(int count) {
    v1::ImportLeadsRequest request;
    request.set_division(kTown);
    request.set_source("citizen_messages");
    for (int i = 0; i < count; ++i) {
      v1::ImportRow& row = *request.add_rows();
      row.set_row_key(fmt::format("{}", i));
      row.set_title(fmt::format("留言 {}", i));
      row.set_narrative("反映渣土车夜间扰民并有人收保护费");
    }
    return request;
  }

  absl::StatusOr<v1::ImportLeadsResponse> Import(const v1::ImportLeadsRequest& request,
                                                 ServiceHost* host = nullptr) {
    return (host == nullptr ? host_ : *host)
        .Ask<v1::ImportLeadsResponse>(clerk_, "hecha.intake.v1.LeadService/ImportLeads", request);
  }

  int64_t Leads() { return host_.Count("SELECT COUNT(*) FROM lead"); }
};

TEST_F(ImportTest, RunTwiceLeavesOneLeadARow) {
  const v1::ImportLeadsRequest request = Rows(20);
  ASSERT_OK_AND_ASSIGN(const v1::ImportLeadsResponse first, Import(request));
  ASSERT_OK_AND_ASSIGN(const v1::ImportLeadsResponse second, Import(request));
  ASSERT_EQ(first.results_size(), 20);
  ASSERT_EQ(second.results_size(), 20);
  for (int i = 0; i < 20; ++i) {
    EXPECT_TRUE(first.results(i).created());
    EXPECT_FALSE(second.results(i).created());
    EXPECT_EQ(second.results(i).row_key(), request.rows(i).row_key());
    EXPECT_EQ(second.results(i).lead_id(), first.results(i).lead_id());
  }
  EXPECT_EQ(Leads(), 20);
  EXPECT_EQ(host_.Outbox().size(), 20u);
}

TEST_F(ImportTest, RowKnownFromAnEarlierListStaysThoughItsBatchDiffers) {
  ASSERT_OK(Import(Rows(3)));
  ASSERT_OK_AND_ASSIGN(const v1::ImportLeadsResponse longer, Import(Rows(5)));
  EXPECT_FALSE(longer.results(2).created());
  EXPECT_TRUE(longer.results(3).created());
  v1::ImportLeadsRequest other = Rows(1);
  other.set_source("hotline");
  ASSERT_OK_AND_ASSIGN(const v1::ImportLeadsResponse of_other, Import(other));
  EXPECT_TRUE(of_other.results(0).created());
  EXPECT_EQ(Leads(), 6);
}

TEST_F(ImportTest, ChangedRowAmendsItsLeadAndNothingElse) {
  const v1::ImportLeadsRequest request = Rows(3);
  const v1::ImportLeadsResponse first = Import(request).value();
  v1::ImportLeadsRequest changed = request;
  changed.mutable_rows(1)->set_narrative("反映渣土车夜间扰民，另有人持械收保护费");
  ASSERT_OK_AND_ASSIGN(const v1::ImportLeadsResponse second, Import(changed));
  EXPECT_EQ(second.results(0).outcome(), v1::ImportResult::OUTCOME_UNCHANGED);
  EXPECT_EQ(second.results(1).outcome(), v1::ImportResult::OUTCOME_UPDATED);
  EXPECT_EQ(second.results(2).outcome(), v1::ImportResult::OUTCOME_UNCHANGED);
  ASSERT_OK_AND_ASSIGN(const v1::Lead amended, Get(clerk_, first.results(1).lead_id()));
  EXPECT_EQ(amended.narrative(), changed.rows(1).narrative());
  EXPECT_EQ(amended.etag(), "2");
  EXPECT_EQ(host_.Payloads<v1::LeadAmended>().size(), 1u);
  EXPECT_EQ(Import(changed)->results(1).outcome(), v1::ImportResult::OUTCOME_UNCHANGED);
  EXPECT_EQ(Leads(), 3);
}

TEST_F(ImportTest, AmendedLeadLosesTheSuggestionsOfItsOldWordsAndGetsThoseOfItsNewOnes) {
  const auto others_of = [&](const std::string& lead) {
    host_.Turn("match.index");
    v1::ListMatchesRequest request;
    request.set_lead_id(lead);
    const auto found = host_.Ask<v1::ListMatchesResponse>(
        office_, "hecha.intake.v1.MatchService/ListMatches", request);
    std::vector<std::string> others;
    for (const v1::Match& match : found.value().matches()) others.push_back(match.other_lead_id());
    return others;
  };
  v1::CreateLeadRequest draft = Draft();
  draft.set_narrative("反映渣土车夜间扰民并有人收保护费，电话13806320001");
  const std::string trucks = Create(draft).value().id();
  draft.set_narrative("镇东头有人放高利贷，逾期就上门泼油漆，留的电话是13906320002，请查处");
  const std::string loans = Create(draft).value().id();
  v1::ImportLeadsRequest list = Rows(1);
  list.mutable_rows(0)->set_narrative("反映渣土车夜间扰民并有人收保护费，电话13806320001");
  const std::string amended = Import(list)->results(0).lead_id();
  EXPECT_THAT(others_of(amended), ElementsAre(trucks));
  list.mutable_rows(0)->set_narrative("另有人放高利贷，逾期就上门泼油漆，留的电话是13906320002");
  ASSERT_EQ(Import(list)->results(0).outcome(), v1::ImportResult::OUTCOME_UPDATED);
  EXPECT_THAT(others_of(amended), ElementsAre(loans));
  EXPECT_THAT(others_of(trucks), IsEmpty());
  EXPECT_EQ(host_.Payloads<v1::MatchWithdrawn>().size(), 1u);
}

TEST_F(ImportTest, TriagedLeadIsNotAmendedButReported) {
  v1::ImportLeadsRequest request = Rows(1);
  const std::string id = Import(request)->results(0).lead_id();
  ASSERT_OK(Do(clerk_, "TriageLead", Judgement(id)));
  request.mutable_rows(0)->set_title("另一个标题");
  const v1::ImportResult result = Import(request)->results(0);
  EXPECT_EQ(result.outcome(), v1::ImportResult::OUTCOME_CONFLICT);
  EXPECT_EQ(result.lead_id(), id);
  EXPECT_TRUE(result.has_error());
  EXPECT_EQ(Get(clerk_, id)->title(), "留言 0");
}

TEST_F(ImportTest, DryRunForetellsAndChangesNothing) {
  v1::ImportLeadsRequest request = Rows(2);
  const v1::ImportLeadsResponse first = Import(request).value();
  const size_t told = host_.Outbox().size();
  request.mutable_rows(1)->set_title("另一个标题");
  *request.add_rows() = request.rows(0);
  request.mutable_rows(2)->set_row_key("new");
  *request.add_rows() = request.rows(0);
  request.mutable_rows(3)->set_row_key("bad");
  request.mutable_rows(3)->set_title("");
  request.set_dry_run(true);
  ASSERT_OK_AND_ASSIGN(const v1::ImportLeadsResponse foretold, Import(request));
  EXPECT_EQ(foretold.results(0).outcome(), v1::ImportResult::OUTCOME_UNCHANGED);
  EXPECT_EQ(foretold.results(1).outcome(), v1::ImportResult::OUTCOME_UPDATED);
  EXPECT_EQ(foretold.results(2).outcome(), v1::ImportResult::OUTCOME_CREATED);
  EXPECT_EQ(foretold.results(3).outcome(), v1::ImportResult::OUTCOME_REFUSED);
  EXPECT_EQ(Leads(), 2);
  EXPECT_EQ(host_.Outbox().size(), told);
  EXPECT_EQ(Get(clerk_, first.results(1).lead_id())->title(), "留言 1");
}

TEST_F(ImportTest, DryRunForetellsWhatTheRunRefuses) {
  v1::ImportLeadsRequest request = Rows(1);
  request.set_division("370481999");
  for (bool dry_run : {true, false}) {
    request.set_dry_run(dry_run);
    const absl::StatusOr<v1::ImportLeadsResponse> response = host_.Ask<v1::ImportLeadsResponse>(
        User({Role::kCityOffice}, kCity), "hecha.intake.v1.LeadService/ImportLeads", request);
    ASSERT_OK(response);
    EXPECT_EQ(response->results(0).outcome(), v1::ImportResult::OUTCOME_REFUSED) << dry_run;
  }
  request = Rows(1);
  request.mutable_rows(0)->set_sweep_id(Uuid::V7(kStart).ToString());
  for (bool dry_run : {true, false}) {
    request.set_dry_run(dry_run);
    EXPECT_EQ(Import(request)->results(0).outcome(), v1::ImportResult::OUTCOME_REFUSED) << dry_run;
  }
  EXPECT_EQ(Leads(), 0);
}

TEST_F(ImportTest, RowThatIsDueByNowCanBeCorrected) {
  v1::ImportLeadsRequest request = Rows(1);
  v1::ImportRow& row = *request.mutable_rows(0);
  events::SetTimestamp(kStart + absl::Hours(48), row.mutable_deadline());
  const std::string id = Import(request)->results(0).lead_id();
  host_.clock().Advance(absl::Hours(72));
  row.set_title("留言更正");
  for (bool dry_run : {true, false}) {
    request.set_dry_run(dry_run);
    EXPECT_EQ(Import(request)->results(0).outcome(), v1::ImportResult::OUTCOME_UPDATED) << dry_run;
  }
  EXPECT_EQ(Get(clerk_, id)->title(), "留言更正");
}

TEST_F(ImportTest, AmendedRowStillBarsWhereItsSubjectsWork) {
  v1::ImportLeadsRequest request = Rows(1);
  v1::ImportRow& row = *request.mutable_rows(0);
  v1::Subject& subject = *row.add_subjects();
  subject.set_name("张三丰");
  subject.set_employer("西岗派出所");
  const std::string id = Import(request)->results(0).lead_id();
  row.set_title("留言更正");
  ASSERT_EQ(Import(request)->results(0).outcome(), v1::ImportResult::OUTCOME_UPDATED);
  EXPECT_EQ(Get(clerk_, id)->subjects(0).employer_unit_id(), station_.ToString());
  AnswerMatches(id);
  ASSERT_OK(Do(clerk_, "TriageLead", Judgement(id)));
  EXPECT_THAT(Assign(id, station_), RefusedBy("UNIT_MUST_STAND_ASIDE"));
}

TEST_F(ImportTest, BadRowIsReportedAndStopsNothing) {
  v1::ImportLeadsRequest request = Rows(5);
  request.mutable_rows(1)->set_title("");
  request.mutable_rows(2)->set_row_key("");
  events::SetTimestamp(kStart + absl::Hours(24), request.mutable_rows(3)->mutable_received_at());
  ASSERT_OK_AND_ASSIGN(const v1::ImportLeadsResponse response, Import(request));
  ASSERT_EQ(response.results_size(), 5);
  EXPECT_TRUE(response.results(0).created());
  EXPECT_EQ(response.results(1).error().code(), 3);  // google.rpc.Code INVALID_ARGUMENT
  EXPECT_GT(response.results(1).error().details_size(), 0);
  EXPECT_TRUE(response.results(1).lead_id().empty());
  EXPECT_TRUE(response.results(2).has_error());
  EXPECT_TRUE(response.results(3).has_error());
  EXPECT_TRUE(response.results(4).created());
  EXPECT_EQ(Leads(), 2);
}

TEST_F(ImportTest, SameRowTwiceInOneFileIsOneLead) {
  v1::ImportLeadsRequest request = Rows(1);
  *request.add_rows() = request.rows(0);
  // The same key with other words: which of the two is meant, nobody can tell.
  *request.add_rows() = request.rows(0);
  request.mutable_rows(2)->set_narrative("反映有人夜间偷采河砂");
  ASSERT_OK_AND_ASSIGN(const v1::ImportLeadsResponse response, Import(request));
  EXPECT_TRUE(response.results(0).created());
  EXPECT_EQ(response.results(1).outcome(), v1::ImportResult::OUTCOME_UNCHANGED);
  EXPECT_EQ(response.results(0).lead_id(), response.results(1).lead_id());
  EXPECT_EQ(response.results(2).outcome(), v1::ImportResult::OUTCOME_REFUSED);
  EXPECT_THAT(response.results(2).error().message(), testing::HasSubstr("key"));
  EXPECT_EQ(Leads(), 1);
}

TEST_F(ImportTest, RunThatComesSecondFollowsWhatItsRowsSay) {
  // Of runs at once with other words, one registers each row and another amends it.
  std::vector<v1::ImportLeadsRequest> requests(2, Rows(30));
  for (v1::ImportRow& row : *requests[1].mutable_rows()) row.set_title("改过的标题");
  std::vector<absl::StatusOr<v1::ImportLeadsResponse>> responses(2);
  ServiceHost second(host_);
  std::thread other([&] { responses[1] = Import(requests[1], &second); });
  responses[0] = Import(requests[0]);
  other.join();
  for (int row = 0; row < 30; ++row) {
    std::vector<v1::ImportResult::Outcome> outcomes;
    for (const auto& response : responses) {
      ASSERT_OK(response);
      outcomes.push_back(response->results(row).outcome());
    }
    EXPECT_THAT(outcomes, testing::UnorderedElementsAre(v1::ImportResult::OUTCOME_CREATED,
                                                        v1::ImportResult::OUTCOME_UPDATED))
        << row;
  }
}

TEST_F(ImportTest, LongFileIsTakenInSeveralCalls) {
  absl::SetFlag(&FLAGS_import_patience, absl::ZeroDuration());
  v1::ImportFileRequest request;
  request.set_division(kTown);
  request.set_source("名单");
  std::string file = "编号,标题,内容\n";
  for (int i = 0; i < 450; ++i)
    file += fmt::format("{},标题 {},反映渣土车夜间扰民并有人收保护费\n", i, i);
  request.set_file(file);
  std::vector<int> next;
  std::vector<int> lines;
  do {
    const auto taken = host_.Ask<v1::ImportFileResponse>(
        clerk_, "hecha.intake.v1.LeadImportService/ImportFile", request);
    ASSERT_OK(taken.status());
    for (const v1::ImportResult& result : taken->results()) {
      EXPECT_EQ(result.outcome(), v1::ImportResult::OUTCOME_CREATED);
      lines.push_back(result.line());
    }
    next.push_back(taken->next_row());
    request.set_first_row(taken->next_row());
  } while (request.first_row() != 0 && next.size() < 10);
  absl::SetFlag(&FLAGS_import_patience, absl::Seconds(12));
  EXPECT_THAT(next, ElementsAre(200, 400, 0));
  ASSERT_EQ(lines.size(), 450u);
  for (int i = 0; i < 450; ++i) EXPECT_EQ(lines[i], i + 2);
  EXPECT_EQ(Leads(), 450);
}

TEST_F(ImportTest, TwoRunsAtOnceAgreeOnEveryRow) {
  const v1::ImportLeadsRequest request = Rows(40);
  ServiceHost second(host_);
  std::vector<absl::StatusOr<v1::ImportLeadsResponse>> responses(4);
  std::vector<std::thread> threads;
  for (size_t i = 0; i < responses.size(); ++i)
    threads.emplace_back([&, i] { responses[i] = Import(request, i % 2 == 0 ? &host_ : &second); });
  for (std::thread& thread : threads) thread.join();
  for (int row = 0; row < request.rows_size(); ++row) {
    int created = 0;
    std::set<std::string> leads;
    for (const absl::StatusOr<v1::ImportLeadsResponse>& response : responses) {
      ASSERT_OK(response);
      EXPECT_FALSE(response->results(row).has_error())
          << response->results(row).error().ShortDebugString();
      leads.insert(response->results(row).lead_id());
      created += response->results(row).created() ? 1 : 0;
    }
    EXPECT_EQ(leads.size(), 1u) << row;
    EXPECT_EQ(created, 1) << row;
  }
  EXPECT_EQ(Leads(), 40);
  EXPECT_EQ(host_.Outbox().size(), 40u);
}

TEST_F(ImportTest, FileIsTakenInItsOrderWithWhatBecameOfEachRow) {
  v1::ImportFileRequest request;
  request.set_division(kTown);
  request.set_source("名单");
  request.set_file(MakeWorkbook({{"编号", "标题", "内容"},
                                 {"1", "强买强卖", "砂石场垄断供料"},
                                 {"2", "", "没有标题"},
                                 {"3", "非法采砂", "夜间偷采河砂"}}));
  const auto take = [&] {
    return host_.Ask<v1::ImportFileResponse>(clerk_, "hecha.intake.v1.LeadImportService/ImportFile",
                                             request);
  };
  request.set_dry_run(true);
  ASSERT_OK(take());
  EXPECT_EQ(Leads(), 0);
  request.set_dry_run(false);
  ASSERT_OK_AND_ASSIGN(const v1::ImportFileResponse first, take());
  ASSERT_EQ(first.results_size(), 3);
  EXPECT_EQ(first.rows(), 3);
  EXPECT_EQ(first.next_row(), 0);
  EXPECT_EQ(first.results(0).outcome(), v1::ImportResult::OUTCOME_CREATED);
  EXPECT_EQ(first.results(1).outcome(), v1::ImportResult::OUTCOME_REFUSED);
  EXPECT_EQ(first.results(1).line(), 3);
  EXPECT_EQ(first.results(2).outcome(), v1::ImportResult::OUTCOME_CREATED);
  EXPECT_EQ(first.columns().at("title"), "标题");
  EXPECT_EQ(take()->results(2).outcome(), v1::ImportResult::OUTCOME_UNCHANGED);
  EXPECT_EQ(Leads(), 2);
  // An interrupted import goes on where it ended.
  request.set_first_row(2);
  EXPECT_EQ(take()->results_size(), 1);
}

TEST_F(ImportTest, RowThatAListNamesNoMoreIsReported) {
  v1::ImportFileRequest request;
  request.set_division(kTown);
  request.set_source("督办名单");
  const auto take = [&](const std::string& rows) {
    request.set_file("编号,标题,内容\n" + rows);
    return host_
        .Ask<v1::ImportFileResponse>(clerk_, "hecha.intake.v1.LeadImportService/ImportFile",
                                     request)
        .value();
  };
  const v1::ImportFileResponse first = take("1,强买强卖,砂石场垄断供料\n2,偷采,夜间偷采河砂\n");
  EXPECT_THAT(first.vanished(), IsEmpty());
  // A row that is refused is no row that is gone.
  const v1::ImportFileResponse second = take("1,,没有标题\n3,欠薪,拖欠工人工资\n");
  ASSERT_EQ(second.vanished_size(), 1);
  EXPECT_EQ(second.vanished(0).lead_id(), first.results(1).lead_id());
  EXPECT_EQ(second.vanished(0).lead_no(), first.results(1).lead_no());
  EXPECT_TRUE(Get(clerk_, first.results(1).lead_id()).ok()) << "the lead stays";
  request.set_source("另一份名单");
  EXPECT_THAT(take("9,强买强卖,砂石场垄断供料\n").vanished(), IsEmpty());
}

TEST_F(ImportTest, FileThatIsNoListChangesNothing) {
  v1::ImportFileRequest request;
  request.set_division(kTown);
  request.set_source("名单");
  const auto refused = [&](const std::string& file) {
    request.set_file(file);
    return host_.Ask<v1::ImportFileResponse>(clerk_, "hecha.intake.v1.LeadImportService/ImportFile",
                                             request);
  };
  EXPECT_THAT(refused(""), RefusedBy("REQUIRED"));
  EXPECT_THAT(refused(std::string((6 << 20) + 1, 'x')), RefusedBy("FILE_TOO_LARGE"));
  EXPECT_THAT(refused("编号,标题\n1,无内容列\n"), RefusedBy("MISSING_COLUMN"));
  EXPECT_THAT(refused("PK\x03\x04 broken"), RefusedBy("NOT_A_WORKBOOK"));
  request.set_format(v1::IMPORT_FORMAT_XLSX);
  EXPECT_THAT(refused("编号,标题,内容\n1,a,b\n"), RefusedBy("FORMAT_MISMATCH"));
  EXPECT_EQ(Leads(), 0);
}

TEST_F(ImportTest, ListNeedsNameAndBounds) {
  v1::ImportLeadsRequest request = Rows(201);
  EXPECT_THAT(Import(request), RefusedBy("TOO_MANY_ROWS"));
  request = Rows(1);
  request.set_source("");
  EXPECT_THAT(Import(request), RefusedBy("REQUIRED"));
  request.set_source(std::string(65, 's'));
  EXPECT_THAT(Import(request), RefusedBy("TOO_LONG"));
  EXPECT_EQ(Leads(), 0);
}

}  // namespace
}  // namespace hecha::intake
