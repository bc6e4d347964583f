#include "services/intake/lead_rpc.h"

#include <fmt/format.h>

#include <optional>
#include <utility>

#include "absl/strings/numbers.h"
#include "hecha/intake/v1/identity_check.pb.h"
#include "hecha/intake/v1/lead.pb.h"
#include "hecha/intake/v1/lead_return.pb.h"
#include "hecha/intake/v1/lead_subject.pb.h"
#include "hecha/intake/v1/umbrella.pb.h"
#include "services/common/base/page.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/events/timestamp.h"
#include "services/common/security/keyring.h"
#include "services/intake/import_rpc.h"
#include "services/intake/lead_proto.h"
#include "services/intake/reporter_hint.h"
#include "services/intake/sweep_service.h"
#include "services/intake/vault_proto.h"

namespace hecha::intake {
namespace {

using events::FromTimestamp;

absl::StatusOr<Registration> FromProto(const v1::CreateLeadRequest& request, absl::Time now) {
  if (request.channel() == v1::CHANNEL_UNSPECIFIED)
    return RefuseField("REQUIRED", "channel", "来源必填", "channel is required");
  Registration registration;
  registration.division = request.division();
  registration.channel = static_cast<Channel>(request.channel());
  registration.level = ReadCode(request.level(), Level::kTown);
  registration.instruction = ReadCode(request.instruction(), Instruction::kOwn);
  registration.identity = ReadCode(request.identity(), Identity::kAnonymous);
  registration.sector = ReadCode(request.sector(), Sector::kOther);
  registration.umbrella = ReadCode(request.umbrella(), Umbrella::kNone);
  registration.key_lead = request.key_lead();
  registration.document_no = request.document_no();
  registration.issuing_body = request.issuing_body();
  registration.instructed_by = request.instructed_by();
  if (request.has_deadline()) registration.deadline = FromTimestamp(request.deadline());
  registration.received_at = request.has_received_at() ? FromTimestamp(request.received_at()) : now;
  registration.title = request.title();
  registration.narrative = request.narrative();
  ASSIGN_OR_RETURN(registration.accused_units, ReadUnits(request.accused_unit_ids()));
  if (!request.sweep_id().empty()) {
    ASSIGN_OR_RETURN(registration.sweep, ParseId<SweepId>("sweep_id", request.sweep_id()));
  }
  if (!request.sweep_unit_id().empty()) {
    ASSIGN_OR_RETURN(registration.sweep_unit,
                     ParseId<UnitId>("sweep_unit_id", request.sweep_unit_id()));
  }
  if (request.has_contact()) registration.contact = ReadContact(request.contact());
  if (request.has_letter()) registration.letter = ReadLetter(request.letter());
  ASSIGN_OR_RETURN(registration.subjects, ReadSubjects(request.subjects()));
  return registration;
}

// The call without what its stored hash must not depend on; see VaultService::Deposit.
Call WithoutReporter(Call call, v1::CreateLeadRequest request) {
  request.clear_reporter();
  call.request_hash = security::Sha256("named\n" + request.SerializeAsString());
  return call;
}

void CreateLead(Registrar& registrar, const VaultService& vault, const Call& call,
                const v1::CreateLeadRequest& request, rpc::Reply<v1::Lead> reply) {
  absl::StatusOr<Registration> registration = FromProto(request, call.now);
  if (!registration.ok()) return reply(std::move(registration).status());
  std::optional<ReporterIdentity> reporter;
  if (request.has_reporter()) reporter = ReadIdentity(request.reporter());
  if (absl::Status bad = CheckReporter(*registration, reporter); !bad.ok())
    return reply(std::move(bad));
  Application application{.registration = *std::move(registration)};
  CountToSweep(application);
  if (reporter.has_value()) {
    Registration& registered = application.registration;
    registered.reporter_passages = PassagesNaming(*reporter, FreeTextOf(registered));
    vault.Deposit(SealedBytesOf(*reporter), application);
  }
  registrar.Register(
      request.has_reporter() ? WithoutReporter(call, request) : call, std::move(application),
      [reply] { return reply.Abandoned(); },
      [reply, actor = call.actor](absl::StatusOr<Registered> registered) {
        if (!registered.ok()) return reply(std::move(registered).status());
        reply(ToProto(registered->lead, actor));
      });
}

absl::StatusOr<LeadFilter> FromProto(const v1::ListLeadsRequest& request) {
  LeadFilter filter;
  filter.division = request.division();
  filter.state = ReadCode<LeadState>(request.state());
  filter.sector = ReadCode<Sector>(request.sector());
  filter.channel = ReadCode<Channel>(request.channel());
  filter.level = ReadCode<Level>(request.level());
  filter.instruction = ReadCode<Instruction>(request.instruction());
  filter.key_lead = request.key_lead();
  filter.lead_no = request.lead_no();
  if (!request.unit_id().empty()) {
    ASSIGN_OR_RETURN(filter.unit, ParseId<UnitId>("unit_id", request.unit_id()));
  }
  if (request.has_received_from()) filter.received_from = FromTimestamp(request.received_from());
  if (request.has_received_before())
    filter.received_before = FromTimestamp(request.received_before());
  if (request.has_deadline_before())
    filter.deadline_before = FromTimestamp(request.deadline_before());
  if (!v1::LeadOrder_IsValid(request.order()))
    return RefuseField("UNKNOWN_CODE", "order", "没有这种排序", "there is no such order");
  filter.order = static_cast<LeadOrder>(request.order());
  if (filter.order == LeadOrder::kRegistered && filter.deadline_before.has_value())
    filter.order = LeadOrder::kDeadline;
  else if (filter.order == LeadOrder::kRegistered &&
           (filter.received_from.has_value() || filter.received_before.has_value()))
    filter.order = LeadOrder::kReceived;
  return filter;
}

// Whether a lead can have that time, or a token is made up.
bool InOurEra(int64_t micros) {
  const absl::CivilYear year = absl::ToCivilYear(absl::FromUnixMicros(micros), absl::UTCTimeZone());
  return year >= absl::CivilYear(1) && year < absl::CivilYear(10'000);
}

// A token of the other orders says the time of the last lead too: "MICROSECONDS_ID".
absl::StatusOr<Page> ParsePage(const v1::ListLeadsRequest& request, LeadFilter& filter) {
  absl::string_view token = request.page_token();
  const size_t mark = token.find('_');
  const bool timed = filter.order != LeadOrder::kRegistered;
  int64_t micros = 0;
  if (!token.empty() &&
      (timed != (mark != token.npos) ||
       (timed && (!absl::SimpleAtoi(token.substr(0, mark), &micros) || !InOurEra(micros)))))
    return RefuseField("PAGE_TOKEN", "page_token", "page_token 无效",
                       "page_token is not one that a list in this order returned");
  if (timed && !token.empty()) {
    filter.after = absl::FromUnixMicros(micros);
    token.remove_prefix(mark + 1);
  }
  return Page::Parse(request.page_size(), {token.data(), token.size()});
}

// Cuts `found` to the page, and returns the next one's token.
std::string CutPage(const Page& page, LeadOrder order, std::vector<Lead>& found) {
  const std::string token = page.Cut(found, [](const Lead& lead) { return lead.id; });
  if (token.empty() || order == LeadOrder::kRegistered) return token;
  const Registration& last = found.back().registration;
  const absl::Time at = order == LeadOrder::kReceived ? last.received_at : *last.deadline;
  return fmt::format("{}_{}", absl::ToUnixMicros(at), token);
}

absl::StatusOr<v1::ListLeadsResponse> ListLeads(LeadService& leads, const Call& call,
                                                const v1::ListLeadsRequest& request) {
  ASSIGN_OR_RETURN(LeadFilter filter, FromProto(request));
  ASSIGN_OR_RETURN(const Page page, ParsePage(request, filter));
  ASSIGN_OR_RETURN(std::vector<Lead> found, leads.List(call, filter, page));
  v1::ListLeadsResponse response;
  response.set_next_page_token(CutPage(page, filter.order, found));
  for (const Lead& lead : found) *response.add_leads() = ToListProto(lead, call.actor);
  return response;
}

absl::StatusOr<Triage> FromProto(const v1::TriageLeadRequest& request) {
  Triage triage;
  triage.sector = ReadCode<Sector>(request.sector());
  triage.umbrella = ReadCode<Umbrella>(request.umbrella());
  triage.summary = request.summary();
  triage.opinion = request.opinion();
  if (request.has_key_lead()) triage.key_lead = request.key_lead();
  ASSIGN_OR_RETURN(triage.accused_units, ReadUnits(request.accused_unit_ids()));
  ASSIGN_OR_RETURN(triage.subjects, ReadSubjects(request.subjects()));
  return triage;
}

absl::StatusOr<std::optional<UnitId>> ParseUnit(const std::string& text) {
  if (text.empty()) return std::nullopt;
  return ParseId<UnitId>("unit_id", text);
}

absl::StatusOr<ReturnVerdict> FromProto(const v1::DecideReturnRequest& request) {
  if (request.decision() == v1::RETURN_DECISION_UNSPECIFIED)
    return RefuseField("DECISION_REQUIRED", "decision", "请决定退回是否成立",
                       "say UPHELD or OVERRULED");
  ReturnVerdict verdict;
  verdict.decision = static_cast<ReturnDecision>(request.decision());
  verdict.reason = request.reason();
  ASSIGN_OR_RETURN(verdict.unit, ParseUnit(request.unit_id()));
  return verdict;
}

// A handler of a call about one lead that answers with it.
template <class Request, class Run>
void HandleLead(rpc::Router& router, std::string_view method, Run run) {
  router.Handle(fmt::format("hecha.intake.v1.{}", method),
                [run](const Call& call, const Request& request) -> absl::StatusOr<v1::Lead> {
                  ASSIGN_OR_RETURN(const LeadId id, ParseId<LeadId>("lead_id", request.lead_id()));
                  ASSIGN_OR_RETURN(const Lead lead, run(call, id, request));
                  return ToProto(lead, call.actor);
                });
}

void RegisterSteps(rpc::Router& router, LeadService& leads) {
  HandleLead<v1::TriageLeadRequest>(
      router, "LeadService/TriageLead",
      [&leads](const Call& call, LeadId id,
               const v1::TriageLeadRequest& request) -> absl::StatusOr<Lead> {
        ASSIGN_OR_RETURN(const Triage triage, FromProto(request));
        return leads.Judge(call, id, triage, request.about_leader());
      });
  HandleLead<v1::AssignLeadRequest>(
      router, "LeadService/AssignLead",
      [&leads](const Call& call, LeadId id,
               const v1::AssignLeadRequest& request) -> absl::StatusOr<Lead> {
        ASSIGN_OR_RETURN(const std::optional<UnitId> unit, ParseUnit(request.unit_id()));
        return leads.Assign(call, id, unit, request.hints_acknowledged());
      });
  HandleLead<v1::SealLeadRequest>(
      router, "LeadService/SealLead",
      [&leads](const Call& call, LeadId id, const v1::SealLeadRequest&) {
        return leads.Seal(call, id);
      });
  HandleLead<v1::RecordSubjectsRequest>(
      router, "LeadSubjectService/RecordSubjects",
      [&leads](const Call& call, LeadId id,
               const v1::RecordSubjectsRequest& request) -> absl::StatusOr<Lead> {
        ASSIGN_OR_RETURN(const std::vector<Subject> subjects, ReadSubjects(request.subjects()));
        return leads.RecordSubjects(call, id, subjects);
      });
  HandleLead<v1::CheckIdentityRequest>(
      router, "LeadIdentityService/CheckIdentity",
      [&leads](const Call& call, LeadId id,
               const v1::CheckIdentityRequest& request) -> absl::StatusOr<Lead> {
        if (request.verdict() == v1::IDENTITY_VERDICT_UNSPECIFIED)
          return RefuseField("REQUIRED", "verdict", "请选择核实结论",
                             "say SUSPECTED, CONFIRMED or DENIED");
        return leads.CheckIdentity(call, id, static_cast<IdentityVerdict>(request.verdict()),
                                   request.basis());
      });
  HandleLead<v1::ClearUmbrellaRequest>(
      router, "UmbrellaService/ClearUmbrella",
      [&leads](const Call& call, LeadId id, const v1::ClearUmbrellaRequest& request) {
        return leads.ClearUmbrella(call, id, request.reason());
      });
  HandleLead<v1::DecideReturnRequest>(
      router, "LeadReturnService/DecideReturn",
      [&leads](const Call& call, LeadId id,
               const v1::DecideReturnRequest& request) -> absl::StatusOr<Lead> {
        ASSIGN_OR_RETURN(const ReturnVerdict verdict, FromProto(request));
        return leads.DecideReturn(call, id, verdict);
      });
}

}  // namespace

void RegisterLeadRpc(rpc::Router& router, Registrar& registrar, LeadService& leads,
                     ImportService& imports, const VaultService& vault) {
  router.HandleAsync("hecha.intake.v1.LeadService/CreateLead",
                     [&registrar, &vault](const Call& call, const v1::CreateLeadRequest& request,
                                          rpc::Reply<v1::Lead> reply) {
                       CreateLead(registrar, vault, call, request, std::move(reply));
                     });
  HandleLead<v1::GetLeadRequest>(router, "LeadService/GetLead",
                                 [&leads](const Call& call, LeadId id, const v1::GetLeadRequest&) {
                                   return leads.Get(call, id);
                                 });
  router.Handle("hecha.intake.v1.LeadService/ListLeads",
                [&leads](const Call& call, const v1::ListLeadsRequest& request) {
                  return ListLeads(leads, call, request);
                });
  RegisterSteps(router, leads);
  RegisterImportRpc(router, imports);
}

}  // namespace hecha::intake
