// Lists as people keep them: columns recognised or mapped, cells read, and refusals that name
// row, column and rule.
#include "services/intake/import_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/intake/import_column.h"
#include "tests/testing/status_matchers.h"

namespace hecha::intake {
namespace {

using testing::ElementsAre;
using testing::SizeIs;

const absl::Time kNow = absl::FromUnixSeconds(1'555'257'600);

absl::StatusOr<ImportFile> Read(const std::string& csv,
                                const std::map<std::string, std::string>& mapping = {}) {
  absl::StatusOr<sheet::Sheet> sheet = sheet::ReadCsv(csv);
  if (!sheet.ok()) return sheet.status();
  return ReadImportFile(*std::move(sheet), mapping, {"370481104", Channel::kPublicWeb, kNow});
}

TEST(ImportFileTest, UsualHeadersAreRecognised) {
  ASSERT_OK_AND_ASSIGN(
      const ImportFile file,
      Read("编号,标题,反映内容,收到时间,行业,层级,方式,来文号,交办单位,时限,是否重点,备注\n"
           "7,强买强卖,砂石场垄断供料,2019年4月12日,洗砂场,省,督办,鲁〔2019〕7号,省扫黑办,"
           "2019-05-01,是,无\n"));
  ASSERT_THAT(file.rows, SizeIs(1));
  ASSERT_OK(file.rows[0].status);
  const ImportRow& row = file.rows[0].row;
  EXPECT_EQ(row.key, "7");
  EXPECT_TRUE(row.says_when_received);
  EXPECT_EQ(row.registration.sector, Sector::kSandWashing);
  EXPECT_EQ(row.registration.level, Level::kProvince);
  EXPECT_EQ(row.registration.instruction, Instruction::kSupervise);
  EXPECT_TRUE(row.registration.key_lead);
  EXPECT_TRUE(row.registration.deadline.has_value());
  EXPECT_EQ(file.columns.at("narrative"), "反映内容");
  EXPECT_THAT(file.unused_columns, ElementsAre("备注"));
}

TEST(ImportFileTest, MappingNamesWhatIsNotRecognised) {
  const std::string csv = "A,B,C\n1,标题,内容\n";
  EXPECT_THAT(Read(csv), RefusedBy("MISSING_COLUMN"));
  ASSERT_OK_AND_ASSIGN(const ImportFile file,
                       Read(csv, {{"row_key", "A"}, {"title", "B"}, {"narrative", "C"}}));
  EXPECT_EQ(file.rows[0].row.registration.narrative, "内容");
  EXPECT_THAT(Read(csv, {{"row_key", "X"}}), RefusedBy("MISSING_COLUMN"));
  EXPECT_THAT(Read(csv, {{"colour", "A"}}), RefusedBy("UNKNOWN_FIELD"));
}

TEST(ImportFileTest, RefusalNamesColumnAndRuleAndStopsNoOtherRow) {
  ASSERT_OK_AND_ASSIGN(const ImportFile file, Read("编号,标题,内容,行业,收到时间,人数\n"
                                                   "1,a,b,采矿,,\n"
                                                   "2,a,b,,昨天,\n"
                                                   "3,a,b,,,两人\n"
                                                   "4,,b,,,\n"
                                                   "5,a,b,,,\n"
                                                   "5,a,b,,,\n"));
  const std::vector<std::pair<const char*, const char*>> expected = {{"UNKNOWN_CODE", "行业"},
                                                                     {"TIME_FORM", "收到时间"},
                                                                     {"NOT_A_NUMBER", "人数"},
                                                                     {"REQUIRED", "标题"},
                                                                     {"", ""},
                                                                     {"DUPLICATE_KEY", "编号"}};
  ASSERT_THAT(file.rows, SizeIs(expected.size()));
  for (size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(file.rows[i].line, static_cast<int>(i) + 2);
    if (expected[i].first[0] == '\0') {
      EXPECT_OK(file.rows[i].status);
      continue;
    }
    EXPECT_THAT(file.rows[i].status, RefusedBy(expected[i].first));
    EXPECT_EQ(RefusalOf(file.rows[i].status)->field, expected[i].second);
  }
}

TEST(ImportFileTest, FormulasStayTexts) {
  ASSERT_OK_AND_ASSIGN(const ImportFile file,
                       Read("编号,标题,内容\n1,=cmd|' /C calc'!A0,\"@SUM(1+1)\"\n"));
  EXPECT_EQ(file.rows[0].row.registration.title, "=cmd|' /C calc'!A0");
  EXPECT_EQ(file.rows[0].row.registration.narrative, "@SUM(1+1)");
}

TEST(ImportFileTest, RecordsOfCallsAndLettersCanBeListed) {
  ASSERT_OK_AND_ASSIGN(const ImportFile file, Read("编号,标题,内容,来源,来电记录,接听人,邮戳\n"
                                                   "1,a,b,群众来电,来电反映,王受理,\n"
                                                   "2,a,b,群众来信,,,滕州 2019.4.12\n"));
  EXPECT_EQ(file.rows[0].row.registration.channel, Channel::kPublicPhone);
  EXPECT_OK(CheckRegistration(file.rows[0].row.registration, kNow));
  EXPECT_OK(CheckRegistration(file.rows[1].row.registration, kNow));
}

TEST(ImportFileTest, RowThatDoesNotSayWhenSaysTheSameInEveryImport) {
  const auto row_at = [](absl::Time now) {
    ImportDefaults defaults{"370481104", Channel::kPublicPhone, now};
    sheet::Sheet sheet = sheet::ReadCsv("编号,标题,内容,来电记录\n1,a,b,来电反映\n").value();
    return ReadImportFile(std::move(sheet), {}, defaults).value().rows[0].row;
  };
  EXPECT_EQ(ContentOf(row_at(kNow)), ContentOf(row_at(kNow + absl::Hours(24))));
}

TEST(ImportFileTest, WhoReportedItAndWhomItIsAboutCanBeListed) {
  const std::string sweep = SweepId::New(kNow).ToString();
  ASSERT_OK_AND_ASSIGN(const ImportFile file,
                       Read("编号,标题,内容,实名/"
                            "匿名,举报人,举报人电话,保护伞,摸排编号,涉及人员,被反映单位,批示领导\n"
                            "1,a,b,实名,张三,13806320001,疑似," +
                            sweep +
                            ",王大（西岗煤矿，北村，王老虎）；李二,西岗派出所、矿管所,张书记\n"
                            "2,a,b,,,,,,,,\n"
                            "3,a,b,,,,已移送,,,,\n"
                            "4,a,b,,,,,第三轮,,,\n"
                            "5,a,b,,,,,,（西岗煤矿）,,\n"));
  ASSERT_OK(file.rows[0].status);
  const ImportRow& row = file.rows[0].row;
  const Registration& said = row.registration;
  EXPECT_EQ(said.identity, Identity::kNamed);
  EXPECT_EQ(row.reporter->name, "张三");
  EXPECT_EQ(row.reporter->phone, "13806320001");
  EXPECT_EQ(said.umbrella, Umbrella::kSuspected);
  EXPECT_EQ(said.sweep.ToString(), sweep);
  EXPECT_EQ(said.instructed_by, "张书记");
  EXPECT_THAT(row.accused_names, ElementsAre("西岗派出所", "矿管所"));
  ASSERT_THAT(said.subjects, SizeIs(2));
  EXPECT_EQ(said.subjects[0],
            (Subject{.name = "王大", .employer = "西岗煤矿", .alias = "王老虎", .place = "北村"}));
  EXPECT_EQ(said.subjects[1], Subject{.name = "李二"});
  EXPECT_FALSE(file.rows[1].row.reporter.has_value());
  EXPECT_THAT(file.rows[2].status, RefusedBy("UNKNOWN_CODE")) << "the commission's to say";
  EXPECT_THAT(file.rows[3].status, RefusedBy("NOT_AN_ID"));
  EXPECT_THAT(file.rows[4].status, RefusedBy("SUBJECT_FORM"));
  EXPECT_EQ(RefusalOf(file.rows[4].status)->field, "涉及人员");
}

TEST(ReadListTimeTest, EveryFormOfAList) {
  const absl::Time noon = absl::FromUnixSeconds(1'551'326'400);  // 2019-02-28 12:00 in China
  for (const char* text : {"2019-02-28 12:00", "2019-02-28T12:00:00", "2019/2/28 12:00:00",
                           "2019年2月28日 12:00", "2019-02-28T04:00:00Z", "43524.5"})
    EXPECT_EQ(ReadListTime(text), noon) << text;
  for (const char* text :
       {"", "明天", "12", "1e5", "2019-13-01", "infinite-future", "0001-01-01", "12019-02-28"})
    EXPECT_EQ(ReadListTime(text), std::nullopt) << text;
}

TEST(ContentOfTest, TellsRowsApartByWhatTheySay) {
  ImportRow row;
  row.registration.title = "ab";
  row.registration.narrative = "c";
  ImportRow other = row;
  EXPECT_EQ(ContentOf(row), ContentOf(other));
  other.registration.title = "a";
  other.registration.narrative = "bc";
  EXPECT_NE(ContentOf(row), ContentOf(other));
  other = row;
  other.registration.received_at += absl::Hours(1);
  EXPECT_NE(ContentOf(row), ContentOf(other));
  other = row;
  other.registration.umbrella = Umbrella::kSuspected;
  EXPECT_NE(ContentOf(row), ContentOf(other));
  other = row;
  other.reporter = ReporterIdentity{"张三", "", "", ""};
  EXPECT_EQ(ContentOf(row), ContentOf(other)) << "nothing that is stored depends on a name";
  other = row;
  other.registration.received_at += absl::Hours(1);
  // Where a list does not say when, the time of the import is no change.
  row.says_when_received = other.says_when_received = false;
  EXPECT_EQ(ContentOf(row), ContentOf(other));
}

}  // namespace
}  // namespace hecha::intake
