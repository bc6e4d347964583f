// What becomes of a closed lead, on a real database: who still reads it, what keeps it, and that a
// purge leaves nothing of it, whatever looks for it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "hecha/consultation/v1/events.pb.h"
#include "hecha/intake/v1/retention.pb.h"
#include "hecha/intake/v1/search.pb.h"
#include "hecha/verification/v1/events.pb.h"
#include "tests/services/intake/intake_host.h"

namespace hecha::intake {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Not;

constexpr char kWords[] = "金銮殿砂石场强占河道";
constexpr char kOtherWords[] = "渔民说船被砂石场的人扣下";

class RetentionServiceTest : public IntakeTest {
 protected:
  template <class Response = v1::Retention, class Request>
  absl::StatusOr<Response> Keep(const Actor& actor, const std::string& method,
                                const Request& request) {
    return host_.Ask<Response>(actor, "hecha.intake.v1.RetentionService/" + method, request);
  }

  v1::CreateLeadRequest About(const std::string& words) {
    v1::CreateLeadRequest draft = Draft(words);
    draft.set_narrative("来电人反映" + words + "，联系电话13812345678。");
    return draft;
  }

  std::string TriagedAbout(const std::string& words) {
    const std::string lead = Create(About(words)).value().id();
    AnswerMatches(lead);
    EXPECT_OK(Do(clerk_, "TriageLead", Judgement(lead)));
    return lead;
  }
  void Close(const std::string& lead, verification::v1::Outcome outcome) {
    verification::v1::CaseClosed event;
    event.set_outcome(outcome);
    EXPECT_EQ(TellOf(lead, event), events::v1::DeliveryResult::VERDICT_ACCEPTED)
        << host_.last_reason();
  }
  // A closed lead with that outcome.
  std::string Closed(verification::v1::Outcome outcome) {
    const std::string lead = TriagedAbout(kWords);
    EXPECT_OK(Assign(lead, station_));
    verification::v1::PersonRecused recused;
    recused.set_user_id(UserId::New(kStart).ToString());
    EXPECT_EQ(TellOf(lead, recused), events::v1::DeliveryResult::VERDICT_ACCEPTED);
    Close(lead, outcome);
    return lead;
  }
  // A refuted lead, and one that was merged into it before.
  std::pair<std::string, std::string> RefutedWithMerged() {
    const std::string survivor = TriagedAbout(kWords);
    const std::string merged = TriagedAbout(kOtherWords);
    Merged(merged, survivor);
    EXPECT_OK(Assign(survivor, station_));
    Close(survivor, verification::v1::OUTCOME_REFUTED);
    return {survivor, merged};
  }
  std::string Refuted() { return Closed(verification::v1::OUTCOME_REFUTED); }

  absl::StatusOr<v1::Retention> Get(const std::string& lead) {
    v1::GetRetentionRequest request;
    request.set_lead_id(lead);
    return Keep(office_, "GetRetention", request);
  }
  absl::StatusOr<v1::Retention> Archive(const std::string& lead) {
    v1::ArchiveLeadRequest request;
    request.set_lead_id(lead);
    return Keep(office_, "ArchiveLead", request);
  }
  absl::StatusOr<v1::Retention> Hold(const std::string& lead) {
    v1::SetHoldRequest request;
    request.set_lead_id(lead);
    request.set_reason("另案调取");
    return Keep(leader_, "SetHold", request);
  }
  absl::StatusOr<v1::Retention> RequestPurge(const std::string& lead) {
    v1::RequestPurgeRequest request;
    request.set_lead_id(lead);
    request.set_reason("保管期满");
    return Keep(both_, "RequestPurge", request);
  }
  absl::StatusOr<v1::Retention> Approve(const Actor& actor, const std::string& lead) {
    v1::ApprovePurgeRequest request;
    request.set_lead_id(lead);
    return Keep(actor, "ApprovePurge", request);
  }
  v1::ListDueResponse Due() {
    return Keep<v1::ListDueResponse>(office_, "ListDue", v1::ListDueRequest()).value();
  }
  int Found(const std::string& query) {
    v1::SearchLeadsRequest request;
    request.set_query(query);
    return host_
        .Ask<v1::SearchLeadsResponse>(office_, "hecha.intake.v1.SearchService/SearchLeads", request)
        .value()
        .hits_size();
  }
  // The lead's id as SQL says it.
  static std::string Literal(const std::string& lead) {
    return fmt::format("UNHEX(REPLACE('{}', '-', ''))", lead);
  }
  void LetTheTermPass() { host_.clock().Advance(absl::Hours(24 * 1097)); }
  // Asked for, approved and done.
  std::string Purged() {
    const std::string lead = Refuted();
    EXPECT_OK(Archive(lead));
    LetTheTermPass();
    EXPECT_OK(RequestPurge(lead));
    EXPECT_OK(Approve(leader_, lead));
    return lead;
  }

  const Actor leader_ = User({Role::kLeader});
  // Someone who holds both duties still is one person.
  const Actor both_ = User({Role::kOffice, Role::kLeader});
};

TEST_F(RetentionServiceTest, UnfoundedLeadIsReadForARecordedReasonOnly) {
  const std::string lead = Refuted();
  const v1::Lead line = IntakeTest::Get(clerk_, lead).value();
  EXPECT_EQ(line.title() + line.narrative() + line.summary() + line.opinion(), "");
  EXPECT_EQ(Found(kWords), 0);

  v1::ReadRestrictedLeadRequest request;
  request.set_lead_id(lead);
  EXPECT_THAT(Keep<v1::Lead>(office_, "ReadRestrictedLead", request), RefusedBy("REQUIRED"));
  request.set_reason("核对重复举报");
  ASSERT_OK_AND_ASSIGN(const v1::Lead read, Keep<v1::Lead>(office_, "ReadRestrictedLead", request));
  EXPECT_EQ(read.title(), kWords);
  ASSERT_EQ(host_.Payloads<v1::RestrictedLeadRead>().size(), 1u);
  EXPECT_EQ(host_.Payloads<v1::RestrictedLeadRead>()[0].user_id(), office_.user.ToString());
}

TEST_F(RetentionServiceTest, EveryReadingIsOnRecordThoughTheCallIsTheSame) {
  v1::ReadRestrictedLeadRequest request;
  request.set_lead_id(Refuted());
  request.set_request_id("twice");
  request.set_reason("核对重复举报");
  for (size_t times = 1; times <= 2; ++times) {
    ASSERT_OK(Keep<v1::Lead>(office_, "ReadRestrictedLead", request));
    EXPECT_EQ(host_.Payloads<v1::RestrictedLeadRead>().size(), times);
  }
}

TEST_F(RetentionServiceTest, FoundedLeadStaysReadable) {
  const std::string lead = Closed(verification::v1::OUTCOME_SUBSTANTIATED);
  EXPECT_EQ(IntakeTest::Get(clerk_, lead)->title(), kWords);
  EXPECT_FALSE(Get(lead)->restricted());
}

TEST_F(RetentionServiceTest, WhoeverVerifiesItAgainReadsIt) {
  const std::string lead = Refuted();
  ASSERT_EQ(TellOf<verification::v1::CaseReverifying>(lead),
            events::v1::DeliveryResult::VERDICT_ACCEPTED);
  EXPECT_EQ(IntakeTest::Get(clerk_, lead)->title(), kWords);
  verification::v1::CaseClosed event;
  event.set_outcome(verification::v1::OUTCOME_UNVERIFIABLE);
  event.set_reverification(true);
  ASSERT_EQ(TellOf(lead, event), events::v1::DeliveryResult::VERDICT_ACCEPTED);
  EXPECT_EQ(IntakeTest::Get(clerk_, lead)->title(), "");
  EXPECT_EQ(Get(lead)->outcome(), v1::LEAD_OUTCOME_UNVERIFIABLE);
}

TEST_F(RetentionServiceTest, NothingIsArchivedOrPurgedWhileItIsVerifiedAgain) {
  const auto [lead, merged] = RefutedWithMerged();
  ASSERT_OK(Archive(lead));
  LetTheTermPass();
  ASSERT_OK(RequestPurge(lead));
  ASSERT_EQ(TellOf<verification::v1::CaseReverifying>(lead),
            events::v1::DeliveryResult::VERDICT_ACCEPTED);
  EXPECT_THAT(Get(lead)->purge_blockers(), ElementsAre("BEING_VERIFIED", "NOT_REQUESTED"));
  EXPECT_THAT(Get(merged)->purge_blockers(), Contains("BEING_VERIFIED"));
  EXPECT_THAT(Approve(leader_, lead), RefusedBy("BEING_VERIFIED"));
  EXPECT_THAT(RequestPurge(lead), RefusedBy("BEING_VERIFIED"));
  verification::v1::CaseClosed event;
  event.set_outcome(verification::v1::OUTCOME_REFUTED);
  event.set_reverification(true);
  ASSERT_EQ(TellOf(lead, event), events::v1::DeliveryResult::VERDICT_ACCEPTED);
  EXPECT_THAT(RequestPurge(lead), RefusedBy("TERM_RUNNING"));

  const std::string open = Refuted();
  ASSERT_EQ(TellOf<verification::v1::CaseReverifying>(open),
            events::v1::DeliveryResult::VERDICT_ACCEPTED);
  EXPECT_THAT(Archive(open), RefusedBy("BEING_VERIFIED"));
  EXPECT_THAT(Get(open)->actions(), Not(Contains("archive")));
}

TEST_F(RetentionServiceTest, NothingIsPurgedBeforeItsTermNorWhileItIsHeld) {
  const std::string lead = Refuted();
  EXPECT_THAT(RequestPurge(lead), RefusedBy("NOT_ARCHIVED"));
  ASSERT_OK(Archive(lead));
  EXPECT_THAT(Archive(lead), RefusedBy("ALREADY_ARCHIVED"));
  EXPECT_THAT(RequestPurge(lead), RefusedBy("TERM_RUNNING"));
  EXPECT_EQ(Due().retentions_size(), 0);
  LetTheTermPass();
  ASSERT_OK(RequestPurge(lead));
  ASSERT_OK_AND_ASSIGN(const v1::Retention held, Hold(lead));
  EXPECT_THAT(held.purge_blockers(), ElementsAre("HELD", "NOT_REQUESTED"));
  EXPECT_THAT(RequestPurge(lead), RefusedBy("HELD"));
  EXPECT_THAT(Approve(leader_, lead), RefusedBy("HELD"));

  v1::ReleaseHoldRequest release;
  release.set_lead_id(lead);
  release.set_hold_id(held.holds(0).id());
  release.set_reason("已归还");
  ASSERT_OK(Keep(leader_, "ReleaseHold", release));
  EXPECT_THAT(Keep(leader_, "ReleaseHold", release), RefusedBy("ALREADY_RELEASED"));
  EXPECT_OK(RequestPurge(lead));
}

TEST_F(RetentionServiceTest, DryRunListsWhatIsDueAndChangesNothing) {
  const std::string lead = Refuted();
  ASSERT_OK(Archive(lead));
  LetTheTermPass();
  const v1::ListDueResponse due = Due();
  ASSERT_EQ(due.retentions_size(), 1);
  EXPECT_EQ(due.retentions(0).lead_id(), lead);
  EXPECT_THAT(due.retentions(0).purge_blockers(), ElementsAre("NOT_REQUESTED"));
  EXPECT_EQ(Get(lead)->etag(), due.retentions(0).etag());
}

TEST_F(RetentionServiceTest, ListOfTheDueHidesWhatTheReaderMayNotKnow) {
  const auto due = [&](const Actor& actor) {
    return Keep<v1::ListDueResponse>(actor, "ListDue", v1::ListDueRequest())->retentions_size();
  };
  const std::string accusing = TriagedAbout(kWords);
  v1::TriageLeadRequest again = Judgement(accusing);
  again.add_accused_unit_ids(bureau_.ToString());
  ASSERT_OK(Do(clerk_, "TriageLead", again));
  ASSERT_OK(Assign(accusing, station_));
  Close(accusing, verification::v1::OUTCOME_REFUTED);
  const std::string upward = TriagedAbout(kOtherWords);
  v1::TriageLeadRequest about_leader = Judgement(upward);
  about_leader.set_about_leader(true);
  ASSERT_OK(Do(clerk_, "TriageLead", about_leader));
  consultation::v1::TransferConcluded concluded;
  concluded.set_lead_id(upward);
  ASSERT_EQ(host_.Deliver(EnvelopeOf("consultation", "transfer", Uuid::V7(kStart), 3, concluded)),
            events::v1::DeliveryResult::VERDICT_ACCEPTED);
  LetTheTermPass();

  Actor accused = leader_;
  accused.unit = bureau_;
  EXPECT_EQ(due(leader_), 1);
  EXPECT_EQ(due(accused), 0);
  EXPECT_EQ(due(User({Role::kDiscipline})), 0) << "about the town's own leader";
  EXPECT_EQ(due(User({Role::kDiscipline}, kCity)), 1);

  v1::SetHoldRequest stale;
  stale.set_lead_id(accusing);
  stale.set_etag("99");
  stale.set_reason("另案调取");
  EXPECT_THAT(Keep(leader_, "SetHold", stale), StatusIs(absl::StatusCode::kAborted));
  EXPECT_THAT(Keep(accused, "SetHold", stale), StatusIs(absl::StatusCode::kNotFound));
}

TEST_F(RetentionServiceTest, OnePersonAloneCannotPurge) {
  const std::string lead = Refuted();
  ASSERT_OK(Archive(lead));
  LetTheTermPass();
  EXPECT_THAT(Approve(leader_, lead), RefusedBy("NOT_REQUESTED"));
  ASSERT_OK_AND_ASSIGN(const v1::Retention asked, RequestPurge(lead));
  EXPECT_THAT(asked.actions(), Not(Contains("approvePurge")));
  EXPECT_THAT(Approve(both_, lead), RefusedBy("SECOND_PERSON"));
  EXPECT_OK(Approve(leader_, lead));
}

TEST_F(RetentionServiceTest, PurgeLeavesATombstone) {
  const std::string lead = Purged();
  ASSERT_OK_AND_ASSIGN(const v1::Retention tombstone, Get(lead));
  EXPECT_NE(tombstone.lead_no(), "");
  EXPECT_EQ(tombstone.outcome(), v1::LEAD_OUTCOME_REFUTED);
  EXPECT_TRUE(tombstone.has_closed_at() && tombstone.has_purged_at());
  EXPECT_EQ(tombstone.content_hash().size(), 32u);
  EXPECT_THAT(tombstone.actions(), IsEmpty());
  const v1::Lead left = IntakeTest::Get(office_, lead).value();
  EXPECT_EQ(left.state(), v1::STATE_PURGED);
  EXPECT_EQ(left.title() + left.narrative() + left.summary() + left.opinion(), "");
  ASSERT_EQ(host_.Payloads<v1::LeadPurged>().size(), 1u);
}

TEST_F(RetentionServiceTest, MergedLeadIsConcludedAndRestrictedWithTheOther) {
  const auto [survivor, merged] = RefutedWithMerged();
  const v1::Lead line = IntakeTest::Get(clerk_, merged).value();
  EXPECT_EQ(line.state(), v1::STATE_MERGED);
  EXPECT_EQ(line.title() + line.narrative(), "");
  EXPECT_EQ(Found(kOtherWords), 0);
  ASSERT_OK_AND_ASSIGN(const v1::Retention kept, Get(merged));
  EXPECT_EQ(kept.outcome(), v1::LEAD_OUTCOME_REFUTED);
  EXPECT_EQ(kept.purge_after().seconds(), Get(survivor)->purge_after().seconds());
  v1::UndoMergeRequest undo;
  undo.set_lead_id(merged);
  undo.set_reason("误并");
  EXPECT_THAT(host_.Ask<v1::Lead>(office_, "hecha.intake.v1.MergeService/UndoMerge", undo),
              StatusIs(absl::StatusCode::kNotFound))
      << "restricted";
  ASSERT_EQ(TellOf<verification::v1::CaseReverifying>(survivor),
            events::v1::DeliveryResult::VERDICT_ACCEPTED);
  EXPECT_EQ(IntakeTest::Get(clerk_, merged)->title(), kOtherWords);
  EXPECT_THAT(host_.Ask<v1::Lead>(office_, "hecha.intake.v1.MergeService/UndoMerge", undo),
              RefusedBy("MERGE_CONCLUDED"));
}

TEST_F(RetentionServiceTest, MergedLeadIsPurgedWithTheOther) {
  const auto [survivor, merged] = RefutedWithMerged();
  ASSERT_OK(Archive(survivor));
  EXPECT_TRUE(Get(merged)->has_archived_at());
  LetTheTermPass();
  ASSERT_OK(Hold(merged));
  EXPECT_THAT(Get(survivor)->purge_blockers(), ElementsAre("HELD", "NOT_REQUESTED"));
  EXPECT_THAT(RequestPurge(survivor), RefusedBy("HELD"));
  v1::ReleaseHoldRequest release;
  release.set_lead_id(merged);
  release.set_hold_id(Get(merged)->holds(0).id());
  release.set_reason("已归还");
  ASSERT_OK(Keep(leader_, "ReleaseHold", release));
  ASSERT_OK(RequestPurge(survivor));
  ASSERT_OK(Approve(leader_, survivor));
  for (const std::string& lead : {survivor, merged}) {
    EXPECT_EQ(IntakeTest::Get(office_, lead)->state(), v1::STATE_PURGED);
    EXPECT_EQ(Get(lead)->content_hash().size(), 32u);
    EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM data_key WHERE shredded_at IS NULL AND subject = " +
                          Literal(lead)),
              0);
  }
  EXPECT_EQ(host_.Payloads<v1::LeadPurged>().size(), 2u);
}

TEST_F(RetentionServiceTest, PurgedLeadIsFoundByNothing) {
  const std::string lead = Purged();
  host_.Turn("match.index");
  EXPECT_EQ(Found(kWords), 0);
  const std::string id = Literal(lead);
  for (const char* table :
       {"match_feature", "match_queue", "search_listing", "message", "dialogue", "receipt",
        "identity_box", "identity_unlock", "attachment", "lead_record", "lead_return", "lead_merge",
        "lead_accused_unit", "lead_person", "match_listing"}) {
    EXPECT_EQ(host_.Count(fmt::format("SELECT COUNT(*) FROM {} WHERE lead_id = {}", table, id)), 0)
        << table;
  }
  EXPECT_EQ(
      host_.Count("SELECT COUNT(*) FROM data_key WHERE shredded_at IS NULL AND subject = " + id),
      0);
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM outbox WHERE sealed <> '' AND type NOT IN "
                        "('hecha.intake.v1.LeadPurged', 'hecha.intake.v1.RetentionChanged') AND "
                        "aggregate_id = " +
                        id),
            0);

  // A new report of the same matter meets no match.
  const v1::Lead again = Create(About(kWords)).value();
  host_.Turn("match.index");
  v1::ListMatchesRequest request;
  request.set_lead_id(again.id());
  EXPECT_EQ(host_
                .Ask<v1::ListMatchesResponse>(office_, "hecha.intake.v1.MatchService/ListMatches",
                                              request)
                ->matches_size(),
            0);
}

// A new table that keeps something about leads must be taught to the purge.
TEST_F(RetentionServiceTest, NoTableWithALeadIdKeepsMoreThanTheTombstone) {
  const std::string lead = Purged();
  const std::string id = Literal(lead);
  std::vector<std::string> keeping;
  std::vector<std::string> tables;
  ASSERT_OK(host_.database().Read(ServiceHost::Soon(), [&](db::Transaction& transaction) {
    tables.clear();
    return transaction.Query(
        "SELECT table_name FROM information_schema.columns WHERE table_schema = DATABASE() AND "
        "column_name = 'lead_id' ORDER BY table_name",
        [&](const db::Row& row) { tables.push_back(row.Text(0)); });
  }));
  for (const std::string& table : tables) {
    if (host_.Count(fmt::format("SELECT COUNT(*) FROM {} WHERE lead_id = {}", table, id)) > 0)
      keeping.push_back(table);
  }
  EXPECT_THAT(keeping, ElementsAre("retention"));
}

TEST_F(RetentionServiceTest, ListThatNamesAPurgedLeadDoesNotBringItBack) {
  v1::ImportLeadsRequest list;
  list.set_division(kTown);
  list.set_source("督办名单");
  v1::ImportRow& row = *list.add_rows();
  row.set_row_key("1");
  row.set_title(kWords);
  row.set_narrative(kWords);
  const auto import = [&] {
    return host_
        .Ask<v1::ImportLeadsResponse>(clerk_, "hecha.intake.v1.LeadService/ImportLeads", list)
        .value()
        .results(0);
  };
  const std::string lead = import().lead_id();
  AnswerMatches(lead);
  ASSERT_OK(Do(clerk_, "TriageLead", Judgement(lead)));
  ASSERT_OK(Assign(lead, station_));
  Close(lead, verification::v1::OUTCOME_REFUTED);
  ASSERT_OK(Archive(lead));
  LetTheTermPass();
  ASSERT_OK(RequestPurge(lead));
  ASSERT_OK(Approve(leader_, lead));
  row.set_title(kOtherWords);
  for (bool dry_run : {true, false}) {
    list.set_dry_run(dry_run);
    EXPECT_EQ(import().outcome(), v1::ImportResult::OUTCOME_UNCHANGED) << dry_run;
  }
}

TEST_F(RetentionServiceTest, TermInForceAtTheClosingCounts) {
  const absl::Time before = absl::FromUnixSeconds(Get(Refuted())->purge_after().seconds());
  EXPECT_EQ(before, kStart + absl::Hours(24 * 1096));
  v1::SetRetentionTermRequest request;
  request.set_outcome(v1::LEAD_OUTCOME_REFUTED);
  request.set_days(0);
  const Actor city = User({Role::kCityOffice}, kCity);
  EXPECT_THAT(Keep<v1::RetentionTerm>(city, "SetRetentionTerm", request),
              RefusedBy("OUT_OF_RANGE"));
  request.set_days(30);
  ASSERT_OK(Keep<v1::RetentionTerm>(city, "SetRetentionTerm", request));
  const absl::Time after = absl::FromUnixSeconds(Get(Refuted())->purge_after().seconds());
  EXPECT_EQ(after, kStart + absl::Hours(24 * 30));
}

TEST_F(RetentionServiceTest, StrangersKnowOfNoRetention) {
  v1::GetRetentionRequest request;
  request.set_lead_id(Refuted());
  EXPECT_THAT(Keep(User({Role::kOffice}, kNextTown), "GetRetention", request),
              StatusIs(absl::StatusCode::kNotFound));
  request.set_lead_id(Create(About("未办结")).value().id());
  EXPECT_THAT(Keep(office_, "GetRetention", request), StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace hecha::intake
