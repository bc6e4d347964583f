#include "services/intake/match_index_service.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "services/common/base/own_call.h"
#include "services/common/base/status_macros.h"
#include "services/common/telemetry/log.h"
#include "services/intake/match_event.h"

namespace hecha::intake {
namespace {

// One transaction's work: some tenths of a second, on a machine that is busy as well.
constexpr int kBatch = 32;
constexpr int kFloodBatch = 8;
constexpr absl::Duration kBatchDeadline = absl::Seconds(20);
constexpr absl::Duration kWait = absl::Milliseconds(500);
// Registrations come first: a batch during which leads came is followed by a rest as long as it
// took, and by so many while more came than it read.
constexpr int kFloodRests = 19;
// How many suggestions of a lead that is read again are looked at.
constexpr int kMaxReread = 64;

constexpr char kKey[] = "match";

// nullptr where it is not among `opened`.
template <class OpenedLeads>
const auto* Look(const OpenedLeads& opened, LeadId lead) {
  const auto found = opened.find(lead);
  return found == opened.end() ? nullptr : &found->second;
}

}  // namespace

MatchIndexService::MatchIndexService(events::Journal& journal, const Clock& clock,
                                     const security::Keyring& keyring, LeadStore leads,
                                     MatchStore matches, const SearchService& search)
    : journal_(journal),
      clock_(clock),
      keyring_(keyring),
      leads_(leads),
      matches_(matches),
      dialogues_(keyring),
      search_(search) {}

void MatchIndexService::Wake(size_t leads) {
  absl::MutexLock lock(&mutex_);
  woken_ = true;
  queued_ += leads;
}

size_t MatchIndexService::TakeQueued() {
  absl::MutexLock lock(&mutex_);
  return std::exchange(queued_, 0);
}

void MatchIndexService::Run() {
  {
    absl::MutexLock lock(&mutex_);
    mutex_.AwaitWithTimeout(absl::Condition(&woken_), kWait);
    woken_ = false;
  }
  const absl::Time began = absl::Now();
  const absl::StatusOr<int> indexed = IndexBatch(flooded_ ? kFloodBatch : kBatch);
  if (!indexed.ok())
    telemetry::Log(telemetry::Level::kWarning, "leads could not be indexed", "",
                   {{"status", indexed.status().ToString()}});
  if (!indexed.ok() || *indexed == 0) return;
  const absl::Duration rest = std::min(absl::Now() - began, kWait);
  size_t came = TakeQueued();
  for (int rests = 0; rests < kFloodRests; ++rests) {
    if (came <= (rests == 0 ? 0 : static_cast<size_t>(*indexed))) break;
    absl::SleepFor(rest);
    came += TakeQueued();
  }
  flooded_ = came > static_cast<size_t>(*indexed);
  Wake(0);  // More may be queued.
}

absl::Status MatchIndexService::Settle(LeadId lead, absl::Time deadline) {
  ASSIGN_OR_RETURN(const std::optional<QueuedLead> waits,
                   journal_.database().Read(deadline, [&](db::Transaction& transaction) {
                     return index_.FindQueued(transaction, lead);
                   }));
  if (!waits.has_value()) return absl::OkStatus();
  return journal_.Transact(deadline, [&](db::Transaction& transaction) -> absl::Status {
    RETURN_IF_ERROR(index_.Lock(transaction));
    ASSIGN_OR_RETURN(const std::optional<QueuedLead> still, index_.FindQueued(transaction, lead));
    if (!still.has_value()) return absl::OkStatus();
    // With some that wait; it is among them, or is added.
    ASSIGN_OR_RETURN(std::vector<QueuedLead> queued, index_.ListQueued(transaction, kBatch));
    const auto is_it = [&](const QueuedLead& each) { return each.id == lead; };
    if (std::none_of(queued.begin(), queued.end(), is_it)) queued.push_back(*still);
    return Index(transaction, queued).status();
  });
}

Fingerprinter MatchIndexService::FingerprinterOf(const std::string& division) const {
  return Fingerprinter(keyring_.Fingerprint(kKey, division));
}

absl::StatusOr<int> MatchIndexService::IndexBatch(int leads) {
  return journal_.Transact(absl::Now() + kBatchDeadline,
                           [&](db::Transaction& transaction) -> absl::StatusOr<int> {
                             ASSIGN_OR_RETURN(const bool alone, index_.TryLock(transaction));
                             if (!alone) return 0;
                             ASSIGN_OR_RETURN(const std::vector<QueuedLead> queued,
                                              index_.ListQueued(transaction, leads));
                             return Index(transaction, queued);
                           });
}

absl::StatusOr<int> MatchIndexService::Index(db::Transaction& transaction,
                                             const std::vector<QueuedLead>& leads) const {
  std::vector<LeadId> all;
  for (const QueuedLead& queued : leads) all.push_back(queued.id);
  OpenedLeads opened;
  RETURN_IF_ERROR(Open(transaction, std::move(all), opened));
  std::vector<QueuedLead> read;
  std::vector<const Opened*> subjects;
  std::vector<const Opened*> changed;
  std::vector<LeadFeatures> features;
  std::vector<SearchService::ReadLead> searched;
  for (const QueuedLead& queued : leads) {
    const Opened* const lead = Look(opened, queued.id);
    if (lead == nullptr) {
      RETURN_IF_ERROR(index_.Postpone(transaction, queued.id));
      continue;
    }
    if (queued.again) {
      RETURN_IF_ERROR(index_.Forget(transaction, queued.id));
      changed.push_back(lead);
    }
    read.push_back(queued);
    subjects.push_back(lead);
    features.push_back(
        {queued.id, FeaturesOf(FingerprinterOf(lead->lead.registration.division), lead->text)});
    searched.push_back({&lead->lead, lead->added});
  }
  RETURN_IF_ERROR(index_.AddAll(transaction, features));
  RETURN_IF_ERROR(search_.IndexAll(transaction, searched));
  for (const Opened* lead : changed) RETURN_IF_ERROR(Withdraw(transaction, *lead, opened));
  RETURN_IF_ERROR(index_.DequeueAll(transaction, read));
  // After all features are there, so that leads of one batch find each other too.
  RETURN_IF_ERROR(Suggest(transaction, subjects, features, opened));
  return static_cast<int>(subjects.size());
}

absl::Status MatchIndexService::Open(db::Transaction& transaction, std::vector<LeadId> ids,
                                     OpenedLeads& opened) const {
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  std::erase_if(ids, [&](LeadId id) { return opened.contains(id); });
  ASSIGN_OR_RETURN(std::vector<Lead> leads, leads_.FindAll(transaction, ids));
  std::erase_if(leads, [](const Lead& lead) { return lead.state == LeadState::kPurged; });
  ids.clear();
  for (const Lead& lead : leads) ids.push_back(lead.id);
  ASSIGN_OR_RETURN(auto messages, dialogues_.ListMessagesOf(transaction, ids));
  for (Lead& lead : leads) {
    const LeadId id = lead.id;
    // What the office answered names nobody new.
    std::vector<std::string> added = ByReporter(std::move(messages[id]));
    MatchText text = MatchText::Of(lead.registration, added);
    opened.emplace(id, Opened{std::move(lead), std::move(added), std::move(text)});
  }
  return absl::OkStatus();
}

absl::Status MatchIndexService::Suggest(db::Transaction& transaction,
                                        const std::vector<const Opened*>& subjects,
                                        std::span<const LeadFeatures> features,
                                        OpenedLeads& opened) const {
  ASSIGN_OR_RETURN(const std::vector<std::vector<LeadId>> candidates,
                   candidates_.FindAll(transaction, features));
  std::vector<LeadId> all;
  for (const std::vector<LeadId>& of_one : candidates)
    all.insert(all.end(), of_one.begin(), of_one.end());
  RETURN_IF_ERROR(Open(transaction, std::move(all), opened));
  std::vector<Match> suggested;
  std::set<std::pair<LeadId, LeadId>> pairs;
  for (size_t i = 0; i < subjects.size(); ++i)
    for (Match& match : AlikeOf(*subjects[i], candidates[i], opened))
      if (pairs.emplace(match.lead_a, match.lead_b).second) suggested.push_back(std::move(match));
  ASSIGN_OR_RETURN(const std::vector<Match> fresh,
                   matches_.InsertAll(transaction, std::move(suggested)));
  std::vector<events::Event> events;
  for (const Match& match : fresh) events.push_back(SuggestedEvent(match));
  return Tell(transaction, events);
}

std::vector<Match> MatchIndexService::AlikeOf(const Opened& subject,
                                              const std::vector<LeadId>& candidates,
                                              const OpenedLeads& opened) const {
  std::vector<Match> found;
  for (LeadId candidate : candidates) {
    const Opened* const other = Look(opened, candidate);
    if (other == nullptr) continue;
    const auto [a, b] = InOrder(subject, *other);
    std::optional<Likeness> likeness = Compare(a->text, b->text);
    if (!likeness.has_value()) continue;
    const absl::Time now = clock_.Now();
    found.push_back(Match::Suggest(MatchId::New(now), subject.lead.registration.division,
                                   a->lead.id, b->lead.id, *std::move(likeness), now));
  }
  return WorthAsking(std::move(found));
}

absl::Status MatchIndexService::Withdraw(db::Transaction& transaction, const Opened& subject,
                                         OpenedLeads& opened) const {
  ASSIGN_OR_RETURN(const std::vector<Match> open,
                   matches_.ListOpen(transaction, subject.lead.id, kMaxReread));
  std::vector<LeadId> others;
  for (const Match& match : open) others.push_back(match.Other(subject.lead.id));
  RETURN_IF_ERROR(Open(transaction, std::move(others), opened));
  std::vector<events::Event> events;
  for (const Match& match : open) {
    const Opened* const other = Look(opened, match.Other(subject.lead.id));
    if (other == nullptr) continue;
    const auto [a, b] = InOrder(subject, *other);
    const std::optional<Likeness> likeness = Compare(a->text, b->text);
    if (likeness.has_value() && likeness->reasons.NamesTheSameAs(match.reasons)) continue;
    RETURN_IF_ERROR(matches_.Withdraw(transaction, match));
    events.push_back(WithdrawnEvent(match));
  }
  return Tell(transaction, events);
}

// The lead that was registered before comes first.
std::pair<const MatchIndexService::Opened*, const MatchIndexService::Opened*>
MatchIndexService::InOrder(const Opened& one, const Opened& other) {
  return one.lead.id < other.lead.id ? std::pair(&one, &other) : std::pair(&other, &one);
}

absl::Status MatchIndexService::Tell(db::Transaction& transaction,
                                     const std::vector<events::Event>& events) const {
  const Call call = OwnCall("intake", "match.suggest", clock_.Now(), kBatchDeadline);
  std::vector<events::Journal::Entry> entries;
  for (const events::Event& event : events) entries.push_back({&call, &event});
  return journal_.AppendAll(transaction, entries);
}

}  // namespace hecha::intake
