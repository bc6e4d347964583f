#include "services/intake/lead_rpc.h"

#include <fmt/format.h>

#include <utility>

#include "hecha/intake/v1/lead.pb.h"
#include "services/common/base/page.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"
#include "services/common/events/timestamp.h"
#include "services/common/rpc/status.h"
#include "services/intake/reporter_hint.h"

namespace hecha::intake {
namespace {

using events::FromTimestamp;
using events::SetTimestamp;

constexpr int kMaxImportRows = 200;
constexpr size_t kMaxSource = 64;

absl::StatusOr<std::vector<UnitId>> ParseUnits(
    const google::protobuf::RepeatedPtrField<std::string>& texts) {
  std::vector<UnitId> units;
  for (const std::string& text : texts) {
    ASSIGN_OR_RETURN(UnitId unit, ParseId<UnitId>("accused_unit_ids", text));
    units.push_back(unit);
  }
  return units;
}

// `lead` as `actor` may see it (see message Lead).
v1::Lead ToProto(const Lead& lead, const Actor& actor) {
  const Registration& registered = lead.registration;
  const Visibility visibility = lead.VisibleTo(actor);
  v1::Lead out;
  if (visibility == Visibility::kNothing) return out;
  out.set_id(lead.id.ToString());
  out.set_lead_no(lead.lead_no);
  out.set_division(registered.division);
  out.set_state(static_cast<v1::State>(lead.state));
  if (visibility == Visibility::kStub) return out;
  out.set_etag(fmt::format("{}", lead.version));
  out.set_channel(static_cast<v1::Channel>(registered.channel));
  out.set_level(static_cast<v1::Level>(registered.level));
  out.set_instruction(static_cast<v1::Instruction>(registered.instruction));
  out.set_identity(static_cast<v1::Identity>(registered.identity));
  out.set_sector(static_cast<v1::Sector>(registered.sector));
  out.set_umbrella(static_cast<v1::Umbrella>(registered.umbrella));
  out.set_key_lead(registered.key_lead);
  out.set_document_no(registered.document_no);
  out.set_issuing_body(registered.issuing_body);
  if (registered.deadline.has_value()) SetTimestamp(*registered.deadline, out.mutable_deadline());
  SetTimestamp(registered.received_at, out.mutable_received_at());
  SetTimestamp(lead.registered_at, out.mutable_registered_at());
  out.set_summary(lead.summary);
  out.set_opinion(lead.opinion);
  if (!lead.unit.nil()) out.set_unit_id(lead.unit.ToString());
  out.set_unit_name(lead.unit_name);
  out.set_round(lead.round);
  if (visibility == Visibility::kLine) return out;
  out.set_title(registered.title);
  out.set_narrative(registered.narrative);
  for (const UnitId& accused : registered.accused_units)
    out.add_accused_unit_ids(accused.ToString());
  if (actor.Has(Role::kClerk) || actor.Has(Role::kOffice)) {
    for (std::string& hint : ReporterHints(registered.title + "\n" + registered.narrative))
      out.add_reporter_hints(std::move(hint));
  }
  return out;
}

// The code that the caller chose, or `otherwise` where it chose none. Unknown numbers cannot
// arrive: the router refuses them.
template <class Code, class Proto>
Code FromProto(Proto code, Code otherwise) {
  return code == 0 ? otherwise : static_cast<Code>(code);
}

template <class Code, class Proto>
std::optional<Code> FromProto(Proto code) {
  return code == 0 ? std::nullopt : std::optional<Code>(static_cast<Code>(code));
}

absl::StatusOr<Registration> FromProto(const v1::CreateLeadRequest& request, absl::Time now) {
  if (request.channel() == v1::CHANNEL_UNSPECIFIED)
    return RefuseField("REQUIRED", "channel", "来源必填", "channel is required");
  Registration registration;
  registration.division = request.division();
  registration.channel = static_cast<Channel>(request.channel());
  registration.level = FromProto(request.level(), Level::kTown);
  registration.instruction = FromProto(request.instruction(), Instruction::kOwn);
  registration.identity = FromProto(request.identity(), Identity::kAnonymous);
  registration.sector = FromProto(request.sector(), Sector::kOther);
  registration.umbrella = FromProto(request.umbrella(), Umbrella::kNone);
  registration.key_lead = request.key_lead();
  registration.document_no = request.document_no();
  registration.issuing_body = request.issuing_body();
  if (request.has_deadline()) registration.deadline = FromTimestamp(request.deadline());
  registration.received_at = request.has_received_at() ? FromTimestamp(request.received_at()) : now;
  registration.title = request.title();
  registration.narrative = request.narrative();
  ASSIGN_OR_RETURN(registration.accused_units, ParseUnits(request.accused_unit_ids()));
  return registration;
}

ImportRow FromProto(const v1::ImportLeadsRequest& request, const v1::ImportRow& row,
                    absl::Time now) {
  ImportRow result;
  result.key = row.row_key();
  Registration& registration = result.registration;
  registration.division = request.division();
  registration.channel = FromProto(request.channel(), Channel::kPublicWeb);
  registration.sector = FromProto(row.sector(), Sector::kOther);
  registration.received_at = row.has_received_at() ? FromTimestamp(row.received_at()) : now;
  registration.title = row.title();
  registration.narrative = row.narrative();
  return result;
}

absl::StatusOr<v1::ImportLeadsResponse> ImportLeads(LeadService& leads, const Call& call,
                                                    const v1::ImportLeadsRequest& request) {
  if (request.rows_size() > kMaxImportRows)
    return RefuseField("TOO_MANY_ROWS", "rows", "每次最多导入 200 行", "at most 200 rows a call");
  RETURN_IF_ERROR(CheckLength("source", request.source(), 1, kMaxSource));
  std::vector<ImportRow> rows;
  for (const v1::ImportRow& row : request.rows()) rows.push_back(FromProto(request, row, call.now));
  const std::vector<absl::StatusOr<Registered>> imported =
      leads.Import(call, request.source(), std::move(rows));
  v1::ImportLeadsResponse response;
  for (size_t i = 0; i < imported.size(); ++i) {
    v1::ImportResult& result = *response.add_results();
    result.set_row_key(request.rows(static_cast<int>(i)).row_key());
    if (imported[i].ok()) {
      result.set_lead_id(imported[i]->lead.id.ToString());
      result.set_lead_no(imported[i]->lead.lead_no);
      result.set_created(imported[i]->created);
    } else {
      *result.mutable_error() = rpc::ToRpcStatus(imported[i].status());
    }
  }
  return response;
}

absl::StatusOr<v1::ListLeadsResponse> ListLeads(LeadService& leads, const Call& call,
                                                const v1::ListLeadsRequest& request) {
  ASSIGN_OR_RETURN(const Page page, Page::Parse(request.page_size(), request.page_token()));
  LeadFilter filter;
  filter.division = request.division();
  filter.state = FromProto<LeadState>(request.state());
  filter.sector = FromProto<Sector>(request.sector());
  filter.channel = FromProto<Channel>(request.channel());
  if (!request.unit_id().empty()) {
    ASSIGN_OR_RETURN(filter.unit, ParseId<UnitId>("unit_id", request.unit_id()));
  }
  ASSIGN_OR_RETURN(std::vector<Lead> found, leads.List(call, filter, page));
  v1::ListLeadsResponse response;
  response.set_next_page_token(page.Cut(found, [](const Lead& lead) { return lead.id; }));
  for (const Lead& lead : found) *response.add_leads() = ToProto(lead, call.actor);
  return response;
}

absl::StatusOr<Triage> FromProto(const v1::TriageLeadRequest& request) {
  Triage triage;
  triage.sector = FromProto<Sector>(request.sector());
  triage.umbrella = FromProto<Umbrella>(request.umbrella());
  triage.summary = request.summary();
  triage.opinion = request.opinion();
  ASSIGN_OR_RETURN(triage.accused_units, ParseUnits(request.accused_unit_ids()));
  return triage;
}

// A handler of a call that answers with one lead.
template <class Request, class Run>
void HandleLead(rpc::Router& router, std::string_view method, Run run) {
  router.Handle(fmt::format("hecha.intake.v1.LeadService/{}", method),
                [run](const Call& call, const Request& request) -> absl::StatusOr<v1::Lead> {
                  ASSIGN_OR_RETURN(const Lead lead, run(call, request));
                  return ToProto(lead, call.actor);
                });
}

}  // namespace

void RegisterLeadRpc(rpc::Router& router, Registrar& registrar, LeadService& leads) {
  router.HandleAsync("hecha.intake.v1.LeadService/CreateLead",
                     [&registrar](const Call& call, const v1::CreateLeadRequest& request,
                                  rpc::Reply<v1::Lead> reply) {
                       absl::StatusOr<Registration> registration = FromProto(request, call.now);
                       if (!registration.ok()) return reply(std::move(registration).status());
                       registrar.Register(
                           call, {*std::move(registration)}, [reply] { return reply.Abandoned(); },
                           [reply, actor = call.actor](absl::StatusOr<Registered> registered) {
                             if (!registered.ok()) return reply(std::move(registered).status());
                             reply(ToProto(registered->lead, actor));
                           });
                     });
  HandleLead<v1::GetLeadRequest>(
      router, "GetLead",
      [&leads](const Call& call, const v1::GetLeadRequest& request) -> absl::StatusOr<Lead> {
        ASSIGN_OR_RETURN(const LeadId id, ParseId<LeadId>("lead_id", request.lead_id()));
        return leads.Get(call, id);
      });
  HandleLead<v1::TriageLeadRequest>(
      router, "TriageLead",
      [&leads](const Call& call, const v1::TriageLeadRequest& request) -> absl::StatusOr<Lead> {
        ASSIGN_OR_RETURN(const LeadId id, ParseId<LeadId>("lead_id", request.lead_id()));
        ASSIGN_OR_RETURN(const Triage triage, FromProto(request));
        return leads.Judge(call, id, triage);
      });
  HandleLead<v1::AssignLeadRequest>(
      router, "AssignLead",
      [&leads](const Call& call, const v1::AssignLeadRequest& request) -> absl::StatusOr<Lead> {
        ASSIGN_OR_RETURN(const LeadId id, ParseId<LeadId>("lead_id", request.lead_id()));
        std::optional<UnitId> unit;
        if (!request.unit_id().empty()) {
          ASSIGN_OR_RETURN(unit, ParseId<UnitId>("unit_id", request.unit_id()));
        }
        return leads.Assign(call, id, unit);
      });
  HandleLead<v1::SealLeadRequest>(
      router, "SealLead",
      [&leads](const Call& call, const v1::SealLeadRequest& request) -> absl::StatusOr<Lead> {
        ASSIGN_OR_RETURN(const LeadId id, ParseId<LeadId>("lead_id", request.lead_id()));
        return leads.Seal(call, id);
      });
  router.Handle("hecha.intake.v1.LeadService/ImportLeads",
                [&leads](const Call& call, const v1::ImportLeadsRequest& request) {
                  return ImportLeads(leads, call, request);
                });
  router.Handle("hecha.intake.v1.LeadService/ListLeads",
                [&leads](const Call& call, const v1::ListLeadsRequest& request) {
                  return ListLeads(leads, call, request);
                });
}

}  // namespace hecha::intake
