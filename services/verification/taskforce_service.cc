#include "services/verification/taskforce_service.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "hecha/verification/v1/events.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"
#include "services/common/security/name_fingerprint.h"
#include "services/verification/case_event.h"

namespace hecha::verification {
namespace {

using events::Event;

constexpr size_t kMaxNames = 50;
constexpr size_t kMaxName = 100;

// A lead has no more rounds and re-verifications than this in sight.
constexpr int kMaxCases = 100;

absl::Status CheckNames(const std::vector<std::string>& names) {
  if (names.size() > kMaxNames)
    return RefuseField("TOO_MANY", "related_names", "至多 50 个名称", "at most 50 names");
  for (size_t i = 0; i < names.size(); ++i)
    RETURN_IF_ERROR(CheckLength(fmt::format("related_names[{}]", i), names[i], 1, kMaxName));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Case> TaskforceService::Declare(const Call& call, CaseId id,
                                               const DeclaredInterests& interests) {
  RETURN_IF_ERROR(CheckNames(interests.related_names));
  Declaration declaration{interests.text, interests.conflict, {}};
  const auto add = [&](std::string_view name) {
    const std::string fingerprint = security::FingerprintOfName(keyring_, name);
    if (!fingerprint.empty()) declaration.related.insert(fingerprint);
  };
  add(call.actor.name);
  for (const std::string& name : interests.related_names) add(name);
  return journal_.Change(call, cases_, id, MayTake(call, Action::kDeclare),
                         [&](db::Transaction& transaction, Case& subject) -> absl::StatusOr<Event> {
                           ASSIGN_OR_RETURN(
                               const bool recused,
                               subject.Declare(call.actor.user, declaration, call.now));
                           if (recused) return TellRecusal(transaction, call, subject, 0);
                           auto event = About<v1::InterestsDeclared>(subject);
                           event.set_user_id(call.actor.user.ToString());
                           return Tell(subject, "case.declare", std::move(event));
                         });
}

absl::StatusOr<Case> TaskforceService::HandOver(const Call& call, CaseId id, TeamChange change) {
  change.changed_by = call.actor.user;
  change.changed_at = call.now;
  return journal_.Change(call, cases_, id, MayTake(call, Action::kHandOver),
                         [&](db::Transaction& transaction, Case& subject) -> absl::StatusOr<Event> {
                           ASSIGN_OR_RETURN(
                               const std::vector<Investigator> staff,
                               investigators_.ListForLead(transaction, subject.assignment.division,
                                                          subject.assignment.lead));
                           RETURN_IF_ERROR(subject.HandOver(change, staff));
                           auto event = About<v1::TeamChanged>(subject);
                           if (change.from.has_value())
                             event.set_from_user_id(change.from->ToString());
                           if (change.to.has_value()) event.set_to_user_id(change.to->ToString());
                           return Tell(subject, "case.hand_over", std::move(event));
                         });
}

absl::StatusOr<Case> TaskforceService::Recuse(const Call& call, CaseId id, UserId user,
                                              const std::string& reason) {
  const Recusal recusal{user, RecusalGround::kDirected, reason, call.actor.user, call.now};
  return journal_.Change(call, cases_, id, MayTake(call, Action::kRecuse),
                         [&](db::Transaction& transaction, Case& subject) -> absl::StatusOr<Event> {
                           if (!call.actor.Has(Role::kOffice))
                             RETURN_IF_ERROR(CheckWorksOnCases(transaction, subject, user));
                           ASSIGN_OR_RETURN(const int voided, subject.Recuse(recusal));
                           return TellRecusal(transaction, call, subject, voided);
                         });
}

// Whoever stands aside loses the lead from sight: that is not a unit's to do to those who oversee
// it.
absl::Status TaskforceService::CheckWorksOnCases(db::Transaction& transaction, const Case& subject,
                                                 UserId user) const {
  if (subject.WasInTeam(user)) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<Investigator> staff,
                   investigators_.ListForLead(transaction, subject.assignment.division,
                                              subject.assignment.lead));
  if (std::ranges::any_of(staff, [&](const Investigator& each) { return each.id == user; }))
    return absl::OkStatus();
  return RefuseField("NOT_AN_INVESTIGATOR", "user_id", "单位负责人只能责令核查人员回避",
                     "the head of a unit orders investigators alone to stand aside");
}

absl::StatusOr<Event> TaskforceService::TellRecusal(db::Transaction& transaction, const Call& call,
                                                    const Case& subject, int voided) const {
  if (voided > 0)
    RETURN_IF_ERROR(reports_.Void(transaction, subject.id, voided, "RECUSE", call.now));
  const Recusal& recusal = subject.taskforce.recusals.back();
  auto event = About<v1::PersonRecused>(subject);
  event.set_user_id(recusal.user.ToString());
  event.set_ground(std::string(GroundName(recusal.ground)));
  event.set_voided_report(voided > 0);
  return Tell(subject, "case.recuse", std::move(event));
}

absl::Status TaskforceService::LearnSubjects(db::Transaction& transaction, const Call& call,
                                             LeadId lead, const std::set<std::string>& fingerprints,
                                             const std::set<UnitId>& barred) {
  CaseFilter filter;
  filter.lead = lead;
  Page page;
  page.size = kMaxCases;
  ASSIGN_OR_RETURN(const std::vector<Case> cases, cases_.List(transaction, filter, page));
  for (const Case& line : cases) {
    RETURN_IF_ERROR(taskforces_.ReplaceSubjects(transaction, line.id, fingerprints));
    if (!kCaseTable.Next(line.state, Action::kRecuse).ok()) continue;
    ASSIGN_OR_RETURN(const Case subject, cases_.Find(transaction, line.id));
    for (UserId user : subject.taskforce.ConcernedBy(fingerprints, barred))
      RETURN_IF_ERROR(journal_.ChangeWithin(
          transaction, call, cases_, line.id,
          [&](db::Transaction& inner, Case& changed) -> absl::StatusOr<Event> {
            ASSIGN_OR_RETURN(const int voided, changed.Recuse({user, RecusalGround::kMatched, "",
                                                               std::nullopt, call.now}));
            return TellRecusal(inner, call, changed, voided);
          }));
  }
  return absl::OkStatus();
}

}  // namespace hecha::verification
