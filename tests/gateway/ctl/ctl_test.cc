// What hechactl makes of files: rows of every malformed kind, and an import against a gateway
// that is played by the test, so that it can be slow, refuse rows or die half-way.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "gateway/ctl/importer.h"
#include "gateway/ctl/message_file.h"
#include "services/common/rpc/status.h"
#include "services/common/sheet/csv_reader.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/temporary_directory.h"

namespace hecha::ctl {
namespace {

using sheet::CsvReader;
using sheet::CsvRow;
using testing::ElementsAre;
using testing::Pair;

// Each row as "line:RULE:field" or "line:value|value".
std::vector<std::string> Read(const std::string& text,
                              const std::vector<std::string>& columns = {"id", "text"}) {
  std::istringstream in(text);
  absl::StatusOr<std::unique_ptr<CsvReader>> reader = CsvReader::Open(in, columns);
  EXPECT_OK(reader);
  std::vector<std::string> rows;
  while (std::optional<CsvRow> row = (*reader)->Next()) {
    std::string line = std::to_string(row->line) + ":";
    if (std::optional<Refusal> refusal = RefusalOf(row->status)) {
      line += refusal->rule + ":" + refusal->field;
    } else {
      for (const std::string& field : row->fields) line += field + "|";
      line.pop_back();
    }
    rows.push_back(line);
  }
  return rows;
}

absl::Status Header(const std::string& text) {
  std::istringstream in(text);
  return CsvReader::Open(in, {"id", "text"}).status();
}

TEST(CsvReaderTest, QuotedFieldHoldsNewlinesCommasAndQuotes) {
  EXPECT_THAT(Read("id,text\n1,\"a\nb, \"\"c\"\"\"\n2,d\n"),
              ElementsAre("2:1|a\nb, \"c\"", "4:2|d"));
}

TEST(CsvReaderTest, TakesAByteOrderMarkAndAnyLineEnd) {
  EXPECT_THAT(Read("\xEF\xBB\xBFid,text\r\n1,\"a\r\nb\"\r\n\r\n2,c"),
              ElementsAre("2:1|a\nb", "5:2|c"));
}

TEST(CsvReaderTest, FindsColumnsByNameAndLeavesOthers) {
  EXPECT_THAT(Read("text,other,id\na,b,1\n"), ElementsAre("2:1|a"));
}

TEST(CsvReaderTest, KeepsSpaces) {
  EXPECT_THAT(Read("id,text\n 1 , a \n"), ElementsAre("2: 1 | a "));
}

TEST(CsvReaderTest, HeaderMustNameEveryColumn) {
  EXPECT_THAT(Header("id,body\n1,a\n"), RefusedBy("MISSING_COLUMN"));
  EXPECT_EQ(RefusalOf(Header("id,body\n"))->field, "text");
  EXPECT_THAT(Header(""), RefusedBy("NO_HEADER"));
  EXPECT_THAT(Header("id,text,\xff\n1,a,b\n"), RefusedBy("INVALID_UTF8"));
}

TEST(CsvReaderTest, RowOfOtherWidthIsRefusedByItself) {
  EXPECT_THAT(Read("id,text\n1\n2,b\n3,c,d\n4,e\n"),
              ElementsAre("2:COLUMN_COUNT:text", "3:2|b", "4:COLUMN_COUNT:text", "5:4|e"));
}

TEST(CsvReaderTest, InvalidUtf8NamesItsColumn) {
  EXPECT_THAT(Read("id,text\n1,\xff\xfe\n2,b\n"), ElementsAre("2:INVALID_UTF8:text", "3:2|b"));
}

TEST(CsvReaderTest, StrayQuoteIsRefusedByItself) {
  EXPECT_THAT(Read("id,text\n1,a\"b\n2,\"c\"d\n3,e\n"),
              ElementsAre("2:STRAY_QUOTE:text", "3:STRAY_QUOTE:text", "4:3|e"));
}

TEST(CsvReaderTest, QuoteThatIsNeverClosedCostsItsOwnRowOnly) {
  EXPECT_THAT(Read("id,text\n1,\"a\n2,b\n3,c\n"),
              ElementsAre("2:UNCLOSED_QUOTE:text", "3:2|b", "4:3|c"));
  EXPECT_THAT(Read("id,text\n1,\"a\n2,b\n3,\"c\"\n4,d\n"),
              ElementsAre("2:STRAY_QUOTE:text", "3:2|b", "4:3|c", "5:4|d"));
}

TEST(CsvReaderTest, RowOfBoundlessLengthIsRefusedByItself) {
  const std::string long_text(CsvReader::kMaxRowBytes + 1, 'x');
  EXPECT_THAT(Read("id,text\n1," + long_text + "\n2,b\n"),
              ElementsAre("2:ROW_TOO_LONG:text", "3:2|b"));
  std::string many_lines = "id,text\n1,\"";
  for (int i = 0; i < 3; ++i) many_lines += std::string(CsvReader::kMaxRowBytes / 2, 'x') + "\n";
  EXPECT_THAT(Read(many_lines + "2,b\n").front(), "2:ROW_TOO_LONG:text");
  EXPECT_THAT(Read(many_lines + "2,b\n").back(), "5:2|b");
}

TEST(MessageFileTest, TimeIsLocalUnlessItSaysOtherwise) {
  EXPECT_EQ(*ParseLocalTime("2019-02-28T11:25:05"),
            absl::FromCivil(absl::CivilSecond(2019, 2, 28, 3, 25, 5), absl::UTCTimeZone()));
  EXPECT_EQ(*ParseLocalTime("2019-02-28T11:25:05Z"),
            absl::FromCivil(absl::CivilSecond(2019, 2, 28, 11, 25, 5), absl::UTCTimeZone()));
  for (const char* text : {"", "2019-02-30T00:00:00", "28.02.2019", "2019-02-28T11:25:05 x"})
    EXPECT_FALSE(ParseLocalTime(text).has_value()) << text;
}

constexpr char kHeader[] = "message_id,user_id,subject,submitted_at,body\n";

// Plays ImportLeads: what it keeps by key survives the importer, as the suite's database does.
class ImportTest : public testing::Test {
 protected:
  absl::Status Import(const std::string& text, ImportOptions options = {}) {
    std::istringstream in(text);
    ASSIGN_OR_RETURN(MessageFile file, MessageFile::Open(in));
    options.division = "370481109";
    options.source = "messages";
    report_ = ImportReport();
    refused_.clear();
    RETURN_IF_ERROR(report_.Open(report_path_));
    Importer importer(
        options,
        [&](const intake::v1::ImportLeadsRequest& request,
            intake::v1::ImportLeadsResponse& response) { return Serve(request, response); },
        report_, [](int64_t, const ImportReport&) {},
        [&](int64_t line, const std::string&, const absl::Status& why) {
          refused_[line] = RefusalOf(why)->field + ":" + RefusalOf(why)->rule;
        });
    const absl::Status status = importer.Run(file);
    EXPECT_OK(report_.Close());
    return status;
  }

  absl::Status Serve(const intake::v1::ImportLeadsRequest& request,
                     intake::v1::ImportLeadsResponse& response) {
    if (failures_ > 0) {
      --failures_;
      return absl::UnavailableError("away");
    }
    ++calls_;
    largest_ = std::max(largest_, request.rows_size());
    for (const intake::v1::ImportRow& row : request.rows()) {
      intake::v1::ImportResult& result = *response.add_results();
      result.set_row_key(row.row_key());
      if (row.narrative().empty()) {
        *result.mutable_error() = rpc::ToRpcStatus(
            RefuseField("REQUIRED", "narrative", "narrative 必填", "narrative is required"));
        continue;
      }
      result.set_created(leads_.emplace(row.row_key(), row.title()).second);
      result.set_lead_no("370481109-BZ2019-" + row.row_key());
    }
    if (die_after_ >= 0 && calls_ > die_after_) return absl::InternalError("the answer was lost");
    return absl::OkStatus();
  }

  std::string ReportText() const {
    std::ifstream file(report_path_);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  TemporaryDirectory temporary_;
  const std::string report_path_ = temporary_.path() + "/report.csv";
  std::map<std::string, std::string> leads_;
  ImportReport report_;
  std::map<int64_t, std::string> refused_;
  int failures_ = 0;
  int die_after_ = -1;
  int calls_ = 0;
  int largest_ = 0;
};

std::string Rows(int count) {
  std::string text = kHeader;
  for (int i = 1; i <= count; ++i)
    text += std::to_string(i) + ",U1,标题,2019-02-28T11:25:05,\"第一行\n第二行\"\n";
  return text;
}

TEST_F(ImportTest, EveryRowBecomesOneLeadInBatches) {
  ASSERT_OK(Import(Rows(250)));
  EXPECT_EQ(report_.created(), 250);
  EXPECT_EQ(leads_.size(), 250u);
  EXPECT_EQ(calls_, 3);
  EXPECT_EQ(largest_, 100);
}

TEST_F(ImportTest, BatchIsBoundInBytesToo) {
  ASSERT_OK(Import(Rows(10), {.batch_bytes = 1}));
  EXPECT_EQ(calls_, 10);
}

TEST_F(ImportTest, SecondRunFindsEveryLead) {
  ASSERT_OK(Import(Rows(150)));
  ASSERT_OK(Import(Rows(150)));
  EXPECT_EQ(report_.created(), 0);
  EXPECT_EQ(report_.existing(), 150);
  EXPECT_EQ(leads_.size(), 150u);
}

TEST_F(ImportTest, RunThatDiedIsFinishedByTheNext) {
  die_after_ = 1;
  EXPECT_THAT(Import(Rows(250)), StatusIs(absl::StatusCode::kInternal));
  die_after_ = -1;
  ASSERT_OK(Import(Rows(250)));
  EXPECT_EQ(leads_.size(), 250u);
  // The second batch was registered although its answer was lost.
  EXPECT_EQ(report_.existing(), 200);
  EXPECT_EQ(report_.created(), 50);
}

TEST_F(ImportTest, GatewayThatIsAwayForAMomentStopsNothing) {
  failures_ = 2;
  ASSERT_OK(Import(Rows(5)));
  EXPECT_EQ(report_.created(), 5);
}

TEST_F(ImportTest, GatewayThatStaysAwayStopsTheImport) {
  failures_ = 1000;
  EXPECT_THAT(Import(Rows(5), {.patience = absl::ZeroDuration()}),
              StatusIs(absl::StatusCode::kUnavailable));
}

TEST_F(ImportTest, BadRowsAreReportedByLineFieldAndRuleAndStopNothing) {
  ASSERT_OK(Import(std::string(kHeader) + "1,U1,a,2019-02-28T11:25:05,b\n"
                                          "2,U1,a,yesterday,b\n"
                                          ",U1,a,2019-02-28T11:25:05,b\n"
                                          "4,U1,a,2019-02-28T11:25:05\n"
                                          "5,U1,a,2019-02-28T11:25:05,\n"
                                          "1,U1,other,2019-02-28T11:25:05,b\n"
                                          "7,U1,a,2019-02-28T11:25:05,b\n"));
  EXPECT_THAT(refused_, ElementsAre(Pair(3, "submitted_at:TIME_FORM"),
                                    Pair(4, "message_id:REQUIRED"), Pair(5, "body:COLUMN_COUNT"),
                                    Pair(6, "body:REQUIRED"), Pair(7, "message_id:DUPLICATE_KEY")));
  EXPECT_EQ(report_.created(), 2);
  EXPECT_EQ(report_.refused(), 5);
}

TEST_F(ImportTest, ReportHoldsOneLineARow) {
  ASSERT_OK(Import(std::string(kHeader) + "1,U1,a,2019-02-28T11:25:05,b\n"
                                          "2,U1,a,yesterday,b\n"));
  EXPECT_EQ(ReportText(),
            "\"line\",\"row_key\",\"result\",\"lead_no\",\"lead_id\",\"field\",\"rule\","
            "\"message\"\r\n"
            "\"2\",\"1\",\"created\",\"370481109-BZ2019-1\",\"\",\"\",\"\",\"\"\r\n"
            "\"3\",\"2\",\"refused\",\"\",\"\",\"submitted_at\",\"TIME_FORM\","
            "\"时间须形如 2019-02-28T11:25:05 / a time has the form 2019-02-28T11:25:05\"\r\n");
}

}  // namespace
}  // namespace hecha::ctl
