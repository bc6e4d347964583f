// What the ledgers do not show, on a real database: of a lead that is sealed, restricted or purged,
// and of any to whoever must stand aside from it.
#include <gmock/gmock.h>

#include <map>
#include <string_view>

#include "tests/services/supervision/supervision_host.h"

namespace hecha::supervision {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

using LedgerSecrecyTest = SupervisionTest;

TEST_F(LedgerSecrecyTest, SealedLineShowsNumberDivisionAndStateOnly) {
  const Uuid lead = Registered();
  ASSERT_TRUE(Triage(lead));
  intake::v1::LeadSealed sealed;
  sealed.set_lead_id(lead.ToString());
  ASSERT_TRUE(Tell("intake", "lead", lead, sealed));
  for (const Actor& actor : {office_, city_, User({Role::kLeader})}) {
    const v1::ListLinesResponse lines = Lines(1, actor);
    ASSERT_EQ(lines.lines_size(), 1);
    EXPECT_THAT(lines.lines(0).cells(), ElementsAre("370481104-BZ2019-000001", "", "", "", "", "",
                                                    kTown, "", "", "", "密封移送"));
  }
}

TEST_F(LedgerSecrecyTest, CaseOfASealedLeadIsAStubToo) {
  using namespace verification::v1;
  const Uuid lead = Registered();
  const Uuid subject = Opened(lead);
  FindingRecorded finding;
  finding.set_allegation(1);
  finding.set_outcome(OUTCOME_SUBSTANTIATED);
  ASSERT_TRUE(TellOfCase(subject, lead, finding));
  ASSERT_TRUE(TellOfCase<FeedbackGiven>(subject, lead));
  ASSERT_TRUE(TellOfCase<CaseRecalled>(subject, lead)) << host_.last_reason();
  ASSERT_TRUE(Triage(lead, intake::v1::SECTOR_COAL, intake::v1::UMBRELLA_SUSPECTED));
  intake::v1::LeadSealed sealed;
  sealed.set_lead_id(lead.ToString());
  ASSERT_TRUE(Tell("intake", "lead", lead, sealed)) << host_.last_reason();
  EXPECT_THAT(Lines(3, office_).lines(0).cells(), ElementsAre("370481104-BZ2019-000031", "", "", "",
                                                              "", "", "", "", "", "", "", kTown));
  EXPECT_EQ(CellOf(Lines(4, office_), 0, "firstUnit"), "");
  EXPECT_THAT(Reconcile(office_).differences(), IsEmpty());
}

TEST_F(LedgerSecrecyTest, ContentOfARestrictedLeadIsReadInNoLedger) {
  const Uuid lead = Registered();
  ASSERT_TRUE(Triage(lead));
  ASSERT_TRUE(Progress(lead, intake::v1::STATE_CLOSED));
  intake::v1::LeadConcluded concluded;
  concluded.set_lead_id(lead.ToString());
  concluded.set_outcome(verification::v1::OUTCOME_REFUTED);
  concluded.set_restricted(true);
  ASSERT_TRUE(Tell("intake", "lead", lead, concluded)) << host_.last_reason();
  for (const Actor& actor : {office_, city_, User({Role::kLeader}), User({Role::kClerk})}) {
    const v1::ListLinesResponse lines = Lines(1, actor);
    EXPECT_EQ(CellOf(lines, 0, "summary"), "");
    EXPECT_EQ(CellOf(lines, 0, "opinion"), "");
    EXPECT_EQ(CellOf(lines, 0, "sector"), "煤矿资源");
  }
  concluded.set_restricted(false);
  ASSERT_TRUE(Tell("intake", "lead", lead, concluded)) << "it is verified again";
  EXPECT_EQ(CellOf(Lines(1, office_), 0, "summary"), "反映强买强卖");
}

TEST_F(LedgerSecrecyTest, LeadsThatWereClosedBeforeAreRestrictedByTheMigration) {
  const std::map<verification::v1::Outcome, std::string> expected = {
      {verification::v1::OUTCOME_REFUTED, ""},
      {verification::v1::OUTCOME_UNVERIFIABLE, ""},
      {verification::v1::OUTCOME_SUBSTANTIATED, "反映强买强卖"}};
  std::map<std::string, std::string> of_leads;
  for (const auto& [outcome, summary] : expected) {
    const Uuid lead = Registered();
    ASSERT_TRUE(Triage(lead));
    const Uuid subject = Opened(lead);
    verification::v1::CaseClosed closed;
    closed.set_outcome(outcome);
    events::SetTimestamp(kStart, closed.mutable_closed_at());
    ASSERT_TRUE(TellOfCase(subject, lead, closed)) << host_.last_reason();
    ASSERT_TRUE(Progress(lead, intake::v1::STATE_CLOSED));
    of_leads[lead.ToString()] = summary;
  }
  for (const db::Migration& migration : kMigrations.migrations)
    if (std::string_view(migration.name).find("fill_line_restricted") != std::string_view::npos)
      host_.Tamper(std::string(migration.sql));
  const v1::ListLinesResponse lines = Lines(1, office_);
  ASSERT_EQ(lines.lines_size(), 3);
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(CellOf(lines, i, "summary"), of_leads[lines.lines(i).lead_id()]);
}

TEST_F(LedgerSecrecyTest, UnitThatMustStandAsideIsShownNothingOfTheLead) {
  const auto bar = [](auto event, const Uuid& lead, const Actor& actor) {
    event.set_lead_id(lead.ToString());
    event.add_barred_unit_ids(actor.unit.ToString());
    return event;
  };
  const auto sees = [&](const Actor& actor) {
    v1::ListClocksRequest gravest;
    gravest.set_order(v1::CLOCK_ORDER_GRAVEST);
    const auto graves = Ask<v1::ListClocksResponse>(actor, "ClockService/ListClocks", gravest);
    const auto exported = [&] {
      v1::ExportLedgerRequest request;
      request.set_ledger(1);
      return Ask<v1::Export>(actor, "ExportService/ExportLedger", request).value().lines();
    };
    const bool lists = !actor.Has(Role::kUnitHead);
    return std::vector<int64_t>{lists ? Lines(1, actor).lines_size() : 0, lists ? exported() : 0,
                                static_cast<int64_t>(Clocks(actor).size()), graves->clocks_size()};
  };
  const Uuid lead = Registered();
  ASSERT_TRUE(Assign(lead)) << host_.last_reason();
  const Actor leader = User({Role::kLeader});
  Actor head = User({Role::kUnitHead});
  head.unit = unit_;
  EXPECT_THAT(sees(leader), ElementsAre(1, 1, 1, 1));
  EXPECT_THAT(sees(head), ElementsAre(0, 0, 1, 1));
  ASSERT_TRUE(Tell("intake", "lead", lead, bar(intake::v1::LeadSubjectsChanged(), lead, leader)));
  EXPECT_THAT(sees(leader), ElementsAre(0, 0, 0, 0));
  EXPECT_THAT(sees(User({Role::kLeader})), ElementsAre(1, 1, 1, 1));
  ASSERT_TRUE(Tell("intake", "lead", lead, bar(intake::v1::LeadSubjectsChanged(), lead, head)))
      << host_.last_reason();
  EXPECT_THAT(sees(leader), ElementsAre(1, 1, 1, 1)) << "recorded anew";
  EXPECT_THAT(sees(head), ElementsAre(0, 0, 0, 0));
  // From the registration or the judgement on, too.
  intake::v1::LeadTriaged triaged;
  triaged.set_summary("反映强买强卖");
  ASSERT_TRUE(Tell("intake", "lead", lead, bar(triaged, lead, leader))) << host_.last_reason();
  EXPECT_THAT(sees(leader), ElementsAre(0, 0, 0, 0));
  const Uuid other = Uuid::V7(absl::Now());
  intake::v1::LeadRegistered registered;
  registered.set_division(kTown);
  registered.set_lead_no("370481104-BZ2019-000077");
  events::SetTimestamp(kStart, registered.mutable_received_at());
  ASSERT_TRUE(Tell("intake", "lead", other, bar(registered, other, leader), kTown))
      << host_.last_reason();
  EXPECT_EQ(Lines(1, leader).lines_size(), 0);
  EXPECT_EQ(Lines(1, office_).lines_size(), 2);
}

TEST_F(LedgerSecrecyTest, LineOfAPurgedLeadHasNoWordsLeft) {
  const Uuid lead = Registered();
  ASSERT_TRUE(Triage(lead));
  EXPECT_EQ(CellOf(Lines(1, office_), 0, "summary"), "反映强买强卖");
  EXPECT_THAT(host_.ColumnsHolding("反映强买强卖"), IsEmpty()) << "it is sealed at rest";
  intake::v1::LeadPurged purged;
  purged.set_lead_id(lead.ToString());
  ASSERT_TRUE(Tell("intake", "lead", lead, purged)) << host_.last_reason();
  const v1::ListLinesResponse lines = Lines(1, office_);
  ASSERT_EQ(lines.lines_size(), 1) << "the line stays and is counted";
  EXPECT_EQ(CellOf(lines, 0, "summary"), "");
  EXPECT_EQ(CellOf(lines, 0, "leadNo"), "370481104-BZ2019-000001");
}

TEST_F(LedgerSecrecyTest, PapersAndNamesGoWithThePurgedLead) {
  using namespace verification::v1;
  const Uuid lead = RegisteredFromAbove();
  const Uuid subject = Opened(lead);
  FindingRecorded finding;
  finding.set_allegation(1);
  finding.set_outcome(OUTCOME_REFUTED);
  ASSERT_TRUE(TellOfCase(subject, lead, finding));
  ReportEndorsed endorsed;
  endorsed.set_signer_name("王某");
  ASSERT_TRUE(TellOfCase(subject, lead, endorsed)) << host_.last_reason();
  for (const std::string word : {"枣扫督", "枣庄市扫黑办", "张书记", "王某"})
    EXPECT_THAT(host_.ColumnsHolding(word), IsEmpty()) << word << " is sealed at rest";
  // As it lay there before papers were sealed.
  host_.Tamper("UPDATE ledger_line SET cells = CONCAT(cells, '10:9:李书记') WHERE ledger = 2");
  ASSERT_EQ(CellOf(Lines(2, office_), 0, "documentNo"), "枣扫督〔2019〕7号");

  intake::v1::LeadPurged purged;
  purged.set_lead_id(lead.ToString());
  ASSERT_TRUE(Tell("intake", "lead", lead, purged)) << host_.last_reason();
  const v1::ListLinesResponse above = Lines(2, office_);
  for (const std::string key : {"documentNo", "issuingBody", "instructedBy"})
    EXPECT_EQ(CellOf(above, 0, key), "") << key;
  EXPECT_EQ(CellOf(above, 0, "leadNo"), "370481104-BZ2019-000031");
  EXPECT_EQ(CellOf(above, 0, "deadline"), "2019-04-25 00:00");
  EXPECT_EQ(CellOf(Lines(3, office_), 0, "findings"), "");
  EXPECT_EQ(CellOf(Lines(3, office_), 0, "signatures"), "");
  EXPECT_EQ(CellOf(Lines(3, office_), 0, "unit"), "西岗派出所");
  ASSERT_TRUE(TellOfCase(subject, lead, endorsed)) << "told once more, it brings nothing back";
  EXPECT_EQ(CellOf(Lines(3, office_), 0, "signatures"), "");
}

}  // namespace
}  // namespace hecha::supervision
