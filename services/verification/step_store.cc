#include "services/verification/step_store.h"

#include <string>
#include <vector>

#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "services/common/base/status_macros.h"

namespace hecha::verification {
namespace {

constexpr char kInsertStep[] =
    "INSERT INTO case_step (case_id, version, kind, happened_at, place, text, people_present, "
    "attachments, recorded_by, recorded_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr char kInsertProgress[] =
    "INSERT INTO progress_return (case_id, version, text, returned_by, returned_at) VALUES (?, ?, "
    "?, ?, ?)";
constexpr char kSteps[] =
    "SELECT version, kind, happened_at, place, text, people_present, attachments, recorded_by, "
    "recorded_at FROM case_step WHERE case_id = ? ORDER BY version";
constexpr char kProgress[] =
    "SELECT text, returned_by, returned_at, version FROM progress_return WHERE case_id = ? ORDER "
    "BY version";

// Between the names of people: CheckStep lets it stand in none of them.
constexpr char kSeparator[] = "\x1f";

absl::Status InsertStep(db::Transaction& transaction, CaseId id, const Step& step,
                        const CaseVault& vault) {
  const auto seal = [&](const std::string& text, std::string_view column) {
    return vault.Seal(text, "case_step", step.version, column);
  };
  return transaction
      .Execute(kInsertStep, id, step.version, step.kind, step.happened_at,
               seal(step.place, "place"), seal(step.text, "text"),
               seal(absl::StrJoin(step.people_present, kSeparator), "people_present"),
               step.attachments, step.recorded_by, step.recorded_at)
      .status();
}

absl::Status ReadSteps(db::Transaction& transaction, Case& subject, const CaseVault& vault) {
  std::vector<std::string> people;
  RETURN_IF_ERROR(transaction.Query(
      kSteps,
      [&](const db::Row& row) {
        people.push_back(row.OptionalText(5).value_or(""));
        subject.steps.push_back({.kind = static_cast<StepKind>(row.Int(1)),
                                 .happened_at = row.Time(2),
                                 .place = row.Text(3),
                                 .text = row.Text(4),
                                 .people_present = {},
                                 .attachments = row.Packed<Uuid>(6),
                                 .recorded_by = row.As<UserId>(7),
                                 .recorded_at = row.Time(8),
                                 .version = row.Int(0)});
      },
      subject.id));
  for (size_t i = 0; i < people.size(); ++i) {
    Step& step = subject.steps[i];
    RETURN_IF_ERROR(vault.Open(step.place, "case_step", step.version, "place"));
    RETURN_IF_ERROR(vault.Open(step.text, "case_step", step.version, "text"));
    RETURN_IF_ERROR(vault.Open(people[i], "case_step", step.version, "people_present"));
    step.people_present = absl::StrSplit(people[i], kSeparator, absl::SkipEmpty());
  }
  return absl::OkStatus();
}

}  // namespace

absl::Status StepStore::Save(db::Transaction& transaction, const Case& subject,
                             const CaseVault& vault) const {
  if (!subject.steps.empty() && subject.steps.back().version == subject.version)
    return InsertStep(transaction, subject.id, subject.steps.back(), vault);
  if (subject.progress.empty() || subject.progress.back().version != subject.version)
    return absl::OkStatus();
  const ProgressReturn& given = subject.progress.back();
  return transaction
      .Execute(kInsertProgress, subject.id, given.version,
               vault.Seal(given.text, "progress_return", given.version, "text"), given.returned_by,
               given.returned_at)
      .status();
}

absl::Status StepStore::Read(db::Transaction& transaction, Case& subject,
                             const CaseVault& vault) const {
  RETURN_IF_ERROR(ReadSteps(transaction, subject, vault));
  RETURN_IF_ERROR(transaction.Query(
      kProgress,
      [&](const db::Row& row) {
        subject.progress.push_back({row.Text(0), row.As<UserId>(1), row.Time(2), row.Int(3)});
      },
      subject.id));
  for (ProgressReturn& given : subject.progress)
    RETURN_IF_ERROR(vault.Open(given.text, "progress_return", given.version, "text"));
  return absl::OkStatus();
}

}  // namespace hecha::verification
