// The ledgers on a real database: events become lines, and totals equal lines whatever events
// come in whatever order their sources may send them; a total that does not is found.
#include "services/supervision/ledger_service.h"

#include <gmock/gmock.h>

#include <random>
#include <utility>

#include "absl/strings/str_split.h"
#include "services/supervision/ledger_column.h"
#include "tests/services/supervision/supervision_host.h"

namespace hecha::supervision {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;

const UnitId kPolice = UnitId::New(kStart);
const UnitId kResources = UnitId::New(kStart);

class LedgerServiceTest : public SupervisionTest {
 protected:
  bool OpenCase(const Uuid& subject, const Uuid& lead, const UnitId& unit) {
    verification::v1::CaseOpened opened;
    opened.set_unit_id(unit.ToString());
    return TellOfCase(subject, lead, opened);
  }

  bool CloseCase(const Uuid& subject, const Uuid& lead, verification::v1::Outcome outcome) {
    verification::v1::CaseClosed closed;
    closed.set_outcome(outcome);
    events::SetTimestamp(host_.clock().Now(), closed.mutable_closed_at());
    return TellOfCase(subject, lead, closed);
  }

  // How many lines the path and query of a total list, page by page.
  int64_t CountLines(const Actor& actor, const std::string& path) {
    v1::ListLinesRequest request;
    request.set_page_size(7);
    const size_t question = path.find('?');
    request.set_ledger(std::stoi(path.substr(path.rfind('/', question) + 1)));
    for (const auto part : absl::StrSplit(path.substr(question + 1), '&')) {
      const std::pair<std::string, std::string> field =
          absl::StrSplit(part, absl::MaxSplits('=', 1));
      SetByName(request, field.first, field.second);
    }
    int64_t count = 0;
    do {
      const auto page = Ask<v1::ListLinesResponse>(actor, "LedgerService/ListLines", request);
      EXPECT_OK(page) << path;
      if (!page.ok()) break;
      count += page->lines_size();
      request.set_page_token(page->next_page_token());
    } while (!request.page_token().empty());
    return count;
  }

  // As the gateway fills a request from a query.
  static void SetByName(v1::ListLinesRequest& request, const std::string& name,
                        const std::string& value) {
    const auto* field = request.GetDescriptor()->FindFieldByCamelcaseName(name);
    ASSERT_NE(field, nullptr) << name;
    const auto& reflection = *request.GetReflection();
    if (field->enum_type() != nullptr) {
      const auto* code = field->enum_type()->FindValueByName(value);
      ASSERT_NE(code, nullptr) << value;
      if (field->is_repeated()) {
        reflection.AddEnum(&request, field, code);
      } else {
        reflection.SetEnum(&request, field, code);
      }
    } else if (field->cpp_type() == google::protobuf::FieldDescriptor::CPPTYPE_INT32) {
      reflection.SetInt32(&request, field, std::stoi(value));
    } else {
      reflection.SetString(&request, field, value);
    }
  }

  // What the unit's figures are, by their names.
  std::map<std::string, int64_t> UnitTotals(const UnitId& unit, v1::Measure measure) {
    const v1::QueryStatisticsResponse response = Query(office_, measure);
    std::map<std::string, int64_t> totals;
    for (const v1::Total& total : response.totals())
      if (total.unit_id() == unit.ToString()) totals[total.key()] = total.count();
    return totals;
  }
};

TEST_F(LedgerServiceTest, LeadsEventsFillItsLine) {
  const Uuid lead = Registered(intake::v1::SECTOR_OTHER, intake::v1::CHANNEL_PUBLIC_PHONE);
  ASSERT_TRUE(Triage(lead, intake::v1::SECTOR_COAL));
  ASSERT_TRUE(Assign(lead));
  const v1::ListLinesResponse lines = Lines(1, office_);
  ASSERT_EQ(lines.lines_size(), 1);
  EXPECT_EQ(lines.lines(0).lead_id(), lead.ToString());
  EXPECT_EQ(CellOf(lines, 0, "leadNo"), "370481104-BZ2019-000001");
  EXPECT_EQ(CellOf(lines, 0, "channel"), "来电");
  EXPECT_EQ(CellOf(lines, 0, "sector"), "煤矿资源");
  EXPECT_EQ(CellOf(lines, 0, "summary"), "反映强买强卖");
  EXPECT_EQ(CellOf(lines, 0, "destination"), "西岗派出所");
  EXPECT_EQ(CellOf(lines, 0, "state"), "交办");
  EXPECT_THAT(Totals(office_, v1::MEASURE_STATE), ElementsAre(Pair("ASSIGNED", 1)));
  EXPECT_THAT(Totals(office_, v1::MEASURE_SECTOR), ElementsAre(Pair("COAL", 1)));
  EXPECT_THAT(Totals(office_, v1::MEASURE_CHANNEL), ElementsAre(Pair("PUBLIC_PHONE", 1)));
}

TEST_F(LedgerServiceTest, GaugeOfAStateThatEmptiedComesBackToZero) {
  const auto gauge = [](const std::string& state, int leads) {
    return fmt::format("hecha_leads{{division=\"{}\",state=\"{}\"}} {}", kTown, state, leads);
  };
  const Uuid lead = Registered(intake::v1::SECTOR_OTHER, intake::v1::CHANNEL_PUBLIC_PHONE);
  host_.Turn("gauges");
  EXPECT_THAT(host_.MetricsText(), HasSubstr(gauge("REGISTERED", 1)));
  ASSERT_TRUE(Triage(lead, intake::v1::SECTOR_COAL));
  host_.Turn("gauges");
  EXPECT_THAT(host_.MetricsText(), HasSubstr(gauge("REGISTERED", 0)));
  EXPECT_THAT(host_.MetricsText(), HasSubstr(gauge("TRIAGED", 1)));
}

TEST_F(LedgerServiceTest, CasesEventsFillItsLine) {
  using namespace verification::v1;
  const Uuid lead = Registered();
  const Uuid subject = Uuid::V7(absl::Now());
  CaseOpened opened;
  opened.set_lead_no("370481104-BZ2019-000001");
  opened.set_unit_id(kPolice.ToString());
  opened.set_unit_name("西岗派出所");
  ASSERT_TRUE(TellOfCase(subject, lead, opened)) << host_.last_reason();
  ASSERT_TRUE(TellOfCase<CaseAccepted>(subject, lead));
  CasePlanned planned;
  planned.add_investigator_ids(UserId::New(kStart).ToString());
  planned.add_investigator_ids(UserId::New(kStart).ToString());
  events::SetTimestamp(kStart, planned.mutable_planned_at());
  ASSERT_TRUE(TellOfCase(subject, lead, planned));
  ASSERT_TRUE(TellOfCase<StepRecorded>(subject, lead));
  FindingRecorded finding;
  finding.set_allegation(1);
  finding.set_outcome(OUTCOME_SUBSTANTIATED);
  ASSERT_TRUE(TellOfCase(subject, lead, finding));
  ReportSubmitted submitted;
  submitted.set_report_version(1);
  submitted.set_outcome(OUTCOME_SUBSTANTIATED);
  ASSERT_TRUE(TellOfCase(subject, lead, submitted));
  ReportEndorsed endorsed;
  endorsed.set_signer_name("王某");
  ASSERT_TRUE(TellOfCase(subject, lead, endorsed));
  EXPECT_EQ(CellOf(Lines(3, office_), 0, "signatures"), "王某 2019-04-15 00:00");

  finding.set_voided_report(true);
  ASSERT_TRUE(TellOfCase(subject, lead, finding));
  EXPECT_EQ(CellOf(Lines(3, office_), 0, "signatures"), "") << "an edit voids the signatures";
  EXPECT_EQ(CellOf(Lines(3, office_), 0, "outcome"), "");

  submitted.set_report_version(2);
  ASSERT_TRUE(TellOfCase(subject, lead, submitted));
  ASSERT_TRUE(TellOfCase(subject, lead, endorsed));
  endorsed.set_signer_name("李某");
  ASSERT_TRUE(TellOfCase(subject, lead, endorsed));
  CaseFiled filed;
  filed.set_filing_no("滕公立字〔2019〕21 号");
  ASSERT_TRUE(TellOfCase(subject, lead, filed));
  EXPECT_THAT(Totals(office_, v1::MEASURE_OUTCOME), IsEmpty()) << "outcomes count closed cases";
  CaseClosed closed;
  closed.set_outcome(OUTCOME_SUBSTANTIATED);
  events::SetTimestamp(kStart, closed.mutable_closed_at());
  ASSERT_TRUE(TellOfCase(subject, lead, closed));

  const v1::ListLinesResponse lines = Lines(3, office_);
  ASSERT_EQ(lines.lines_size(), 1);
  EXPECT_EQ(CellOf(lines, 0, "unit"), "西岗派出所");
  EXPECT_EQ(CellOf(lines, 0, "team"), "西岗派出所 2人");
  EXPECT_EQ(CellOf(lines, 0, "measures"), "1");
  EXPECT_EQ(CellOf(lines, 0, "findings"), "1.查实");
  EXPECT_EQ(CellOf(lines, 0, "outcome"), "查实");
  EXPECT_EQ(CellOf(lines, 0, "signatures"), "王某 2019-04-15 00:00；李某 2019-04-15 00:00");
  EXPECT_EQ(CellOf(lines, 0, "reportNo"), "370481104-BZ2019-000001 第2版");
  EXPECT_EQ(CellOf(lines, 0, "filingNo"), "滕公立字〔2019〕21 号");
  EXPECT_EQ(CellOf(lines, 0, "closedAt"), "2019-04-15 00:00");
  EXPECT_THAT(Totals(office_, v1::MEASURE_OUTCOME), ElementsAre(Pair("SUBSTANTIATED", 1)));
}

TEST_F(LedgerServiceTest, LineFollowsItsLeadToTheEnd) {
  const Uuid closed = Registered();
  const Uuid merged = Registered();
  ASSERT_TRUE(Progress(closed, intake::v1::STATE_CLOSED));
  intake::v1::LeadMerged merge;
  merge.set_lead_id(merged.ToString());
  ASSERT_TRUE(Tell("intake", "lead", merged, merge));
  for (const Uuid& lead : {closed, merged}) {
    intake::v1::LeadArchived archived;
    archived.set_lead_id(lead.ToString());
    ASSERT_TRUE(Tell("intake", "lead", lead, archived)) << host_.last_reason();
  }
  EXPECT_THAT(Totals(office_, v1::MEASURE_STATE),
              ElementsAre(Pair("ARCHIVED", 1), Pair("MERGED", 1)));
  for (const Uuid& lead : {closed, merged}) {
    intake::v1::LeadPurged purged;
    purged.set_lead_id(lead.ToString());
    ASSERT_TRUE(Tell("intake", "lead", lead, purged)) << host_.last_reason();
  }
  EXPECT_THAT(Totals(office_, v1::MEASURE_STATE), ElementsAre(Pair("PURGED", 2)));
  EXPECT_EQ(CellOf(Lines(1, office_), 0, "state"), "清除");
  EXPECT_THAT(Reconcile(office_).differences(), IsEmpty());
}

TEST_F(LedgerServiceTest, LineOfALeadThatWasMergedIntoASealedOneHasNoWordsLeft) {
  const Uuid lead = Registered();
  ASSERT_TRUE(Triage(lead));
  intake::v1::LeadMerged merged;
  merged.set_lead_id(lead.ToString());
  merged.set_survivor_lead_no("370481104-BZ2019-000009");
  ASSERT_TRUE(Tell("intake", "lead", lead, merged));
  intake::v1::MergedLeadSealed sealed;
  sealed.set_lead_id(lead.ToString());
  ASSERT_TRUE(Tell("intake", "lead", lead, sealed)) << host_.last_reason();
  EXPECT_THAT(Lines(1, office_).lines(0).cells(), ElementsAre("370481104-BZ2019-000001", "", "", "",
                                                              "", "", kTown, "", "", "", "并案"));
}

TEST_F(LedgerServiceTest, EveryStateOfALeadHasAName) {
  for (int state = 1; state < intake::v1::State_ARRAYSIZE; ++state)
    EXPECT_NE(LeadStateName(state), "") << intake::v1::State_Name(state);
}

TEST_F(LedgerServiceTest, RedeliveryCountsOnce) {
  const Uuid lead = Uuid::V7(absl::Now());
  intake::v1::LeadRegistered event;
  event.set_lead_id(lead.ToString());
  event.set_lead_no("370481104-BZ2019-000009");
  event.set_division(kTown);
  event.set_sector(intake::v1::SECTOR_COAL);
  event.set_channel(intake::v1::CHANNEL_PUBLIC_WEB);
  events::SetTimestamp(kStart, event.mutable_received_at());
  const events::v1::Envelope envelope = EnvelopeOf("intake", "lead", lead, 1, event);
  for (int i = 0; i < 3; ++i)
    EXPECT_EQ(host_.Deliver(envelope), events::v1::DeliveryResult::VERDICT_ACCEPTED);
  EXPECT_THAT(Totals(office_, v1::MEASURE_STATE), ElementsAre(Pair("REGISTERED", 1)));
}

TEST_F(LedgerServiceTest, TownSeesItsOwnAndTheCityAllByPrefix) {
  Registered();
  Registered(intake::v1::SECTOR_COAL, intake::v1::CHANNEL_AUDIT, kNextTown);
  EXPECT_EQ(Lines(1, office_).lines_size(), 1);
  EXPECT_EQ(Lines(1, city_).lines_size(), 2);
  EXPECT_EQ(Totals(office_, v1::MEASURE_STATE)["REGISTERED"], 1);
  EXPECT_EQ(Totals(city_, v1::MEASURE_STATE)["REGISTERED"], 2);
  v1::ListLinesRequest elsewhere;
  elsewhere.set_ledger(1);
  elsewhere.set_division(kNextTown);
  EXPECT_THAT(Ask<v1::ListLinesResponse>(office_, "LedgerService/ListLines", elsewhere),
              RefusedBy("OUTSIDE_SCOPE"));
}

TEST_F(LedgerServiceTest, TotalOfAStateDrillsDownToItsLines) {
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(Triage(Registered()));
  Registered();
  EXPECT_EQ(Lines(1, office_, intake::v1::STATE_TRIAGED).lines_size(),
            Totals(office_, v1::MEASURE_STATE)["TRIAGED"]);
  EXPECT_EQ(Lines(1, office_, intake::v1::STATE_REGISTERED).lines_size(), 1);
}

TEST_F(LedgerServiceTest, TotalsEqualLinesUnderRandomEvents) {
  std::mt19937 random(20190415);
  const auto pick = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  struct Lead {
    Uuid id;
    Uuid subject;
    bool assigned = false;
    bool opened = false;
  };
  std::vector<Lead> leads;
  for (int i = 0; i < 400; ++i) {
    const int what = leads.empty() ? 0 : pick(0, 9);
    if (what <= 1) {
      leads.push_back({Registered(static_cast<intake::v1::Sector>(pick(1, 8)),
                                  static_cast<intake::v1::Channel>(pick(1, 12)),
                                  pick(0, 3) == 0 ? kNextTown : kTown),
                       Uuid::V7(absl::Now())});
      continue;
    }
    Lead& lead = leads[static_cast<size_t>(pick(0, static_cast<int>(leads.size()) - 1))];
    if (what <= 3) {
      ASSERT_TRUE(Triage(lead.id, static_cast<intake::v1::Sector>(pick(1, 8))));
    } else if (what == 4) {
      lead.assigned = Assign(lead.id);
      ASSERT_TRUE(lead.assigned) << host_.last_reason();
    } else if (what <= 6) {
      // Verification's steps, in an order that its rules allow for clocks.
      const intake::v1::State states[] = {intake::v1::STATE_ACCEPTED, intake::v1::STATE_VERIFYING,
                                          intake::v1::STATE_SIGNING, intake::v1::STATE_RETURNED,
                                          intake::v1::STATE_CLOSED};
      ASSERT_TRUE(Progress(lead.id, states[pick(0, 4)])) << host_.last_reason();
    } else if (what == 7) {
      host_.clock().Advance(absl::Hours(24 * pick(1, 9)));
      host_.Turn("lights");
    } else if (!lead.opened) {
      lead.opened = OpenCase(lead.subject, lead.id, pick(0, 1) == 0 ? kPolice : kResources);
      ASSERT_TRUE(lead.opened) << host_.last_reason();
    } else {
      const auto outcome = static_cast<verification::v1::Outcome>(pick(1, 6));
      ASSERT_TRUE(CloseCase(lead.subject, lead.id, outcome)) << host_.last_reason();
    }
  }
  const v1::ReconcileStatisticsResponse reconciled = Reconcile(city_);
  EXPECT_THAT(reconciled.differences(), IsEmpty()) << reconciled.DebugString();
  EXPECT_GT(reconciled.compared(), 40);
  EXPECT_GT(Totals(city_, v1::MEASURE_OUTCOME).size(), 1u);
  for (const v1::Measure measure :
       {v1::MEASURE_LIGHT, v1::MEASURE_CLOSED_DAY, v1::MEASURE_UNIT_CASE})
    EXPECT_GT(Totals(city_, measure).size(), 1u) << v1::Measure_Name(measure);
  for (int measure = 1; measure < v1::Measure_ARRAYSIZE; ++measure) {
    const v1::QueryStatisticsResponse figures = Query(city_, static_cast<v1::Measure>(measure));
    for (const v1::Total& total : figures.totals())
      EXPECT_EQ(CountLines(city_, total.lines()), total.count()) << total.lines();
  }
}

TEST_F(LedgerServiceTest, FiguresOfAUnitFollowItsCases) {
  using namespace verification::v1;
  std::vector<std::pair<Uuid, Uuid>> cases;
  for (int i = 0; i < 4; ++i) {
    cases.emplace_back(Uuid::V7(absl::Now()), Registered());
    ASSERT_TRUE(OpenCase(cases.back().first, cases.back().second, kPolice));
  }
  ASSERT_TRUE(OpenCase(Uuid::V7(absl::Now()), Registered(), kResources));
  EXPECT_THAT(UnitTotals(kPolice, v1::MEASURE_UNIT_CASE), ElementsAre(Pair("OPEN", 4)));

  ASSERT_TRUE(CloseCase(cases[0].first, cases[0].second, OUTCOME_PARTLY_SUBSTANTIATED));
  ASSERT_TRUE(CloseCase(cases[1].first, cases[1].second, OUTCOME_REFUTED));
  ASSERT_TRUE(TellOfCase<CaseReturned>(cases[2].first, cases[2].second));
  EXPECT_THAT(UnitTotals(kPolice, v1::MEASURE_UNIT_CASE),
              ElementsAre(Pair("CLOSED", 2), Pair("OPEN", 1), Pair("SUBSTANTIATED", 1)))
      << "a returned case counts for nothing";
  EXPECT_THAT(UnitTotals(kResources, v1::MEASURE_UNIT_CASE), ElementsAre(Pair("OPEN", 1)));
  EXPECT_THAT(Reconcile(office_).differences(), IsEmpty());
}

TEST_F(LedgerServiceTest, DaysAreThoseOfChina) {
  const Uuid lead = Registered();
  const Uuid subject = Uuid::V7(absl::Now());
  ASSERT_TRUE(OpenCase(subject, lead, kPolice));
  // From 00:00 in China to five minutes past the next midnight, which is 16:05 of the day in UTC.
  host_.clock().Advance(absl::Hours(24) + absl::Minutes(5));
  ASSERT_TRUE(CloseCase(subject, lead, verification::v1::OUTCOME_REFUTED));
  EXPECT_THAT(Totals(office_, v1::MEASURE_RECEIVED_DAY), ElementsAre(Pair("2019-04-15", 1)));
  EXPECT_THAT(Totals(office_, v1::MEASURE_CLOSED_DAY), ElementsAre(Pair("2019-04-16", 1)));
  EXPECT_THAT(Reconcile(office_).differences(), IsEmpty());
}

TEST_F(LedgerServiceTest, PlantedWrongCounterIsFound) {
  ASSERT_TRUE(Assign(Registered()));
  ASSERT_THAT(Reconcile(office_).differences(), IsEmpty());
  host_.Tamper("UPDATE total SET count = count + 3 WHERE measure = 1 AND code = 3");
  host_.Tamper("DELETE FROM total WHERE measure = 5");  // kLight
  const v1::ReconcileStatisticsResponse found = Reconcile(office_);
  ASSERT_EQ(found.differences_size(), 2);
  EXPECT_EQ(found.differences(0).total().key(), "ASSIGNED");
  EXPECT_EQ(found.differences(0).total().count(), 4);
  EXPECT_EQ(found.differences(0).lines(), 1);
  EXPECT_EQ(found.differences(1).total().measure(), v1::MEASURE_LIGHT);
  EXPECT_EQ(found.differences(1).total().count(), 0);
  EXPECT_EQ(found.differences(1).lines(), 1);
  EXPECT_THAT(Reconcile(User({Role::kOffice}, kNextTown)).differences(), IsEmpty())
      << "another town's totals are not this one's";
}

TEST_F(LedgerServiceTest, EventOfALeadThatIsNotKnownIsRefusedAndCountsNothing) {
  EXPECT_FALSE(Triage(Uuid::V7(absl::Now())));
  EXPECT_THAT(Totals(city_, v1::MEASURE_SECTOR), IsEmpty());
  v1::ListLinesRequest request;
  request.set_ledger(8);
  EXPECT_THAT(Ask<v1::ListLinesResponse>(office_, "LedgerService/ListLines", request),
              RefusedBy("NO_SUCH_LEDGER"));
}

}  // namespace
}  // namespace hecha::supervision
