#include "services/intake/match_index_service.h"

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "absl/time/clock.h"
#include "services/common/base/status_macros.h"
#include "services/common/telemetry/log.h"
#include "services/intake/match_event.h"

namespace hecha::intake {
namespace {

// One transaction's work: some tenths of a second.
constexpr int kBatch = 32;
constexpr absl::Duration kBatchDeadline = absl::Seconds(20);
constexpr absl::Duration kWait = absl::Milliseconds(500);
// A batch is followed by a rest as long as it took, and by so many as long as more leads come than
// it read: in a flood, registrations come first.
constexpr int kFloodRests = 9;
// How many suggestions of a lead that is read again are looked at.
constexpr int kMaxReread = 64;

constexpr char kKey[] = "match";

}  // namespace

MatchIndexService::MatchIndexService(events::Journal& journal, const Clock& clock,
                                     const security::Keyring& keyring, LeadStore leads,
                                     MatchStore matches, const SearchService& search)
    : journal_(journal),
      clock_(clock),
      fingerprinter_(keyring.Fingerprint(kKey, "features")),
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
  const absl::StatusOr<int> indexed = IndexBatch();
  if (!indexed.ok())
    telemetry::Log(telemetry::Level::kWarning, "leads could not be indexed", "",
                   {{"status", indexed.status().ToString()}});
  if (!indexed.ok() || *indexed == 0) return;
  const absl::Duration rest = std::min(absl::Now() - began, kWait);
  int rests = 0;
  do {
    absl::SleepFor(rest);
  } while (TakeQueued() > static_cast<size_t>(*indexed) && ++rests < kFloodRests);
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

absl::StatusOr<int> MatchIndexService::IndexBatch() {
  return journal_.Transact(absl::Now() + kBatchDeadline,
                           [&](db::Transaction& transaction) -> absl::StatusOr<int> {
                             ASSIGN_OR_RETURN(const bool alone, index_.TryLock(transaction));
                             if (!alone) return 0;
                             ASSIGN_OR_RETURN(const std::vector<QueuedLead> queued,
                                              index_.ListQueued(transaction, kBatch));
                             return Index(transaction, queued);
                           });
}

absl::StatusOr<int> MatchIndexService::Index(db::Transaction& transaction,
                                             const std::vector<QueuedLead>& leads) const {
  OpenedLeads opened;
  std::vector<LeadId> read;
  std::vector<const Opened*> subjects;
  std::vector<const Opened*> changed;
  std::vector<MatchIndexStore::IndexedLead> indexed;
  std::vector<SearchService::ReadLead> searched;
  for (const QueuedLead& queued : leads) {
    ASSIGN_OR_RETURN(const Opened* const lead, Open(transaction, queued.id, opened));
    if (lead == nullptr) {
      RETURN_IF_ERROR(index_.Postpone(transaction, queued.id));
      continue;
    }
    if (queued.again) {
      RETURN_IF_ERROR(index_.Forget(transaction, queued.id));
      changed.push_back(lead);
    }
    read.push_back(queued.id);
    subjects.push_back(lead);
    indexed.push_back(
        {queued.id, lead->lead.registration.division, FeaturesOf(fingerprinter_, lead->text)});
    searched.push_back({&lead->lead, queued.again});
  }
  RETURN_IF_ERROR(index_.AddAll(transaction, indexed));
  RETURN_IF_ERROR(search_.IndexAll(transaction, searched));
  for (const Opened* lead : changed) RETURN_IF_ERROR(Withdraw(transaction, *lead, opened));
  RETURN_IF_ERROR(index_.DequeueAll(transaction, read));
  // After all features are there, so that leads of one batch find each other too.
  RETURN_IF_ERROR(Suggest(transaction, subjects, opened));
  return static_cast<int>(subjects.size());
}

absl::StatusOr<const MatchIndexService::Opened*> MatchIndexService::Open(
    db::Transaction& transaction, LeadId id, OpenedLeads& opened) const {
  if (const auto known = opened.find(id); known != opened.end()) return &known->second;
  absl::StatusOr<Lead> lead = leads_.Find(transaction, id);
  if (absl::IsDataLoss(lead.status()) || absl::IsNotFound(lead.status())) return nullptr;
  RETURN_IF_ERROR(lead.status());
  if (lead->state == LeadState::kPurged) return nullptr;
  ASSIGN_OR_RETURN(const std::vector<std::string> messages, MessagesOf(transaction, id));
  MatchText text = MatchText::Of(lead->registration, messages);
  return &opened.emplace(id, Opened{*std::move(lead), std::move(text)}).first->second;
}

// What the reporter wrote later; what the office answered names nobody new.
absl::StatusOr<std::vector<std::string>> MatchIndexService::MessagesOf(db::Transaction& transaction,
                                                                       LeadId lead) const {
  ASSIGN_OR_RETURN(std::vector<Message> messages, dialogues_.ListMessages(transaction, lead));
  std::vector<std::string> texts;
  for (Message& message : messages)
    if (message.speaker == Speaker::kReporter) texts.push_back(std::move(message.text));
  return texts;
}

absl::Status MatchIndexService::Suggest(db::Transaction& transaction,
                                        const std::vector<const Opened*>& subjects,
                                        OpenedLeads& opened) const {
  std::vector<Match> suggested;
  std::set<std::pair<LeadId, LeadId>> pairs;
  for (const Opened* subject : subjects) {
    ASSIGN_OR_RETURN(std::vector<Match> alike, FindAlike(transaction, *subject, opened));
    for (Match& match : alike)
      if (pairs.emplace(match.lead_a, match.lead_b).second) suggested.push_back(std::move(match));
  }
  ASSIGN_OR_RETURN(const std::vector<Match> fresh,
                   matches_.InsertAll(transaction, std::move(suggested)));
  std::vector<events::Event> events;
  for (const Match& match : fresh) events.push_back(SuggestedEvent(match));
  return Tell(transaction, events);
}

absl::StatusOr<std::vector<Match>> MatchIndexService::FindAlike(db::Transaction& transaction,
                                                                const Opened& subject,
                                                                OpenedLeads& opened) const {
  const std::string& division = subject.lead.registration.division;
  ASSIGN_OR_RETURN(const std::vector<LeadId> candidates,
                   candidates_.Find(transaction, division, subject.lead.id,
                                    FeaturesOf(fingerprinter_, subject.text)));
  std::vector<Match> found;
  for (LeadId candidate : candidates) {
    ASSIGN_OR_RETURN(const Opened* const other, Open(transaction, candidate, opened));
    if (other == nullptr) continue;
    const auto [a, b] = InOrder(subject, *other);
    std::optional<Likeness> likeness = Compare(a->text, b->text);
    if (!likeness.has_value()) continue;
    const absl::Time now = clock_.Now();
    found.push_back(Match::Suggest(MatchId::New(now), division, a->lead.id, b->lead.id,
                                   *std::move(likeness), now));
  }
  return WorthAsking(std::move(found));
}

absl::Status MatchIndexService::Withdraw(db::Transaction& transaction, const Opened& subject,
                                         OpenedLeads& opened) const {
  ASSIGN_OR_RETURN(const std::vector<Match> open,
                   matches_.ListOpen(transaction, subject.lead.id, kMaxReread));
  std::vector<events::Event> events;
  for (const Match& match : open) {
    ASSIGN_OR_RETURN(const Opened* const other,
                     Open(transaction, match.Other(subject.lead.id), opened));
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
  Call call;
  call.actor.kind = Actor::Kind::kService;
  call.actor.service = "intake";
  call.now = clock_.Now();
  std::vector<events::Journal::Entry> entries;
  for (const events::Event& event : events) entries.push_back({&call, &event});
  return journal_.AppendAll(transaction, entries);
}

}  // namespace hecha::intake
