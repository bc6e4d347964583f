#include "services/verification/report.h"

#include <fmt/format.h>

#include <array>

#include "services/verification/case.h"

namespace hecha::verification {
namespace {

constexpr std::array<std::string_view, 6> kStepKinds = {"",     "INTERVIEW",  "DOCUMENT",
                                                        "SITE", "DATA_QUERY", "OTHER"};

class Form {
 public:
  void Add(std::string_view name, std::string_view value) {
    text_ += fmt::format("{} {} ", name, value.size());
    text_ += value;
    text_ += '\n';
  }
  void Add(std::string_view name, int number) { Add(name, fmt::format("{}", number)); }
  void Add(std::string_view name, absl::Time time) { Add(name, CanonicalTime(time)); }

  std::string Take() { return std::move(text_); }

 private:
  std::string text_ = fmt::format("{}\n", kReportTag);
};

void AddFinding(Form& form, const Finding& finding) {
  form.Add("finding", finding.allegation);
  form.Add("finding_outcome", OutcomeName(finding.outcome));
  form.Add("basis", finding.basis);
  form.Add("legal_basis", finding.legal_basis);
  for (const Evidence& evidence : finding.evidence)
    form.Add("evidence", evidence.exhibit.has_value()
                             ? fmt::format("exhibit {}", evidence.exhibit->ToString())
                             : fmt::format("step {}", evidence.step));
  form.Add("found_by", finding.recorded_by.ToString());
  form.Add("found_at", finding.recorded_at);
}

void AddStep(Form& form, int number, const Step& step) {
  form.Add("step", number);
  form.Add("kind", kStepKinds[static_cast<size_t>(step.kind)]);
  form.Add("happened_at", step.happened_at);
  form.Add("place", step.place);
  for (const std::string& person : step.people_present) form.Add("present", person);
  form.Add("text", step.text);
  for (const Uuid& attachment : step.attachments) form.Add("attachment", attachment.ToString());
  form.Add("recorded_by", step.recorded_by.ToString());
  form.Add("recorded_at", step.recorded_at);
}

}  // namespace

std::string CanonicalTime(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", time, absl::UTCTimeZone());
}

std::string CanonicalForm(const Case& subject, const Report& report, std::string_view text) {
  const Assignment& assignment = subject.assignment;
  const Plan& plan = subject.plan;
  Form form;
  form.Add("case", subject.id.ToString());
  form.Add("version", report.version);
  form.Add("lead", assignment.lead_no);
  form.Add("division", assignment.division);
  form.Add("unit", assignment.unit.ToString());
  form.Add("unit_name", assignment.unit_name);
  form.Add("outcome", OutcomeName(report.outcome));
  form.Add("planned_at", subject.planned_at.value_or(absl::UnixEpoch()));
  form.Add("plan", plan.text);
  for (const TeamMember* member : subject.taskforce.Active()) {
    form.Add("investigator", member->user.ToString());
    form.Add("declaration", member->declaration);
  }
  const int allegations = static_cast<int>(plan.allegations.size());
  for (const std::string& allegation : plan.allegations) form.Add("allegation", allegation);
  for (int number = 1; number <= allegations; ++number)
    AddFinding(form, *subject.FindingOn(number));
  for (size_t i = 0; i < subject.steps.size(); ++i)
    AddStep(form, static_cast<int>(i) + 1, subject.steps[i]);
  form.Add("report", text);
  form.Add("submitted_by", report.submitted_by.ToString());
  form.Add("submitted_at", report.submitted_at);
  return form.Take();
}

}  // namespace hecha::verification
