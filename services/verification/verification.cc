#include "services/verification/verification.h"

#include "services/common/telemetry/log.h"
#include "services/verification/attestation_rpc.h"
#include "services/verification/calendar_rpc.h"
#include "services/verification/case_recall_service.h"
#include "services/verification/case_rpc.h"
#include "services/verification/case_service.h"
#include "services/verification/case_template_rpc.h"
#include "services/verification/clearance_rpc.h"
#include "services/verification/conclusion_rpc.h"
#include "services/verification/contribution_rpc.h"
#include "services/verification/endorsement_rpc.h"
#include "services/verification/endorsement_service.h"
#include "services/verification/exhibit_rpc.h"
#include "services/verification/inbox.h"
#include "services/verification/lead_purge_service.h"
#include "services/verification/level_rule_rpc.h"
#include "services/verification/plan_rpc.h"
#include "services/verification/report_copy_rpc.h"
#include "services/verification/report_draft_rpc.h"
#include "services/verification/report_rpc.h"
#include "services/verification/report_service.h"
#include "services/verification/review_rpc.h"
#include "services/verification/revisit_rpc.h"
#include "services/verification/rule_change_rpc.h"
#include "services/verification/signing_key_rpc.h"
#include "services/verification/signing_key_service.h"
#include "services/verification/taskforce_rpc.h"
#include "services/verification/waiting_case_rpc.h"
#include "services/verification/workload_rpc.h"

namespace hecha::verification {
namespace {

constexpr absl::Duration kResumeEvery = absl::Seconds(1);

// A process that was not told where accountability is cannot prove anything, and says so.
AskLog EvidenceLog(const host::Context& context) {
  const absl::StatusOr<std::shared_ptr<rpc::Channel>> channel = context.peer("accountability");
  if (channel.ok()) return AskOver(*channel, context.issuer);
  return [status = channel.status()](const Call&, const std::vector<Uuid>&) { return status; };
}

struct Verification {
  explicit Verification(host::Context& context)
      : purges(context.keyring),
        case_store(context.keyring),
        report_store(context.keyring),
        exhibit_store(context.keyring),
        cases(context.journal, case_store, report_store, exhibit_store),
        waiting_cases(context.journal, case_store),
        plans(context.journal, case_store),
        taskforces(context.journal, case_store, report_store, context.keyring),
        recalls(context.journal, case_store, report_store, ReviewStore(context.keyring)),
        exhibits(context.journal, case_store, exhibit_store),
        contributions(context.journal, case_store, ContributionStore(context.keyring)),
        calendar(context.journal),
        level_rules(context.database),
        rule_changes(context.journal, RevisitStore(context.keyring)),
        templates(context.database),
        workloads(context.database),
        reports(context.journal, case_store, report_store, ReportDraftStore(context.keyring)),
        drafts(context.journal, case_store, ReportDraftStore(context.keyring)),
        endorsements(context.journal, case_store, report_store, EndorsementStore(), key_store,
                     SignerPolicyStore()),
        keys(context.journal, key_store),
        reviews(context.journal, ReviewStore(context.keyring), case_store, units, cases),
        revisits(context.journal, RevisitStore(context.keyring)),
        conclusions(context.journal, case_store, UmbrellaStore(context.keyring), reviews, revisits),
        copies(context.journal, reports, case_store, EvidenceLog(context)),
        clearances(context.journal, ClearanceStore(context.keyring), case_store) {}

  InvestigatorStore investigators;
  UnitStore units;
  SigningKeyStore key_store;
  LeadPurgeService purges;
  CaseStore case_store;
  ReportStore report_store;
  ExhibitStore exhibit_store;
  CaseService cases;
  WaitingCaseService waiting_cases;
  PlanService plans;
  TaskforceService taskforces;
  CaseRecallService recalls;
  ExhibitService exhibits;
  ContributionService contributions;
  CalendarService calendar;
  LevelRuleService level_rules;
  RuleChangeService rule_changes;
  CaseTemplateService templates;
  WorkloadService workloads;
  ReportService reports;
  ReportDraftService drafts;
  EndorsementService endorsements;
  SigningKeyService keys;
  ReviewService reviews;
  RevisitService revisits;
  ConclusionService conclusions;
  ReportCopyService copies;
  ClearanceService clearances;
};

void ResumeEnded(CaseService& cases, const Clock& clock) {
  const absl::StatusOr<int> resumed = cases.ResumeEnded(clock);
  if (!resumed.ok())
    telemetry::Log(telemetry::Level::kWarning, "suspended cases not resumed", "",
                   {{"error", resumed.status().ToString()}});
}

}  // namespace

std::shared_ptr<void> Build(host::Context& context) {
  auto verification = std::make_shared<Verification>(context);
  RegisterCaseRpc(context.router, verification->cases);
  RegisterWaitingCaseRpc(context.router, verification->waiting_cases);
  RegisterReportRpc(context.router, verification->reports);
  RegisterReportDraftRpc(context.router, verification->drafts);
  RegisterEndorsementRpc(context.router, verification->endorsements);
  RegisterSigningKeyRpc(context.router, verification->keys);
  RegisterClearanceRpc(context.router, verification->clearances);
  RegisterReportCopyRpc(context.router, verification->copies);
  RegisterReviewRpc(context.router, verification->reviews);
  RegisterRevisitRpc(context.router, verification->revisits);
  RegisterConclusionRpc(context.router, verification->conclusions);
  RegisterPlanRpc(context.router, verification->plans);
  RegisterTaskforceRpc(context.router, verification->taskforces);
  RegisterExhibitRpc(context.router, verification->exhibits);
  RegisterContributionRpc(context.router, verification->contributions);
  RegisterCalendarRpc(context.router, verification->calendar);
  RegisterLevelRuleRpc(context.router, verification->level_rules);
  RegisterRuleChangeRpc(context.router, verification->rule_changes);
  RegisterCaseTemplateRpc(context.router, verification->templates);
  RegisterWorkloadRpc(context.router, verification->workloads);
  FollowPurges(context.inbox, verification->purges);
  RegisterInbox(context.inbox, verification->cases, verification->taskforces, verification->recalls,
                verification->reviews, verification->investigators, verification->units);
  RegisterAttestations(context.inbox, verification->copies);
  FollowLetters(context.inbox, UmbrellaStore(context.keyring));
  context.every("resume", kResumeEvery, [verification, &clock = context.clock] {
    ResumeEnded(verification->cases, clock);
  });
  return verification;
}

}  // namespace hecha::verification
