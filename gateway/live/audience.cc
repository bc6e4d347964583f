#include "gateway/live/audience.h"

#include <google/protobuf/descriptor.h>

#include <map>
#include <string>
#include <utility>

#include "services/common/rpc/policy.h"

namespace hecha::live {
namespace {

using Policies = std::multimap<std::string_view, options::v1::MethodPolicy>;

// The methods that show an aggregate: its own list, and the ledgers where they are drawn from it.
constexpr std::pair<std::string_view, std::string_view> kShownBy[] = {
    {"attachment", "intake.v1.AttachmentService.ListAttachments"},
    {"calendar", "verification.v1.CalendarService.ListCalendarDays"},
    {"campaign", "supervision.v1.CampaignService.ListCampaigns"},
    {"case", "verification.v1.CaseService.ListCases"},
    {"case", "supervision.v1.LedgerService.ListLines"},
    {"clearance", "verification.v1.ClearanceService.ListClearances"},
    {"clock", "supervision.v1.ClockService.ListClocks"},
    {"clock", "supervision.v1.LedgerService.ListLines"},
    {"contribution", "verification.v1.ContributionService.ListContributions"},
    {"custodian_key", "intake.v1.CustodianKeyService.ListCustodianKeys"},
    {"dialogue", "intake.v1.DialogueService.ListMessages"},
    {"exhibit", "verification.v1.ExhibitService.ListExhibits"},
    {"joint_file", "consultation.v1.JointFileService.ListJointFiles"},
    {"lead", "intake.v1.LeadService.ListLeads"},
    {"lead", "supervision.v1.LedgerService.ListLines"},
    {"list_change", "intake.v1.ListChangeService.ListListChanges"},
    {"match", "intake.v1.MatchService.ListMatches"},
    {"meeting", "consultation.v1.MeetingService.ListMeetings"},
    {"problem", "supervision.v1.ProblemService.ListProblems"},
    {"problem", "supervision.v1.LedgerService.ListLines"},
    {"proceeding", "accountability.v1.ProceedingService.ListProceedings"},
    {"publication", "intake.v1.PublicityService.ListPublications"},
    {"retention", "intake.v1.RetentionService.ListDue"},
    {"retention_term", "intake.v1.RetentionService.ListRetentionTerms"},
    {"reverification", "verification.v1.CaseService.ListCases"},
    {"review", "verification.v1.ReviewService.ListReviews"},
    {"revisit", "verification.v1.RevisitService.ListRevisits"},
    {"rule_change", "verification.v1.RuleChangeService.ListRuleChanges"},
    {"signing_key", "verification.v1.SigningKeyService.ListSigningKeys"},
    {"sweep", "intake.v1.SweepService.ListSweeps"},
    {"transfer", "consultation.v1.TransferService.ListTransfers"},
    {"triage_rule_change", "intake.v1.TriageRuleService.ListTriageRuleChanges"},
    {"unit", "directory.v1.UnitService.ListUnits"},
    {"unlock", "intake.v1.VaultService.ListUnlocks"},
    {"user", "directory.v1.UserService.ListUsers"},
};

Policies ReadPolicies() {
  Policies policies;
  for (const auto& [aggregate, method] : kShownBy) {
    const auto* found = google::protobuf::DescriptorPool::generated_pool()->FindMethodByName(
        "hecha." + std::string(method));
    if (found == nullptr) continue;
    absl::StatusOr<options::v1::MethodPolicy> policy = rpc::PolicyOf(*found);
    if (policy.ok()) policies.emplace(aggregate, *std::move(policy));
  }
  return policies;
}

}  // namespace

bool MayHear(const Actor& actor, std::string_view aggregate) {
  static const Policies& policies = *new Policies(ReadPolicies());
  const auto [first, last] = policies.equal_range(aggregate);
  for (auto policy = first; policy != last; ++policy)
    if (rpc::Authorize(policy->second, actor).ok()) return true;
  return false;
}

}  // namespace hecha::live
