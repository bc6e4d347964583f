#include "services/intake/import_service.h"

#include <fmt/format.h>

#include <utility>

#include "absl/synchronization/blocking_counter.h"
#include "services/common/base/refusal.h"
#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"
#include "services/intake/lead_event.h"

namespace hecha::intake {
namespace {

constexpr size_t kMaxRowKey = 64;
constexpr char kKey[] = "origin";

ImportResult ResultOf(ImportOutcome outcome, const Lead& lead) {
  return {outcome, lead.id, lead.lead_no, absl::OkStatus()};
}

ImportResult Refused(absl::Status why) {
  return {ImportOutcome::kRefused, LeadId(), "", std::move(why)};
}

// What would become of a new row.
ImportResult Foretell(const Call& call, const ImportRow& row) {
  const absl::StatusOr<Lead> lead =
      Lead::Register(LeadId::New(call.now), "", row.registration, call.now);
  if (!lead.ok()) return Refused(lead.status());
  return {ImportOutcome::kCreated, LeadId(), "", absl::OkStatus()};
}

}  // namespace

std::vector<ImportResult> ImportService::Import(const Call& call, const std::string& source,
                                                const std::vector<ImportRow>& rows, bool dry_run) {
  std::vector<ImportResult> results(rows.size());
  std::vector<Mark> marks;
  for (const ImportRow& row : rows) marks.push_back(MarkOf(source, row));
  absl::BlockingCounter waiting(static_cast<int>(rows.size()));
  for (size_t i = 0; i < rows.size(); ++i) {
    const absl::StatusOr<std::optional<LeadStore::Imported>> earlier =
        FindEarlier(call, rows[i], marks[i]);
    const bool is_new = earlier.ok() && !earlier->has_value();
    if (is_new && !dry_run) {
      // Every row is a registration of its own, recognised by what the list calls it.
      Call row_call = call;
      row_call.request_id = security::Sha256(call.request_id + marks[i].origin);
      registrar_.Register(row_call,
                          {.registration = rows[i].registration,
                           .origin = marks[i].origin,
                           .origin_hash = marks[i].hash},
                          nullptr, [&, i](absl::StatusOr<Registered> registered) {
                            results[i] = registered.ok() ? ResultOf(registered->created
                                                                        ? ImportOutcome::kCreated
                                                                        : ImportOutcome::kUnchanged,
                                                                    registered->lead)
                                                         : Refused(std::move(registered).status());
                            waiting.DecrementCount();
                          });
      continue;
    }
    results[i] = !earlier.ok() ? Refused(earlier.status())
                 : is_new      ? Foretell(call, rows[i])
                               : FollowEarlier(call, rows[i], marks[i], **earlier, dry_run);
    waiting.DecrementCount();
  }
  waiting.Wait();
  for (size_t i = 0; i < rows.size(); ++i)
    if (absl::IsAlreadyExists(results[i].status))
      TakeFromOtherRun(call, rows[i], marks[i], results[i]);
  return results;
}

ImportService::Mark ImportService::MarkOf(const std::string& source, const ImportRow& row) const {
  return {keyring_.Fingerprint(
              kKey, fmt::format("{}\n{}\n{}", row.registration.division, source, row.key)),
          keyring_.Fingerprint(kKey, ContentOf(row))};
}

absl::StatusOr<std::optional<LeadStore::Imported>> ImportService::FindEarlier(const Call& call,
                                                                              const ImportRow& row,
                                                                              const Mark& mark) {
  RETURN_IF_ERROR(CheckLength("row_key", row.key, 1, kMaxRowKey));
  RETURN_IF_ERROR(RequireScope(call.actor, row.registration.division));
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return leads_.FindByOrigin(transaction, mark.origin);
  });
}

ImportResult ImportService::FollowEarlier(const Call& call, const ImportRow& row, const Mark& mark,
                                          const LeadStore::Imported& earlier, bool dry_run) {
  const Lead& lead = earlier.lead;
  if (earlier.hash == mark.hash) return ResultOf(ImportOutcome::kUnchanged, lead);
  if (lead.state != LeadState::kRegistered) {
    ImportResult result = ResultOf(ImportOutcome::kConflict, lead);
    result.status = RefuseState("LEAD_ALREADY_TRIAGED", "名单已变，但线索已研判，请人工核对",
                                "the list says otherwise, but the lead is triaged already");
    return result;
  }
  Lead amended = lead;
  if (const absl::Status admitted = amended.Amend(row.registration, call.now); !admitted.ok())
    return Refused(admitted);
  if (dry_run) return ResultOf(ImportOutcome::kUpdated, lead);
  const absl::StatusOr<Lead> saved = Amend(call, row, mark, lead.id);
  return saved.ok() ? ResultOf(ImportOutcome::kUpdated, *saved) : Refused(saved.status());
}

absl::StatusOr<Lead> ImportService::Amend(const Call& call, const ImportRow& row, const Mark& mark,
                                          LeadId id) {
  Call row_call = call;
  row_call.request_id = security::Sha256(call.request_id + mark.origin + mark.hash);
  absl::StatusOr<Lead> amended = journal_.Change(
      row_call, leads_, id, [](const Lead&) { return absl::OkStatus(); },
      [&](db::Transaction& transaction, Lead& lead) -> absl::StatusOr<events::Event> {
        Registration registration = row.registration;
        if (!row.says_when_received) registration.received_at = lead.registration.received_at;
        RETURN_IF_ERROR(lead.Amend(std::move(registration), call.now));
        RETURN_IF_ERROR(leads_.Rewrite(transaction, lead, mark.hash));
        // Its text may be another now.
        RETURN_IF_ERROR(match_index_.EnqueueAgain(transaction, id));
        return AmendedEvent(lead);
      });
  if (amended.ok()) match_index_.Wake();
  return amended;
}

void ImportService::TakeFromOtherRun(const Call& call, const ImportRow& row, const Mark& mark,
                                     ImportResult& result) {
  const absl::StatusOr<std::optional<LeadStore::Imported>> made = FindEarlier(call, row, mark);
  if (made.ok() && made->has_value()) result = ResultOf(ImportOutcome::kUnchanged, (*made)->lead);
}

}  // namespace hecha::intake
