#include "services/intake/import_service.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "absl/synchronization/blocking_counter.h"
#include "services/common/base/refusal.h"
#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"
#include "services/intake/employer.h"
#include "services/intake/lead_event.h"
#include "services/intake/reporter_hint.h"

namespace hecha::intake {
namespace {

constexpr size_t kMaxRowKey = 64;
constexpr char kKey[] = "origin";
constexpr char kListKey[] = "origin.list";

ImportResult ResultOf(ImportOutcome outcome, const Lead& lead) {
  return {outcome, lead.id, lead.lead_no, absl::OkStatus()};
}

ImportResult Refused(absl::Status why) {
  return {ImportOutcome::kRefused, LeadId(), "", std::move(why)};
}

ImportResult ResultOf(absl::StatusOr<Registered> registered) {
  if (!registered.ok()) return Refused(std::move(registered).status());
  return ResultOf(registered->created ? ImportOutcome::kCreated : ImportOutcome::kUnchanged,
                  registered->lead);
}

// `lead` as a list says that it is now.
absl::Status AmendBy(const Call& call, const Registration& says, Lead& lead) {
  RETURN_IF_ERROR(lead.Amend(says, call.now));
  return lead.CheckStaysWith(call.actor);
}

// What becomes of a row that an earlier one of the same call has the key of.
ImportResult TwinOf(const ImportResult& first, bool says_the_same) {
  if (!says_the_same)
    return Refused(RefuseField("DUPLICATE_KEY", "row_key", "前面已有此编号，内容不同",
                               "an earlier row has this key and says otherwise"));
  ImportResult twin = first;
  if (twin.status.ok()) twin.outcome = ImportOutcome::kUnchanged;
  return twin;
}

}  // namespace

std::vector<ImportResult> ImportService::Import(const Call& call, const std::string& source,
                                                std::vector<ImportRow> rows, bool dry_run) {
  std::vector<ImportResult> results(rows.size());
  std::vector<Mark> marks;
  // Of each row the first one that has its key.
  std::vector<size_t> first_of(rows.size());
  std::map<std::string, size_t> by_origin;
  absl::BlockingCounter waiting(static_cast<int>(rows.size()));
  for (size_t i = 0; i < rows.size(); ++i) {
    const auto settle = [&, i](ImportResult result) {
      results[i] = std::move(result);
      waiting.DecrementCount();
    };
    const absl::Status prepared = Prepare(call, rows[i]);
    marks.push_back(MarkOf(source, rows[i]));
    first_of[i] = prepared.ok() ? by_origin.emplace(marks[i].origin, i).first->second : i;
    if (!prepared.ok() || first_of[i] != i) {
      settle(Refused(prepared));
      continue;
    }
    const absl::StatusOr<std::optional<LeadStore::Imported>> earlier = FindEarlier(call, marks[i]);
    if (!earlier.ok()) {
      settle(Refused(earlier.status()));
    } else if (earlier->has_value()) {
      settle(FollowEarlier(call, rows[i], marks[i], **earlier, dry_run));
    } else if (dry_run) {
      settle(Foretell(call, source, rows[i], marks[i]));
    } else {
      // Every row is a registration of its own, recognised by what the list calls it.
      Call row_call = call;
      row_call.request_id = security::Sha256(call.request_id + marks[i].origin);
      row_call.request_hash = marks[i].hash;
      registrar_.Register(row_call, ApplicationOf(source, rows[i], marks[i]), nullptr,
                          [settle](absl::StatusOr<Registered> registered) {
                            settle(ResultOf(std::move(registered)));
                          });
    }
  }
  waiting.Wait();
  for (size_t i = 0; i < rows.size(); ++i) {
    if (first_of[i] != i)
      results[i] = TwinOf(results[first_of[i]], marks[first_of[i]].hash == marks[i].hash);
    else if (absl::IsAlreadyExists(results[i].status))
      TakeFromOtherRun(call, rows[i], marks[i], results[i]);
  }
  return results;
}

ImportResult ImportService::Foretell(const Call& call, const std::string& source,
                                     const ImportRow& row, const Mark& mark) {
  const absl::Status foretold = registrar_.Foretell(call, ApplicationOf(source, row, mark));
  if (!foretold.ok()) return Refused(foretold);
  return {ImportOutcome::kCreated, LeadId(), "", absl::OkStatus()};
}

absl::Status ImportService::Prepare(const Call& call, ImportRow& row) const {
  RETURN_IF_ERROR(CheckLength("row_key", row.key, 1, kMaxRowKey));
  RETURN_IF_ERROR(RequireScope(call.actor, row.registration.division));
  RETURN_IF_ERROR(CheckReporter(row.registration, row.reporter));
  return ResolveAccused(call, row);
}

absl::Status ImportService::ResolveAccused(const Call& call, ImportRow& row) const {
  if (row.accused_names.empty()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::vector<Unit> units,
                   journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
                     return units_.ListByDivision(transaction, row.registration.division);
                   }));
  for (const std::string& name : row.accused_names) {
    const auto unit = std::find_if(units.begin(), units.end(),
                                   [&](const Unit& each) { return each.name == name; });
    if (unit == units.end())
      return RefuseField("UNKNOWN_UNIT", "accused_units", fmt::format("本镇没有单位“{}”", name),
                         fmt::format("the town has no unit {}", name));
    row.registration.accused_units.push_back(unit->id);
  }
  // From here on they have ids, by which the row is marked.
  row.accused_names.clear();
  return absl::OkStatus();
}

Application ImportService::ApplicationOf(const std::string& source, const ImportRow& row,
                                         const Mark& mark) const {
  Application application{
      .registration = row.registration, .origin = mark.origin, .origin_hash = mark.hash};
  CountToSweep(application);
  if (row.reporter.has_value())
    application.registration.reporter_passages =
        PassagesNaming(*row.reporter, FreeTextOf(row.registration));
  if (row.sealed_bytes) vault_.Deposit(row.sealed_bytes, application);
  application.also = [this, list = ListOf(row.registration.division, source),
                      also = std::move(application.also)](db::Transaction& transaction,
                                                          const Lead& lead) -> absl::Status {
    RETURN_IF_ERROR(list_rows_.Put(transaction, list, lead.id));
    return also ? also(transaction, lead) : absl::OkStatus();
  };
  return application;
}

ImportService::Mark ImportService::MarkOf(const std::string& source, const ImportRow& row) const {
  return {OriginOf(source, row), keyring_.Fingerprint(kKey, ContentOf(row))};
}

std::string ImportService::OriginOf(const std::string& source, const ImportRow& row) const {
  return keyring_.Fingerprint(
      kKey, fmt::format("{}\n{}\n{}", row.registration.division, source, row.key));
}

std::string ImportService::ListOf(const std::string& division, const std::string& source) const {
  return keyring_.Fingerprint(kListKey, fmt::format("{}\n{}", division, source));
}

absl::StatusOr<std::vector<ListRow>> ImportService::FindVanished(
    const Call& call, const std::string& division, const std::string& source,
    const std::vector<ImportRow>& rows) {
  std::set<std::string> named;
  for (const ImportRow& row : rows) named.insert(OriginOf(source, row));
  ASSIGN_OR_RETURN(std::vector<ListRow> known,
                   journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
                     return list_rows_.ListOf(transaction, ListOf(division, source));
                   }));
  std::erase_if(known, [&](const ListRow& row) { return named.contains(row.origin); });
  return known;
}

absl::StatusOr<std::optional<LeadStore::Imported>> ImportService::FindEarlier(const Call& call,
                                                                              const Mark& mark) {
  return journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
    return leads_.FindByOrigin(transaction, mark.origin);
  });
}

ImportResult ImportService::FollowEarlier(const Call& call, const ImportRow& row, const Mark& mark,
                                          const LeadStore::Imported& earlier, bool dry_run) {
  const Lead& lead = earlier.lead;
  // A list does not bring a purged lead back, whatever it says of it by now.
  if (earlier.hash == mark.hash || lead.state == LeadState::kPurged)
    return ResultOf(ImportOutcome::kUnchanged, lead);
  if (lead.state != LeadState::kRegistered) {
    ImportResult result = ResultOf(ImportOutcome::kConflict, lead);
    result.status = RefuseState("LEAD_ALREADY_TRIAGED", "名单已变，但线索已研判，请人工核对",
                                "the list says otherwise, but the lead is triaged already");
    if (dry_run) return result;
    const absl::Status noted = changes_.Find(call, lead, row.registration, mark.hash);
    return noted.ok() ? result : Refused(noted);
  }
  const absl::StatusOr<Registration> says = SaysOf(call, row, lead);
  if (!says.ok()) return Refused(says.status());
  Lead amended = lead;
  if (const absl::Status admitted = AmendBy(call, *says, amended); !admitted.ok())
    return Refused(admitted);
  if (dry_run) return ResultOf(ImportOutcome::kUpdated, lead);
  const absl::StatusOr<Lead> saved = Amend(call, row, *says, mark, lead.id);
  return saved.ok() ? ResultOf(ImportOutcome::kUpdated, *saved) : Refused(saved.status());
}

absl::StatusOr<Registration> ImportService::SaysOf(const Call& call, const ImportRow& row,
                                                   const Lead& lead) const {
  Registration says = row.registration;
  if (!row.says_when_received) says.received_at = lead.registration.received_at;
  if (says.subjects.empty()) return says;
  ASSIGN_OR_RETURN(const std::vector<Unit> units,
                   journal_.database().Read(call.deadline, [&](db::Transaction& transaction) {
                     return units_.ListByDivision(transaction, says.division);
                   }));
  ResolveEmployers(units, says.subjects);
  return says;
}

absl::StatusOr<Lead> ImportService::Amend(const Call& call, const ImportRow& row,
                                          const Registration& says, const Mark& mark, LeadId id) {
  Call row_call = call;
  row_call.request_id = security::Sha256(call.request_id + mark.origin + mark.hash);
  row_call.request_hash = mark.hash;
  absl::StatusOr<Lead> amended = journal_.Change(
      row_call, leads_, id, [](const Lead&) { return absl::OkStatus(); },
      [&](db::Transaction& transaction, Lead& lead) -> absl::StatusOr<events::Event> {
        RETURN_IF_ERROR(AmendBy(call, says, lead));
        if (row.reporter.has_value())
          lead.registration.reporter_passages =
              PassagesNaming(*row.reporter, FreeTextOf(lead.registration));
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
  const absl::StatusOr<std::optional<LeadStore::Imported>> made = FindEarlier(call, mark);
  if (made.ok() && made->has_value())
    result = FollowEarlier(call, row, mark, **made, /*dry_run=*/false);
}

}  // namespace hecha::intake
