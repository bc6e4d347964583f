// Drafts on a real database: who may keep one, what ends it, and that a preview freezes nothing.
#include "services/verification/report_draft_service.h"

#include "services/verification/report_form.h"
#include "tests/services/verification/service_fixture.h"

namespace hecha::verification {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

using ReportDraftTest = VerificationTest;

TEST_F(ReportDraftTest, TheTeamSharesOneDraft) {
  const CaseId id = Found().id;
  ASSERT_OK_AND_ASSIGN(const ReportDraft empty, drafts_.Get(As(Wang()), id));
  EXPECT_THAT(empty.text, IsEmpty());
  ASSERT_OK(drafts_.Save(As(Wang(), empty.version), id, "经查，"));
  ASSERT_OK_AND_ASSIGN(const ReportDraft kept, drafts_.Get(As(Li()), id));
  EXPECT_EQ(kept.text, "经查，");
  EXPECT_EQ(kept.saved_by, Wang().user);
  EXPECT_EQ(kept.saved_at, clock_.Now());
}

TEST_F(ReportDraftTest, WhoeverWritesOnAnOlderDraftIsTold) {
  const CaseId id = Found().id;
  ASSERT_OK_AND_ASSIGN(const ReportDraft empty, drafts_.Get(As(Wang()), id));
  ASSERT_OK(drafts_.Save(As(Wang(), empty.version), id, "甲"));
  EXPECT_THAT(drafts_.Save(As(Li(), empty.version), id, "乙"), RefusedBy("STALE_VERSION"));
  ASSERT_OK_AND_ASSIGN(const ReportDraft kept, drafts_.Get(As(Li()), id));
  EXPECT_EQ(kept.text, "甲");
}

TEST_F(ReportDraftTest, NobodyElseIsShownIt) {
  const CaseId id = Found().id;
  ASSERT_OK(drafts_.Save(As(Wang()), id, "经查，"));
  EXPECT_THAT(drafts_.Get(As(OtherHead()), id), RefusedBy("UNKNOWN"));
  for (const Actor& stranger : {Head(), Office(), CityOffice()}) {
    EXPECT_FALSE(drafts_.Get(As(stranger), id).ok());
    EXPECT_FALSE(drafts_.Save(As(stranger), id, "别的").ok());
    EXPECT_FALSE(drafts_.Preview(As(stranger), id, "别的").ok());
  }
}

TEST_F(ReportDraftTest, AFrozenReportEndsIt) {
  const CaseId id = Found().id;
  ASSERT_OK_AND_ASSIGN(const ReportDraft kept, drafts_.Save(As(Wang()), id, "经查，"));
  ASSERT_OK(reports_.Submit(As(Wang()), id, "经查，属实。"));
  ASSERT_OK_AND_ASSIGN(const ReportDraft ended, drafts_.Get(As(Wang()), id));
  EXPECT_THAT(ended.text, IsEmpty());
  EXPECT_THAT(drafts_.Save(As(Wang(), kept.version), id, "又及"), RefusedBy("ILLEGAL_TRANSITION"));
  ASSERT_OK(endorsements_.Refuse(As(Head()), id, "请补充"));
  EXPECT_THAT(drafts_.Save(As(Wang(), kept.version), id, "又及"), RefusedBy("STALE_VERSION"));
}

TEST_F(ReportDraftTest, APreviewIsTheFormThatWouldBeFrozenAndFreezesNothing) {
  const Case before = Found();
  ASSERT_OK_AND_ASSIGN(const Report shown, drafts_.Preview(As(Wang()), before.id, "经查，属实。"));
  EXPECT_EQ(shown.hash, security::Sha256(shown.form));
  ASSERT_OK_AND_ASSIGN(const Case after, cases_.Get(As(Wang()), before.id));
  EXPECT_EQ(after.version, before.version);
  EXPECT_THAT(reports_.Get(As(Wang()), before.id, 0), RefusedBy("UNKNOWN"));
  ASSERT_OK(reports_.Submit(As(Wang()), before.id, "经查，属实。"));
  ASSERT_OK_AND_ASSIGN(const Report frozen, reports_.Get(As(Wang()), before.id, 0));
  EXPECT_EQ(frozen.form, shown.form);
}

TEST_F(ReportDraftTest, ADraftIsSealedAtRest) {
  const CaseId id = Found().id;
  ASSERT_OK(drafts_.Save(As(Wang()), id, "经查，独一无二的话。"));
  ASSERT_OK_AND_ASSIGN(
      const std::optional<std::string> stored,
      database_->Read(absl::Now() + absl::Seconds(5), [&](db::Transaction& transaction) {
        return transaction.QueryOne(
            "SELECT text FROM report_draft WHERE case_id = ?",
            [](const db::Row& row) { return row.Text(0); }, id);
      }));
  ASSERT_TRUE(stored.has_value());
  EXPECT_THAT(*stored, Not(HasSubstr("独一无二")));
}

}  // namespace
}  // namespace hecha::verification
