// Reports on paper and side by side. What is printed is read back with the tools that any reader
// has: poppler for the text and the fonts, zbar for the code.
#include "services/verification/report_copy_service.h"

#include <cstdio>
#include <fstream>
#include <memory>

#include "services/common/security/key_file.h"
#include "services/verification/report_diff.h"
#include "services/verification/report_form.h"
#include "tests/services/verification/service_fixture.h"
#include "tests/testing/temporary_directory.h"

namespace hecha::verification {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class ReportCopyTest : public VerificationTest {
 protected:
  std::string Run(const std::string& command) {
    const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
    std::string out;
    char buffer[4096];
    while (const size_t read = fread(buffer, 1, sizeof(buffer), pipe.get()))
      out.append(buffer, read);
    return out;
  }

  // The path of a file with these bytes.
  std::string File(const std::string& pdf) {
    const std::string path = directory_.path() + "/report.pdf";
    std::ofstream(path, std::ios::binary) << pdf;
    return path;
  }

  TemporaryDirectory directory_;
};

TEST_F(ReportCopyTest, PaperHoldsTextsSignaturesViewerAndCode) {
  ConfirmKeys();
  const Case subject = Signed();
  Actor viewer = Office();
  viewer.name = "主任甲";
  ASSERT_OK_AND_ASSIGN(const std::string pdf,
                       copies_.Print(As(viewer), subject.id, 0, PrintForm::kReport));
  const std::string path = File(pdf);
  // Blanks are where letters happen to stand apart.
  const std::string text = Run("pdftotext -layout " + path + " - | tr -d ' '");
  for (const char* words : {"核查报告", "强揽工程", "与村民谈话", "查实", "主任甲", "第1页共",
                            "370481104-BZ2019-000001", "签字背书"})
    EXPECT_THAT(text, HasSubstr(words));
  const std::string fonts = Run("pdffonts " + path);
  EXPECT_THAT(fonts, HasSubstr("NotoSerifCJK"));
  EXPECT_THAT(fonts, Not(HasSubstr(" no  yes no ")));
  EXPECT_THAT(Run("pdftoppm -r 150 -f 1 -l 1 -png " + path + " " + directory_.path() +
                  "/page; zbarimg -q --raw " + directory_.path() + "/page*.png"),
              HasSubstr("hecha-report:" + security::ToHex(subject.report_hash)));
}

TEST_F(ReportCopyTest, OnlyReadersOfTheReportPrintIt) {
  const Case subject = Submitted();
  EXPECT_THAT(copies_.Print(As(CityOffice()), subject.id, 0, PrintForm::kReport),
              RefusedBy("UNKNOWN"));
  EXPECT_THAT(copies_.Print(As(OtherHead()), subject.id, 0, PrintForm::kReport),
              RefusedBy("UNKNOWN"));
  EXPECT_THAT(copies_.Print(As(Office()), subject.id, 0, PrintForm::kFeedback),
              RefusedBy("NO_FEEDBACK"));
  EXPECT_THAT(copies_.Export(As(Office()), subject.id, 0), RefusedBy("NOT_SIGNED"));
  EXPECT_EQ(Count("SELECT COUNT(*) FROM outbox WHERE aggregate = 'report_copy'"), 0);
}

TEST_F(ReportCopyTest, WhoeverPrintsIsOnRecordAndDoesNotMoveTheCase) {
  const Case subject = Submitted();
  ASSERT_OK(copies_.Print(As(Office()), subject.id, 0, PrintForm::kReport));
  ASSERT_OK(copies_.Print(As(Leader()), subject.id, 0, PrintForm::kReport));
  EXPECT_EQ(Count("SELECT COUNT(DISTINCT actor_id) FROM outbox WHERE aggregate = 'report_copy' AND "
                  "division = '370481104'"),
            2);
  EXPECT_EQ(Count("SELECT MAX(aggregate_version) FROM outbox WHERE aggregate = 'report_copy'"), 2);
  EXPECT_EQ(cases_.Get(As(Office()), subject.id)->version, subject.version);
}

TEST_F(ReportCopyTest, TheCityReadsWhatWasReportedUpAndNothingElse) {
  ConfirmKeys();
  const CaseId id = Submitted(Outcome::kSubstantiated, Level::kPrefecture).id;
  ASSERT_OK(cases_.Record(As(Wang()), id, StepOf("补充谈话")));
  ASSERT_OK(reports_.Submit(As(Wang()), id, "补充后……"));
  ASSERT_OK(Endorse(Head(), id));
  ASSERT_OK(Endorse(Leader(), id));
  EXPECT_THAT(reports_.Get(As(CityOffice()), id, 0), RefusedBy("UNKNOWN"));
  ASSERT_OK(reports_.ReportUp(As(Office()), id));
  EXPECT_EQ(reports_.Get(As(CityOffice()), id, 0)->version, 2);
  EXPECT_THAT(reports_.Get(As(CityOffice()), id, 1), RefusedBy("UNKNOWN"));
  EXPECT_EQ(reports_.List(As(Office()), id)->size(), 2);
  EXPECT_EQ(reports_.List(As(CityOffice()), id)->size(), 1);
  ASSERT_OK(reports_.Accept(As(CityOffice()), id, "材料齐全"));
  EXPECT_THAT(reports_.Reject(As(CityOffice()), id, "不全"), RefusedBy("ALREADY_ACCEPTED"));
}

TEST_F(ReportCopyTest, DiffShowsTheSectionsThatChanged) {
  const CaseId id = Submitted().id;
  ASSERT_OK(cases_.Record(As(Wang()), id, StepOf("补充谈话")));
  ASSERT_OK(reports_.Submit(As(Wang()), id, "补充后……"));
  ASSERT_OK_AND_ASSIGN(const ReportDiff diff, reports_.Diff(As(Office()), id, 0, 0));
  EXPECT_EQ(diff.from, 1);
  EXPECT_EQ(diff.to, 2);
  std::vector<std::string> names;
  for (const ReportDiff::Section& section : diff.sections) names.push_back(section.name);
  EXPECT_THAT(names, ElementsAre("case", "step 2", "report"));
  EXPECT_EQ(diff.sections[2].lines[0].change, LineChange::kRemoved);
  EXPECT_EQ(diff.sections[2].lines[1].text, "报告正文：补充后……");
  EXPECT_THAT(reports_.Diff(As(Office()), id, 2, 1), RefusedBy("NOTHING_TO_COMPARE"));
}

TEST(CompareLinesTest, TheFewestLinesChange) {
  const auto lines = CompareLines(std::vector<std::string>{"a", "b", "c"},
                                  std::vector<std::string>{"a", "x", "c"});
  std::string changes;
  for (const DiffLine& line : lines)
    changes += " -+"[static_cast<int>(line.change) - 1] + line.text;
  EXPECT_EQ(changes, " a-b+x c");
}

TEST(ParseFormTest, RefusesEveryTruncation) {
  Case subject = CaseIn(CaseState::kVerifying);
  for (int allegation : {1, 2}) ASSERT_OK(subject.Record(FindingOf(allegation, Outcome::kRefuted)));
  ASSERT_OK_AND_ASSIGN(const Report report,
                       subject.Submit("正文", Wang().user, kNow, security::Sha256));
  ASSERT_OK(ParseForm(report.form));
  int whole = 0;
  for (size_t cut = 0; cut < report.form.size(); ++cut)
    whole += ParseForm(report.form.substr(0, cut)).ok();
  // Only at the end of a field does a form look whole; its hash tells.
  EXPECT_LT(whole, 40);
}

}  // namespace
}  // namespace hecha::verification
