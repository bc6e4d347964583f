#include "services/verification/conclusion_store.h"

#include <utility>

#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

constexpr char kPut[] =
    "REPLACE INTO case_conclusion (case_id, accepted_by, accepted_at, accept_remark, sent_at, "
    "received_at, acknowledgement_no) VALUES (?, ?, ?, ?, ?, ?, ?)";
constexpr char kRead[] =
    "SELECT accepted_by, accepted_at, accept_remark, sent_at, received_at, acknowledgement_no FROM "
    "case_conclusion WHERE case_id = ?";

std::string Context(CaseId id, std::string_view column) {
  return security::ColumnContext("case_conclusion", id.ToString(), column);
}

struct Conclusion {
  std::optional<ReportAcceptance> acceptance;
  std::optional<absl::Time> sent_at;
  std::optional<absl::Time> received_at;
  std::string acknowledgement_no;
};

Conclusion ReadRow(const db::Row& row) {
  Conclusion read;
  if (!row.IsNull(0))
    read.acceptance = ReportAcceptance{row.As<UserId>(0), row.Time(1), row.Text(2)};
  read.sent_at = row.OptionalTime(3);
  read.received_at = row.OptionalTime(4);
  read.acknowledgement_no = row.OptionalText(5).value_or("");
  return read;
}

}  // namespace

absl::Status ConclusionStore::Put(db::Transaction& transaction, const Case& subject) const {
  ASSIGN_OR_RETURN(const security::DataKey key,
                   keys_.Find(transaction, subject.assignment.lead.uuid));
  std::vector<db::Param> row = {db::ToParam(subject.id)};
  const auto add = [&row](auto... values) { (row.push_back(db::ToParam(values)), ...); };
  if (const auto& given = subject.acceptance; given.has_value()) {
    add(given->accepted_by, given->accepted_at,
        key.Seal(given->remark, Context(subject.id, "accept_remark")));
  } else {
    row.resize(row.size() + 3);
  }
  const Filing filing = subject.filing.value_or(Filing());
  add(filing.sent_at, filing.received_at, filing.acknowledgement_no);
  return transaction.ExecuteParams(kPut, row).status();
}

absl::Status ConclusionStore::Read(db::Transaction& transaction, Case& subject) const {
  ASSIGN_OR_RETURN(std::optional<Conclusion> read,
                   transaction.QueryOne(kRead, ReadRow, subject.id));
  if (!read.has_value()) return absl::OkStatus();
  ASSIGN_OR_RETURN(const security::DataKey key,
                   keys_.Find(transaction, subject.assignment.lead.uuid));
  subject.acceptance = std::move(read->acceptance);
  if (subject.acceptance.has_value()) {
    ASSIGN_OR_RETURN(subject.acceptance->remark,
                     key.Open(subject.acceptance->remark, Context(subject.id, "accept_remark")));
  }
  if (subject.filing.has_value()) {
    subject.filing->sent_at = read->sent_at;
    subject.filing->received_at = read->received_at;
    subject.filing->acknowledgement_no = std::move(read->acknowledgement_no);
  }
  return absl::OkStatus();
}

}  // namespace hecha::verification
