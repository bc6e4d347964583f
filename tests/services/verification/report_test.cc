// The canonical form, byte for byte: whoever recomputes a report's hash follows these bytes.
#include "services/verification/report.h"

#include "tests/services/verification/case_fixture.h"

namespace hecha::verification {
namespace {

Case Found() {
  Case subject = CaseIn(CaseState::kVerifying);
  EXPECT_OK(subject.Record(StepOf("第一行\n第二行")));
  EXPECT_OK(subject.Record(FindingOf(1, Outcome::kRefuted)));
  EXPECT_OK(subject.Record(FindingOf(2, Outcome::kUnverifiable)));
  EXPECT_OK(subject.Record(FindingOf(1, Outcome::kSubstantiated)));
  return subject;
}

constexpr char kGolden[] = R"(hecha-report-v2
case 36 cacacaca-caca-caca-caca-cacacacacaca
version 1 1
lead 23 370481104-BZ2019-000001
division 9 370481104
unit 36 01010101-0101-0101-0101-010101010101
unit_name 15 西岗派出所
outcome 20 PARTLY_SUBSTANTIATED
planned_at 27 2019-04-15T01:02:03.000000Z
plan 21 走访并调取账目
investigator 36 12121212-1212-1212-1212-121212121212
declaration 15 无利害关系
investigator 36 13131313-1313-1313-1313-131313131313
declaration 15 无利害关系
allegation 12 强揽工程
allegation 12 非法采砂
finding 1 1
finding_outcome 13 SUBSTANTIATED
basis 21 证言与账目一致
legal_basis 27 刑法第二百九十四条
found_by 36 12121212-1212-1212-1212-121212121212
found_at 27 2019-04-15T01:02:03.000000Z
finding 1 2
finding_outcome 12 UNVERIFIABLE
basis 21 证言与账目一致
legal_basis 27 刑法第二百九十四条
found_by 36 12121212-1212-1212-1212-121212121212
found_at 27 2019-04-15T01:02:03.000000Z
step 1 1
kind 9 INTERVIEW
happened_at 27 2019-04-15T01:02:03.000000Z
place 9 村委会
text 19 第一行
第二行
recorded_by 36 12121212-1212-1212-1212-121212121212
recorded_at 27 2019-04-15T01:02:03.000000Z
report 12 经核查。
submitted_by 36 12121212-1212-1212-1212-121212121212
submitted_at 27 2019-04-15T01:02:03.000004Z
)";

TEST(ReportTest, CanonicalFormIsTheseBytes) {
  Case subject = Found();
  ASSERT_OK_AND_ASSIGN(
      const Report report,
      subject.Submit("经核查。", Wang().user, kNow + absl::Microseconds(4), security::Sha256));
  EXPECT_EQ(report.form, kGolden);
  EXPECT_EQ(report.hash, security::Sha256(kGolden));
  EXPECT_EQ(subject.report_hash, report.hash);
}

TEST(ReportTest, TextThatLooksLikeAFieldStaysText) {
  Case one = Found();
  Case other = Found();
  ASSERT_OK_AND_ASSIGN(const Report honest,
                       one.Submit("结论", Wang().user, kNow, security::Sha256));
  ASSERT_OK_AND_ASSIGN(const Report forged,
                       other.Submit("结论\nsubmitted_by 1 x", Wang().user, kNow, security::Sha256));
  EXPECT_NE(honest.hash, forged.hash);
  EXPECT_THAT(forged.form,
              testing::HasSubstr("\nreport 23 结论\nsubmitted_by 1 x\nsubmitted_by 36 "));
}

}  // namespace
}  // namespace hecha::verification
