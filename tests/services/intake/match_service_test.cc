// Matching on a real database: what is suggested, who sees what of it, and what waits for it.
#include <gmock/gmock.h>

#include <thread>

#include "hecha/intake/v1/match.pb.h"
#include "services/intake/match_index_store.h"
#include "tests/services/intake/intake_host.h"

namespace hecha::intake {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::Gt;
using testing::IsEmpty;
using testing::SizeIs;

constexpr char kQuarry[] =
    "西岗镇北村砂石场老板王某长期以威胁手段垄断供料，"
    "凡是不从他家进料的工地夜里都会有人来砸车，村民敢怒不敢言。";
constexpr char kLoan[] = "镇东头有人放高利贷，逾期就上门泼油漆，留的电话是13806320001，请查处。";
constexpr char kFlyer[] = "车站旁贴满了借款小广告，联系１３８-０６３２-０００１，扰乱市场。";

class MatchServiceTest : public IntakeTest {
 protected:
  v1::Lead Register(const std::string& narrative, v1::CreateLeadRequest draft = Draft()) {
    draft.set_narrative(narrative);
    return Create(draft).value();
  }

  // What the timer does until nothing is queued.
  void Index() {
    do host_.Turn("match.index");
    while (host_.Count("SELECT COUNT(*) FROM match_queue WHERE attempts = 0") > 0);
  }

  absl::StatusOr<v1::ListMatchesResponse> ListMatches(const Actor& actor, const std::string& lead,
                                                      int page_size = 0,
                                                      const std::string& token = "") {
    v1::ListMatchesRequest request;
    request.set_lead_id(lead);
    request.set_page_size(page_size);
    request.set_page_token(token);
    return host_.Ask<v1::ListMatchesResponse>(actor, "hecha.intake.v1.MatchService/ListMatches",
                                              request);
  }

  v1::Match OnlyMatch(const std::string& lead) {
    const v1::ListMatchesResponse response = ListMatches(clerk_, lead).value();
    EXPECT_EQ(response.matches_size(), 1);
    return response.matches_size() == 1 ? response.matches(0) : v1::Match();
  }

  static v1::DecideMatchRequest Answer(const v1::Match& match, v1::MatchState decision) {
    v1::DecideMatchRequest request;
    request.set_lead_id(match.lead_id());
    request.set_match_id(match.id());
    request.set_decision(decision);
    request.set_reason("对照两条线索的时间地点");
    return request;
  }

  absl::StatusOr<v1::Match> Decide(const Actor& actor, const v1::DecideMatchRequest& request) {
    return host_.Ask<v1::Match>(actor, "hecha.intake.v1.MatchService/DecideMatch", request);
  }

  absl::StatusOr<v1::Lead> Triage(const std::string& lead) {
    return Do(clerk_, "TriageLead", Judgement(lead));
  }
};

TEST_F(MatchServiceTest, NearDuplicateIsSuggestedWithThePassagesThatBothHave) {
  const v1::Lead first = Register(kQuarry);
  const v1::Lead second = Register(std::string("昨天又看到：") + kQuarry);
  Index();
  const v1::Match match = OnlyMatch(second.id());
  EXPECT_EQ(match.state(), v1::MATCH_STATE_OPEN);
  EXPECT_EQ(match.other_lead_id(), first.id());
  EXPECT_EQ(match.other_lead_no(), first.lead_no());
  EXPECT_THAT(match.score(), Gt(0.9));
  ASSERT_THAT(match.reasons().passages(), SizeIs(1));
  EXPECT_EQ(match.reasons().passages(0).offset(), 6);
  EXPECT_EQ(match.reasons().passages(0).other_offset(), 0);
  EXPECT_EQ(OnlyMatch(first.id()).reasons().passages(0).offset(), 0);
}

TEST_F(MatchServiceTest, ShortReportWithinAMuchLongerOneIsSuggested) {
  // Long enough that the choice of anchors, which is random, cannot pass it over.
  const std::string report =
      std::string(kQuarry) + kLoan +
      "去年腊月有人把举报过他的村民堵在路口殴打，派出所来人以后双方私下和解，"
      "医药费至今没有付清。上个月又有两家门店被砸了玻璃，店主不敢报警，只好关门回了老家。"
      "希望上级派人暗访，不要让镇上的人提前知道，以免他们把账本转移到外地亲戚家里去。";
  std::string longer;
  for (int i = 0; i < 50; ++i)
    longer += fmt::format("第{}件事是村里第{}组的水渠至今没有修好，组长说要等到第{}季度。", i,
                          i * 7, i * 3);
  const v1::Lead first = Register(longer + report + longer);
  const v1::Lead second = Register(report);
  Index();
  EXPECT_EQ(OnlyMatch(second.id()).other_lead_id(), first.id());
}

TEST_F(MatchServiceTest, SharedPhoneIsSuggestedInOtherWords) {
  Register(kLoan);
  const v1::Lead second = Register(kFlyer);
  Index();
  const v1::Match match = OnlyMatch(second.id());
  ASSERT_THAT(match.reasons().entities(), SizeIs(1));
  EXPECT_EQ(match.reasons().entities(0).kind(), v1::ENTITY_KIND_PHONE);
  EXPECT_EQ(match.reasons().entities(0).value(), "13806320001");
}

TEST_F(MatchServiceTest, NumberThatTheReporterAddsLaterIsFound) {
  v1::FileReportRequest report;
  report.set_division(kTown);
  report.set_title("讨债");
  report.set_narrative("有人深夜上门讨债，泼油漆，堵锁眼。");
  const auto filed = host_.Ask<v1::FileReportResponse>(
      Actor(), "hecha.intake.v1.ReporterService/FileReport", report);
  ASSERT_OK(filed.status());
  const v1::Lead flyer = Register(kFlyer);
  Index();
  EXPECT_THAT(ListMatches(clerk_, flyer.id())->matches(), IsEmpty());
  v1::ReplyToReceiptRequest reply;
  reply.set_receipt(filed->receipt());
  reply.set_text("昨天又来了，电话是138 0632 0001");
  ASSERT_OK(
      host_.Ask<v1::ReceiptView>(Actor(), "hecha.intake.v1.ReporterService/ReplyToReceipt", reply));
  Index();
  const v1::Match match = OnlyMatch(flyer.id());
  ASSERT_EQ(match.reasons().entities_size(), 1);
  EXPECT_EQ(match.reasons().entities(0).value(), "13806320001");
}

TEST_F(MatchServiceTest, OtherMattersAndOtherTownsAreNotSuggested) {
  const v1::Lead here = Register(kQuarry);
  Register(kLoan);
  v1::CreateLeadRequest draft = Draft();
  draft.set_division(kNextTown);
  draft.set_narrative(kQuarry);
  ASSERT_OK(Do(User({Role::kClerk}, kNextTown), "CreateLead", draft));
  Index();
  EXPECT_THAT(ListMatches(clerk_, here.id())->matches(), IsEmpty());
}

TEST_F(MatchServiceTest, IndexingAgainSuggestsNothingTwice) {
  const v1::Lead lead = Register(kQuarry);
  Register(kQuarry);
  Index();
  host_.Tamper("INSERT INTO match_queue (lead_id) SELECT id FROM lead");
  Index();
  EXPECT_THAT(ListMatches(clerk_, lead.id())->matches(), SizeIs(1));
  EXPECT_THAT(host_.Payloads<v1::MatchSuggested>(), SizeIs(1));
}

TEST_F(MatchServiceTest, TwoProcessesAtOnceMissNoPair) {
  ServiceHost other(host_);
  std::vector<v1::Lead> leads;
  for (int i = 0; i < 8; ++i) leads.push_back(Register(kQuarry));
  std::thread thread([&] { other.Turn("match.index"); });
  Index();
  thread.join();
  Index();
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM lead_match"), 8 * 7 / 2);
}

TEST_F(MatchServiceTest, ListIsPagedNewestFirst) {
  const v1::Lead lead = Register(kQuarry);
  for (int i = 0; i < 3; ++i) Register(kQuarry);
  Index();
  const v1::ListMatchesResponse first = ListMatches(clerk_, lead.id(), 2).value();
  EXPECT_THAT(first.matches(), SizeIs(2));
  const v1::ListMatchesResponse rest =
      ListMatches(clerk_, lead.id(), 2, first.next_page_token()).value();
  EXPECT_THAT(rest.matches(), SizeIs(1));
  EXPECT_EQ(rest.next_page_token(), "");
}

TEST_F(MatchServiceTest, TriageWaitsUntilEverySuggestionIsAnswered) {
  const v1::Lead lead = Register(kQuarry);
  Register(kQuarry);
  Index();
  EXPECT_THAT(Triage(lead.id()), RefusedBy("MATCHES_UNANSWERED"));
  ASSERT_OK(Decide(clerk_, Answer(OnlyMatch(lead.id()), v1::MATCH_STATE_DIFFERENT)));
  EXPECT_OK(Triage(lead.id()));
}

TEST_F(MatchServiceTest, TriageRightAfterRegistrationIsNotFasterThanTheMatching) {
  Register(kQuarry);
  const v1::Lead lead = Register(kQuarry);
  EXPECT_THAT(Triage(lead.id()), RefusedBy("MATCHES_UNANSWERED"));
}

TEST_F(MatchServiceTest, AnswerIsRecordedAndTold) {
  const v1::Lead lead = Register(kQuarry);
  Register(kQuarry);
  Index();
  v1::DecideMatchRequest request = Answer(OnlyMatch(lead.id()), v1::MATCH_STATE_SAME_MATTER);
  request.set_request_id("answer-1");
  const v1::Match decided = Decide(office_, request).value();
  EXPECT_EQ(decided.state(), v1::MATCH_STATE_SAME_MATTER);
  EXPECT_EQ(decided.decided_by(), office_.user.ToString());
  EXPECT_EQ(decided.reason(), "对照两条线索的时间地点");
  EXPECT_EQ(Decide(office_, request)->SerializeAsString(), decided.SerializeAsString());
  request.clear_request_id();
  EXPECT_THAT(Decide(office_, request), RefusedBy("ALREADY_DECIDED"));
  const std::vector<v1::MatchDecided> told = host_.Payloads<v1::MatchDecided>();
  ASSERT_THAT(told, SizeIs(1));
  EXPECT_EQ(told[0].match_id(), decided.id());
  EXPECT_EQ(told[0].state(), v1::MATCH_STATE_SAME_MATTER);
}

TEST_F(MatchServiceTest, AnswerToAnOldCopyIsRefused) {
  const v1::Lead lead = Register(kQuarry);
  Register(kQuarry);
  Index();
  const v1::Match match = OnlyMatch(lead.id());
  ASSERT_OK(Decide(clerk_, Answer(match, v1::MATCH_STATE_SAME_MATTER)));
  v1::DecideMatchRequest late = Answer(match, v1::MATCH_STATE_DIFFERENT);
  late.set_etag(match.etag());
  EXPECT_THAT(Decide(office_, late), StatusIs(absl::StatusCode::kAborted));
}

TEST_F(MatchServiceTest, LeadThatAccusesTheViewersUnitMatchesBlind) {
  const v1::Lead lead = Register(kQuarry);
  v1::CreateLeadRequest draft = Draft();
  draft.add_accused_unit_ids(clerk_.unit.ToString());
  // Registered by a colleague of another unit.
  draft.set_narrative(kQuarry);
  ASSERT_OK(Do(User({Role::kClerk}), "CreateLead", draft));
  Index();

  const v1::Match blind = OnlyMatch(lead.id());
  EXPECT_TRUE(blind.restricted());
  EXPECT_THAT(blind.notice(), testing::HasSubstr("ask the office"));
  v1::Match all_that_is_said;
  all_that_is_said.set_id(blind.id());
  all_that_is_said.set_lead_id(lead.id());
  all_that_is_said.set_state(v1::MATCH_STATE_OPEN);
  all_that_is_said.set_restricted(true);
  all_that_is_said.set_notice(blind.notice());
  EXPECT_EQ(blind.SerializeAsString(), all_that_is_said.SerializeAsString());
  EXPECT_THAT(Decide(clerk_, Answer(blind, v1::MATCH_STATE_DIFFERENT)),
              RefusedBy("MATCH_RESTRICTED"));

  // Nobody of the own office could answer, so that it holds up no triage there.
  EXPECT_OK(Triage(lead.id()));
  EXPECT_FALSE(ListMatches(office_, lead.id())->matches(0).restricted());
  EXPECT_OK(Decide(office_, Answer(blind, v1::MATCH_STATE_DIFFERENT)));
}

TEST_F(MatchServiceTest, SealedLeadMatchesBlindAndHoldsUpNoTriage) {
  v1::CreateLeadRequest draft = Draft();
  draft.set_umbrella(v1::UMBRELLA_SUSPECTED);
  const v1::Lead sealed = Register(kQuarry, draft);
  ASSERT_OK(Triage(sealed.id()));
  v1::SealLeadRequest seal;
  seal.set_lead_id(sealed.id());
  ASSERT_OK(Do(office_, "SealLead", seal));
  const v1::Lead lead = Register(kQuarry);
  Index();
  EXPECT_TRUE(OnlyMatch(lead.id()).restricted());
  EXPECT_THAT(ListMatches(office_, sealed.id()), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_OK(Triage(lead.id()));
}

TEST_F(MatchServiceTest, StrangersLearnNothing) {
  const v1::Lead lead = Register(kQuarry);
  Register(kQuarry);
  Index();
  const v1::Match match = OnlyMatch(lead.id());
  const Actor stranger = User({Role::kOffice}, kNextTown);
  EXPECT_THAT(ListMatches(stranger, lead.id()), StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(Decide(stranger, Answer(match, v1::MATCH_STATE_DIFFERENT)),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(ListMatches(User({Role::kLeader}), lead.id()), RefusedBy("ROLE_REQUIRED"));
}

TEST_F(MatchServiceTest, IndexHoldsNothingThatCanBeRead) {
  Register(kLoan);
  Register(kFlyer);
  Index();
  ASSERT_THAT(host_.Count("SELECT COUNT(*) FROM lead_match"), 1);
  EXPECT_THAT(host_.ColumnsHolding("13806320001"), IsEmpty());
  EXPECT_THAT(host_.ColumnsHolding("高利贷"), IsEmpty());
}

TEST_F(MatchServiceTest, LeadThatComesAloneDoesNotWaitBehindAWholeList) {
  const MatchIndexStore index;
  std::vector<LeadId> list;
  for (int i = 0; i < 100; ++i) list.push_back(LeadId::New(kStart + absl::Seconds(i)));
  const LeadId alone = LeadId::New(kStart + absl::Hours(1));
  ASSERT_OK(host_.database().Transact(
      absl::InfiniteFuture(), [&](db::Transaction& transaction) -> absl::Status {
        RETURN_IF_ERROR(index.EnqueueAll(transaction, list));
        RETURN_IF_ERROR(index.EnqueueAll(transaction, {&alone, 1}));
        ASSIGN_OR_RETURN(const std::vector<QueuedLead> queued, index.ListQueued(transaction, 10));
        std::vector<LeadId> next;
        for (const QueuedLead& each : queued) next.push_back(each.id);
        EXPECT_THAT(next, SizeIs(10));
        EXPECT_THAT(next, Contains(alone));
        EXPECT_THAT(next, Contains(list.front())) << "nor does the list wait for ever";
        return absl::OkStatus();
      }));
}

TEST_F(MatchServiceTest, ChangeDuringABatchIsReadByTheNext) {
  const MatchIndexStore index;
  const LeadId lead = LeadId::New(kStart);
  const auto in = [&](auto act) {
    ASSERT_OK(host_.database().Transact(absl::InfiniteFuture(), act));
  };
  std::vector<QueuedLead> batch;
  const auto enqueue = [&](db::Transaction& transaction) {
    return index.EnqueueAgain(transaction, lead);
  };
  const auto dequeue = [&](db::Transaction& transaction) {
    return index.DequeueAll(transaction, batch);
  };
  const auto find = [&](db::Transaction& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(batch, index.ListQueued(transaction, 10));
    return absl::OkStatus();
  };
  in(enqueue);
  in(find);
  ASSERT_THAT(batch, SizeIs(1));
  // As often as it likes: none of these is the one that was read.
  in(enqueue);
  in(dequeue);
  in(find);
  ASSERT_THAT(batch, SizeIs(1));
  in(dequeue);
  in(find);
  EXPECT_THAT(batch, IsEmpty());
}

TEST_F(MatchServiceTest, MatchByNameAndPlaceSaysBothAndStays) {
  const auto about = [&](const std::string& narrative, const std::string& place) {
    v1::CreateLeadRequest draft = Draft();
    v1::Subject& subject = *draft.add_subjects();
    subject.set_name("王老虎");
    subject.set_place(place);
    return Register(narrative, draft).id();
  };
  const std::string first = about(kLoan, "西岗镇北村");
  const std::string second = about(kQuarry, "北村");
  about("村民反映有人在河滩私自开挖，夜里用货车外运。", "南村");
  Index();
  const v1::Match match = OnlyMatch(second);
  EXPECT_EQ(match.other_lead_id(), first);
  ASSERT_THAT(match.reasons().entities(), SizeIs(1));
  EXPECT_EQ(match.reasons().entities(0).value(), "王老虎 北村");
  // Read again, it is the same likeness.
  v1::RecordSubjectsRequest record;
  record.set_lead_id(second);
  record.add_subjects()->set_name("王老虎");
  record.mutable_subjects(0)->set_place("北村");
  ASSERT_OK(
      host_.Ask<v1::Lead>(clerk_, "hecha.intake.v1.LeadSubjectService/RecordSubjects", record));
  Index();
  EXPECT_EQ(OnlyMatch(second).id(), match.id());
  EXPECT_THAT(host_.Payloads<v1::MatchWithdrawn>(), IsEmpty());
}

TEST_F(MatchServiceTest, LeadThatCannotBeOpenedHoldsUpNoOther) {
  Register(kLoan);
  host_.Tamper("UPDATE lead SET narrative = 'x'");
  Register(kQuarry);
  const v1::Lead lead = Register(kQuarry);
  Index();
  EXPECT_THAT(ListMatches(clerk_, lead.id())->matches(), SizeIs(1));
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM match_queue"), 1);
}

}  // namespace
}  // namespace hecha::intake
