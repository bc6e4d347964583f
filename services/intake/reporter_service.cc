#include "services/intake/reporter_service.h"

#include <optional>
#include <utility>

#include "services/common/base/status_macros.h"
#include "services/intake/reporter_hint.h"

namespace hecha::intake {
namespace {

constexpr char kKey[] = "receipt";

}  // namespace

void ReporterService::File(const Call& call, Registration report, std::function<bool()> abandoned,
                           std::function<void(absl::StatusOr<Filed>)> done) {
  Apply(call, {.registration = std::move(report)}, std::move(abandoned), std::move(done));
}

void ReporterService::FileNamed(const Call& call, Registration report,
                                const ReporterIdentity& identity,
                                std::function<std::string(LeadId)> bytes,
                                std::function<bool()> abandoned,
                                std::function<void(absl::StatusOr<Filed>)> done) {
  if (absl::Status bad = identity.Check("identity"); !bad.ok()) return done(std::move(bad));
  report.identity = Identity::kNamed;
  report.reporter_passages = PassagesNaming(identity, FreeTextOf(report));
  Application application{.registration = std::move(report)};
  vault_.Deposit(std::move(bytes), application);
  Apply(call, std::move(application), std::move(abandoned), std::move(done));
}

void ReporterService::Apply(const Call& call, Application application,
                            std::function<bool()> abandoned,
                            std::function<void(absl::StatusOr<Filed>)> done) {
  // Made from the caller's random request id under a key that the database does not have: a
  // retry finds its own receipt again although no copy was kept.
  Receipt receipt(keyring_.Fingerprint(kKey, call.request_id + call.request_hash).substr(0, 16));
  application.receipt = keyring_.Fingerprint(kKey, receipt.bits());
  registrar_.Register(call, std::move(application), std::move(abandoned),
                      [receipt, done = std::move(done)](absl::StatusOr<Registered> registered) {
                        if (!registered.ok()) return done(std::move(registered).status());
                        done(Filed{receipt, registered->lead.registration.received_at});
                      });
}

absl::StatusOr<ReporterService::Bearer> ReporterService::LookUp(db::Transaction& transaction,
                                                                const Receipt& receipt) const {
  const std::string fingerprint = keyring_.Fingerprint(kKey, receipt.bits());
  ASSIGN_OR_RETURN(const std::optional<ReporterStore::Entry> entry,
                   receipts_.Find(transaction, fingerprint));
  ASSIGN_OR_RETURN(const Uuid nobody, Uuid::FromBytes(fingerprint.substr(0, 16)));
  const LeadId lead = entry.has_value() ? entry->lead : LeadId{nobody};
  ASSIGN_OR_RETURN(std::optional<LeadStatus> status, lead_store_.FindStatus(transaction, lead));
  if (!status.has_value()) return Bearer{lead, "", false};
  return Bearer{lead, std::move(status->division), true};
}

absl::StatusOr<ReceiptView> ReporterService::Open(const Call& call, const Receipt& receipt) {
  const std::string fingerprint = keyring_.Fingerprint(kKey, receipt.bits());
  return journal_.database().Read(
      call.deadline, [&](db::Transaction& transaction) { return Read(transaction, fingerprint); });
}

absl::StatusOr<ReceiptView> ReporterService::Reply(const Call& call, const Receipt& receipt,
                                                   const std::string& text) {
  return ByReceipt(
      call, receipt, [&](db::Transaction& transaction, LeadId lead, const LeadStatus& status) {
        return dialogues_.Say(transaction, call, lead, status.division, Speaker::kReporter, text)
            .status();
      });
}

absl::StatusOr<ReceiptView> ReporterService::Confirm(const Call& call, const Receipt& receipt,
                                                     Attitude attitude) {
  return ByReceipt(call, receipt,
                   [&](db::Transaction& transaction, LeadId lead, const LeadStatus& status) {
                     return dialogues_.Confirm(transaction, call, lead, status.division,
                                               status.stands_with, attitude);
                   });
}

absl::StatusOr<ReceiptView> ReporterService::RequestReview(const Call& call, const Receipt& receipt,
                                                           const std::string& reason) {
  return ByReceipt(call, receipt,
                   [&](db::Transaction& transaction, LeadId lead, const LeadStatus& status) {
                     return dialogues_.RequestReview(transaction, call, lead, status.division,
                                                     status.stands_with, reason);
                   });
}

absl::Status ReporterService::Inform(db::Transaction& transaction, const Call& call, LeadId lead,
                                     std::string_view explanation) {
  RETURN_IF_ERROR(InformOne(transaction, call, lead, explanation));
  // Whoever reported what was merged into it waits for the same answer.
  ASSIGN_OR_RETURN(const std::vector<LeadId> merged, lead_store_.ListMergedInto(transaction, lead));
  for (LeadId each : merged) RETURN_IF_ERROR(InformOne(transaction, call, each, explanation));
  return absl::OkStatus();
}

absl::Status ReporterService::InformOne(db::Transaction& transaction, const Call& call, LeadId lead,
                                        std::string_view explanation) {
  ASSIGN_OR_RETURN(const bool has_receipt, receipts_.Has(transaction, lead));
  if (!has_receipt) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::optional<LeadStatus> status,
                   lead_store_.FindStatus(transaction, lead));
  if (!status.has_value()) return absl::InternalError("a receipt's lead is gone");
  if (!explanation.empty()) RETURN_IF_ERROR(receipts_.Explain(transaction, lead, explanation));
  return dialogues_.Inform(transaction, call, lead, status->division);
}

absl::StatusOr<ReceiptView> ReporterService::ByReceipt(const Call& call, const Receipt& receipt,
                                                       const Act& act) {
  const std::string fingerprint = keyring_.Fingerprint(kKey, receipt.bits());
  return journal_.Commit(
      call,
      [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
        ASSIGN_OR_RETURN(const std::optional<ReporterStore::Entry> entry,
                         receipts_.Find(transaction, fingerprint));
        if (!entry.has_value()) return UnknownReceipt();
        ASSIGN_OR_RETURN(const std::optional<LeadStatus> status,
                         lead_store_.FindStatus(transaction, entry->lead));
        if (!status.has_value()) return UnknownReceipt();
        RETURN_IF_ERROR(act(transaction, entry->lead, *status));
        return entry->lead.uuid;
      },
      [&](db::Transaction& transaction, const Uuid&) { return Read(transaction, fingerprint); });
}

absl::StatusOr<ReceiptView> ReporterService::Read(db::Transaction& transaction,
                                                  std::string_view fingerprint) {
  ASSIGN_OR_RETURN(std::optional<ReporterStore::Entry> entry,
                   receipts_.Find(transaction, fingerprint));
  // A miss goes the way of a hit, with a lead that nobody has: how long the answer takes must
  // not tell more than the answer.
  ASSIGN_OR_RETURN(const Uuid nobody, Uuid::FromBytes(fingerprint.substr(0, 16)));
  const LeadId lead = entry.has_value() ? entry->lead : LeadId{nobody};
  ASSIGN_OR_RETURN(const std::optional<LeadStatus> status,
                   lead_store_.FindStatus(transaction, lead));
  ASSIGN_OR_RETURN(DialogueService::View view, dialogues_.Read(transaction, lead));
  if (!entry.has_value() || !status.has_value()) return UnknownReceipt();
  return ReceiptView{ProgressOf(status->state), status->received_at, std::move(entry->explanation),
                     std::move(view.dialogue), std::move(view.messages)};
}

}  // namespace hecha::intake
