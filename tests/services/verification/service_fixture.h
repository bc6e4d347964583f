// Verification's services on a real database, and shorthands that bring a case into a state
// through them.
#pragma once

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "hecha/directory/v1/events.pb.h"
#include "hecha/events/v1/envelope.pb.h"
#include "hecha/intake/v1/events.pb.h"
#include "services/common/events/inbox.h"
#include "services/common/events/journal.h"
#include "services/verification/calendar_service.h"
#include "services/verification/case_service.h"
#include "services/verification/conclusion_service.h"
#include "services/verification/contribution_service.h"
#include "services/verification/endorsement_service.h"
#include "services/verification/exhibit_service.h"
#include "services/verification/inbox.h"
#include "services/verification/plan_service.h"
#include "services/verification/report_draft_service.h"
#include "services/verification/report_service.h"
#include "services/verification/signing_key_service.h"
#include "tests/services/verification/case_fixture.h"
#include "tests/testing/mariadb.h"

namespace hecha::events {
extern const db::MigrationSet kMigrations;
}
namespace hecha::security {
extern const db::MigrationSet kMigrations;
}
namespace hecha::verification {

extern const db::MigrationSet kMigrations;

class VerificationTest : public ::testing::Test {
 protected:
  VerificationTest() {
    RegisterInbox(inbox_, cases_, taskforces_, recalls_, reviews_, investigators_, units_);
    RegisterAttestations(inbox_, copies_);
    FollowLetters(inbox_, UmbrellaStore(*keyring_));
    for (const Investigator& one : Staff()) Tell(one.id, one.unit, /*disabled=*/false);
  }

  Call As(const Actor& actor, int64_t expected_version = 0) const {
    Call call;
    call.actor = actor;
    call.method = "hecha.verification.v1.CaseService/Test";
    call.request_id = Uuid::V7(clock_.Now()).ToString();
    call.request_hash = security::Sha256(call.request_id);
    call.expected_version = expected_version;
    call.now = clock_.Now();
    call.deadline = absl::Now() + absl::Seconds(30);
    call.traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
    return call;
  }

  // Delivers an event as its service would; the verdict.
  template <class Payload>
  int Deliver(const std::string& source, const std::string& id, const Payload& payload) {
    events::v1::DeliverRequest request;
    events::v1::Envelope& envelope = *request.add_envelopes();
    envelope.set_id(id);
    envelope.set_source(source);
    envelope.set_type(Payload::descriptor()->full_name());
    envelope.set_aggregate_id(Uuid::V7(clock_.Now()).ToString());
    envelope.set_aggregate_version(3);
    envelope.set_division(kTown);
    envelope.set_payload(payload.SerializeAsString());
    Actor sender;
    sender.kind = Actor::Kind::kService;
    sender.service = source;
    return inbox_.Deliver(As(sender), request).results(0).verdict();
  }

  // Intake learnt that these units must stand aside from the lead.
  void Bar(LeadId lead, const std::vector<UnitId>& units) {
    intake::v1::LeadSubjectsChanged event;
    event.set_lead_id(lead.ToString());
    for (UnitId unit : units) event.add_barred_unit_ids(unit.ToString());
    EXPECT_EQ(Deliver("intake", Uuid::V7(clock_.Now()).ToString(), event),
              events::v1::DeliveryResult::VERDICT_ACCEPTED);
  }

  void Tell(UserId user, UnitId unit, bool disabled) {
    directory::v1::UserChanged event;
    event.set_user_id(user.ToString());
    event.set_unit_id(unit.ToString());
    event.add_roles(options::v1::ROLE_INVESTIGATOR);
    event.set_disabled(disabled);
    EXPECT_EQ(Deliver("gateway", Uuid::V7(clock_.Now()).ToString(), event),
              events::v1::DeliveryResult::VERDICT_ACCEPTED);
  }

  static intake::v1::LeadAssigned LeadAssigned(LeadId lead, Level level = Level::kTown) {
    intake::v1::LeadAssigned event;
    event.set_lead_id(lead.ToString());
    event.set_lead_no("370481104-BZ2019-000001");
    event.set_unit_id(Head().unit.ToString());
    event.set_unit_name("西岗派出所");
    event.set_level(static_cast<intake::v1::Level>(level));
    event.set_instruction(intake::v1::INSTRUCTION_ASSIGN);
    event.set_sector(intake::v1::SECTOR_SAND_WASHING);
    event.set_round(1);
    return event;
  }

  // The case that a new lead's assignment opened.
  Case Open(Level level = Level::kTown) {
    const LeadId lead = LeadId::New(clock_.Now());
    EXPECT_EQ(Deliver("intake", Uuid::V7(clock_.Now()).ToString(), LeadAssigned(lead, level)),
              events::v1::DeliveryResult::VERDICT_ACCEPTED);
    CaseFilter filter;
    filter.lead = lead;
    return cases_.List(As(Office()), filter, Page()).value().at(0);
  }

  // From ASSIGNED to PLANNED, with both declarations.
  void Propose(CaseId id) {
    EXPECT_OK(cases_.Accept(As(Head()), id));
    EXPECT_OK(plans_.Propose(As(Wang()), id, PlanOf(Wang()), WangAndLi()));
    EXPECT_OK(taskforces_.Declare(As(Wang()), id, {"无利害关系", false, {}}));
    EXPECT_OK(taskforces_.Declare(As(Li()), id, {"与被反映人不相识", false, {}}));
  }

  // From ASSIGNED to VERIFYING; the leader ranks high enough for any level.
  void Verify(CaseId id) {
    Propose(id);
    EXPECT_OK(plans_.Approve(As(Leader()), id, "人员和措施适当"));
  }

  // The case of a new lead, VERIFYING with all found `outcome`.
  Case Found(Outcome outcome = Outcome::kSubstantiated, Level level = Level::kTown) {
    const CaseId id = Open(level).id;
    Verify(id);
    EXPECT_OK(cases_.Record(As(Wang()), id, StepOf("与村民谈话")));
    EXPECT_OK(cases_.Record(As(Li()), id, FindingOf(1, outcome)));
    return cases_.Record(As(Li()), id, FindingOf(2, outcome)).value();
  }

  Case Submitted(Outcome outcome = Outcome::kSubstantiated, Level level = Level::kTown) {
    return reports_.Submit(As(Wang()), Found(outcome, level).id, "经核查……").value();
  }

  // That the owner has the private half of the key.
  static std::string ProofOf(const Actor& owner) {
    return KeyOf(owner).Sign(SigningKey::PossessionPayload(owner.user, KeyOf(owner).public_key));
  }

  // A confirmed key of each signatory, and of the investigators who hold exhibits.
  void ConfirmKeys() {
    for (const Actor& owner : {Head(), Leader(), Wang(), Li()}) {
      const SigningKey key =
          keys_.Enrol(As(owner), KeyOf(owner).public_key, ProofOf(owner)).value();
      EXPECT_OK(keys_.Confirm(As(Office()), key.id));
    }
  }

  // What `signer` would hand in now.
  absl::StatusOr<Signature> Sign(const Actor& signer, CaseId id) {
    ASSIGN_OR_RETURN(const EndorsementDraft draft, endorsements_.Prepare(As(signer), id));
    return Signature{KeyOf(signer).Sign(draft.payload), KeyOf(signer).public_key, std::nullopt,
                     draft.endorsement.signed_at};
  }

  absl::StatusOr<Case> Endorse(const Actor& signer, CaseId id) {
    ASSIGN_OR_RETURN(const Signature signature, Sign(signer, id));
    return endorsements_.Endorse(As(signer), id, signature);
  }

  Case Signed(Outcome outcome = Outcome::kSubstantiated, Level level = Level::kTown) {
    const CaseId id = Submitted(outcome, level).id;
    EXPECT_OK(Endorse(Head(), id));
    return Endorse(Leader(), id).value();
  }

  // Types of the events that tell of a case, in order, without their package.
  std::vector<std::string> EventsOf(CaseId id) {
    std::vector<std::string> types;
    EXPECT_OK(database_->Read(absl::Now() + absl::Seconds(30), [&](db::Transaction& transaction) {
      types.clear();
      return transaction.Query(
          "SELECT type FROM outbox WHERE aggregate_id = ? ORDER BY seq",
          [&](const db::Row& row) { types.push_back(row.Text(0).substr(22)); }, id);
    }));
    return types;
  }

  int64_t Count(const char* sql) {
    int64_t count = -1;
    EXPECT_OK(database_->Read(absl::Now() + absl::Seconds(30), [&](db::Transaction& transaction) {
      return transaction.Query(sql, [&](const db::Row& row) { count = row.Int(0); });
    }));
    return count;
  }

  ManualClock clock_{kNow};
  std::unique_ptr<security::Keyring> keyring_ = security::Keyring::Ephemeral();
  const std::string schema_ = MariaDb::Shared().NewSchema();
  std::unique_ptr<db::Database> database_ =
      MariaDb::Shared().Open(schema_, {events::kMigrations, security::kMigrations, kMigrations});
  events::Journal journal_{"verification", *database_, *keyring_, {{.subscriber = "intake"}}};
  events::Inbox inbox_{*database_, clock_};
  const InvestigatorStore investigators_{};
  const UnitStore units_{};
  CaseService cases_{journal_, CaseStore(*keyring_), ReportStore(*keyring_),
                     ExhibitStore(*keyring_)};
  ReviewService reviews_{journal_, ReviewStore(*keyring_), CaseStore(*keyring_), UnitStore(),
                         cases_};
  RevisitService revisits_{journal_, RevisitStore(*keyring_)};
  ConclusionService conclusions_{journal_, CaseStore(*keyring_), UmbrellaStore(*keyring_), reviews_,
                                 revisits_};
  // The log is another service's: here it is away.
  ReportCopyService copies_{
      journal_, reports_, CaseStore(*keyring_),
      [](const Call&, const std::vector<Uuid>&) { return absl::UnavailableError("no log"); }};
  PlanService plans_{journal_, CaseStore(*keyring_)};
  TaskforceService taskforces_{journal_, CaseStore(*keyring_), ReportStore(*keyring_), *keyring_};
  CaseRecallService recalls_{journal_, CaseStore(*keyring_), ReportStore(*keyring_),
                             ReviewStore(*keyring_)};
  ExhibitService exhibits_{journal_, CaseStore(*keyring_), ExhibitStore(*keyring_)};
  ContributionService contributions_{journal_, CaseStore(*keyring_), ContributionStore(*keyring_)};
  CalendarService calendar_{journal_};
  ReportService reports_{journal_, CaseStore(*keyring_), ReportStore(*keyring_),
                         ReportDraftStore(*keyring_)};
  ReportDraftService drafts_{journal_, CaseStore(*keyring_), ReportDraftStore(*keyring_)};
  EndorsementService endorsements_{journal_,           CaseStore(*keyring_), ReportStore(*keyring_),
                                   EndorsementStore(), SigningKeyStore(),    SignerPolicyStore()};
  SigningKeyService keys_{journal_, SigningKeyStore()};
};

}  // namespace hecha::verification
