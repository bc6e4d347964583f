#include "tests/bench/lead_fill.h"

#include <fmt/format.h>

#include <algorithm>
#include <future>
#include <utility>

#include "absl/synchronization/blocking_counter.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "services/common/base/status_macros.h"
#include "services/common/security/data_key.h"
#include "services/intake/fingerprint.h"
#include "services/intake/match_score.h"
#include "services/intake/registrar.h"
#include "services/intake/search_service.h"
#include "services/supervision/ledger_store.h"
#include "services/supervision/statistics_store.h"
#include "tests/bench/sample_lead.h"

namespace hecha::bench {
namespace {

using intake::Lead;

constexpr int64_t kChunk = 1024;
constexpr size_t kCharacters = 50;
constexpr int kSectors = 8;
// As the suite's launcher names it.
constexpr char kCampaign[] = "BZ2019";

absl::Time Soon() { return absl::Now() + absl::Minutes(5); }

supervision::Line LineOf(const Lead& lead) {
  supervision::Line line;
  line.key = {supervision::Ledger::kLeads, lead.registration.division, lead.id.uuid};
  line.lead = supervision::LeadId{lead.id.uuid};
  line.object = "leads/" + lead.id.ToString();
  line.state = static_cast<int>(lead.state);
  line.sector = static_cast<int>(lead.registration.sector);
  line.channel = static_cast<int>(lead.registration.channel);
  line.opened_day = supervision::DayOf(lead.registration.received_at);
  line.Set(supervision::Cell::kLeadNo, lead.lead_no);
  line.SetTime(supervision::Cell::kReceivedAt, lead.registration.received_at);
  line.SetNumber(supervision::Cell::kLevel, static_cast<int64_t>(lead.registration.level));
  line.SetNumber(supervision::Cell::kIdentity, static_cast<int64_t>(lead.registration.identity));
  return line;
}

}  // namespace

struct LeadFill::Impl {
  Impl(std::unique_ptr<db::Database> intake, std::unique_ptr<db::Database> supervision,
       std::unique_ptr<security::Keyring> intake_keys,
       std::unique_ptr<security::Keyring> supervision_keys)
      : intake_database(std::move(intake)),
        supervision_database(std::move(supervision)),
        intake_keyring(std::move(intake_keys)),
        supervision_keyring(std::move(supervision_keys)) {}

  absl::StatusOr<std::vector<Lead>> Register(int64_t count);
  absl::Status Index(const std::vector<Lead>& leads);
  absl::Status Enter(const std::vector<Lead>& leads);
  intake::Registration NextRegistration();

  const std::unique_ptr<db::Database> intake_database;
  const std::unique_ptr<db::Database> supervision_database;
  const std::unique_ptr<security::Keyring> intake_keyring;
  const std::unique_ptr<security::Keyring> supervision_keyring;
  const SystemClock clock;
  int64_t made = 0;
  std::vector<std::string> some_ids;

  // Without subscribers.
  events::Journal journal{"intake", *intake_database, *intake_keyring, {}};
  const intake::LeadStore leads{*intake_keyring};
  intake::LeadNumbers numbers{*intake_database, kCampaign};
  const intake::SearchService search{journal, *intake_keyring, leads};
  const intake::MatchIndexStore match_index = {};
  intake::MatchIndexService match_service{
      journal, clock, *intake_keyring, leads, intake::MatchStore(*intake_keyring), search};
  const supervision::LedgerStore lines{*supervision_keyring};
  const supervision::StatisticsStore totals = {};
  // Last: its threads use the rest.
  intake::Registrar registrar{
      journal, leads,        intake::ReporterStore(*intake_keyring), intake::UnitStore(),
      numbers, match_service};
};

intake::Registration LeadFill::Impl::NextRegistration() {
  intake::Registration registration;
  registration.division = kTown;
  registration.sector = static_cast<intake::Sector>(1 + made++ % kSectors);
  registration.received_at = clock.Now();
  registration.title = fmt::format("第 {} 条线索", made);
  registration.narrative = DistinctNarrative(made, kCharacters);
  return registration;
}

absl::StatusOr<std::vector<Lead>> LeadFill::Impl::Register(int64_t count) {
  std::vector<Lead> registered;
  absl::Status failed;
  absl::Mutex mutex;
  absl::BlockingCounter left(static_cast<int>(count));
  for (int64_t i = 0; i < count; ++i) {
    Call call;
    call.method = "hecha.intake.v1.ReporterService/FileReport";
    call.request_id = Uuid::V7(clock.Now()).ToString();
    call.request_hash = security::Sha256(call.request_id);
    call.now = clock.Now();
    call.deadline = Soon();
    intake::Application application{.registration = NextRegistration(),
                                    .receipt = security::RandomBytes(32)};
    registrar.Register(call, std::move(application), {},
                       [&](absl::StatusOr<intake::Registered> done) {
                         {
                           absl::MutexLock lock(&mutex);
                           failed.Update(done.status());
                           if (done.ok()) registered.push_back(std::move(done->lead));
                         }
                         left.DecrementCount();
                       });
  }
  left.Wait();
  RETURN_IF_ERROR(failed);
  return registered;
}

// As MatchIndexService does it, but for the comparison with others.
absl::Status LeadFill::Impl::Index(const std::vector<Lead>& made_now) {
  return intake_database->Transact(Soon(), [&](db::Transaction& transaction) -> absl::Status {
    RETURN_IF_ERROR(match_index.Lock(transaction));
    std::vector<intake::QueuedLead> read;
    std::vector<intake::LeadFeatures> indexed;
    std::vector<intake::SearchService::ReadLead> searched;
    const intake::Fingerprinter fingerprinter = match_service.FingerprinterOf(kTown);
    for (const Lead& lead : made_now) {
      const auto text = intake::MatchText::Of(lead.registration, {});
      read.push_back({.id = lead.id});
      indexed.push_back({lead.id, FeaturesOf(fingerprinter, text)});
      searched.push_back({&lead});
    }
    RETURN_IF_ERROR(match_index.AddAll(transaction, indexed));
    RETURN_IF_ERROR(search.IndexAll(transaction, searched));
    return match_index.DequeueAll(transaction, read);
  });
}

absl::Status LeadFill::Impl::Enter(const std::vector<Lead>& made_now) {
  return supervision_database->Transact(Soon(), [&](db::Transaction& transaction) -> absl::Status {
    std::vector<supervision::Line> entered;
    std::vector<supervision::Total> counted;
    for (const Lead& lead : made_now) {
      entered.push_back(LineOf(lead));
      for (supervision::Total& total : Counted(entered.back())) counted.push_back(std::move(total));
    }
    RETURN_IF_ERROR(lines.PutAll(transaction, entered));
    return totals.Add(transaction, Sum(std::move(counted)));
  });
}

LeadFill::LeadFill(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
LeadFill::~LeadFill() = default;

absl::StatusOr<std::unique_ptr<LeadFill>> LeadFill::Open(const Suite& suite) {
  static telemetry::Metrics metrics;
  ASSIGN_OR_RETURN(std::unique_ptr<db::Database> intake, suite.OpenSchema("hecha_intake", metrics));
  ASSIGN_OR_RETURN(std::unique_ptr<db::Database> supervision,
                   suite.OpenSchema("hecha_supervision", metrics));
  ASSIGN_OR_RETURN(std::unique_ptr<security::Keyring> intake_keys, suite.KeyringOf("intake"));
  ASSIGN_OR_RETURN(std::unique_ptr<security::Keyring> supervision_keys,
                   suite.KeyringOf("supervision"));
  return std::unique_ptr<LeadFill>(
      new LeadFill(std::make_unique<Impl>(std::move(intake), std::move(supervision),
                                          std::move(intake_keys), std::move(supervision_keys))));
}

absl::Status LeadFill::Add(int64_t count) {
  for (int64_t left = count; left > 0; left -= kChunk) {
    ASSIGN_OR_RETURN(const std::vector<Lead> made_now, impl_->Register(std::min(left, kChunk)));
    auto entered = std::async(std::launch::async, [&] { return impl_->Enter(made_now); });
    const absl::Status indexed = impl_->Index(made_now);
    RETURN_IF_ERROR(entered.get());
    RETURN_IF_ERROR(indexed);
    for (size_t i = 0; i < made_now.size(); ++i)
      if (impl_->some_ids.size() < 100 || i % 100 == 0)
        impl_->some_ids.push_back(made_now[i].id.ToString());
  }
  return absl::OkStatus();
}

const std::vector<std::string>& LeadFill::some_ids() const { return impl_->some_ids; }

}  // namespace hecha::bench
