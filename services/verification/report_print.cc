#include "services/verification/report_print.h"

#include <fmt/format.h>

#include <array>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/working_days.h"
#include "services/common/security/key_file.h"
#include "services/verification/report_form.h"

namespace hecha::verification {
namespace {

using print::Block;
using print::BlockKind;

constexpr std::array<std::string_view, 4> kCapacityLabels = {"", "承办单位负责人", "镇领导",
                                                             "扫黑办主任"};
constexpr std::pair<std::string_view, std::string_view> kSections[] = {
    {"case", "一、基本情况"},    {"plan", "二、核查方案与人员"}, {"allegation", "三、反映问题"},
    {"finding", "四、逐项认定"}, {"step", "五、核查措施"},       {"report", "六、核查情况"},
};
constexpr std::pair<std::string_view, std::string_view> kKinds[] = {
    {"INTERVIEW", "谈话"},      {"DOCUMENT", "查阅资料"}, {"SITE", "实地"},
    {"DATA_QUERY", "数据查询"}, {"OTHER", "其他"},
};

std::string PrintTime(absl::Time time) {
  return absl::FormatTime("%Y年%m月%d日 %H:%M", time, ChinaTime());
}

// A value in the words of paper; what has no other words stays as it is.
std::string Worded(const FormField& field) {
  if (field.name == "outcome" || field.name == "finding_outcome") {
    for (int code = 1; code <= static_cast<int>(Outcome::kTransferredElsewhere); ++code) {
      const auto outcome = static_cast<Outcome>(code);
      if (OutcomeName(outcome) == field.value) return std::string(OutcomeLabel(outcome));
    }
  }
  if (field.name == "kind")
    for (const auto& [name, words] : kKinds)
      if (name == field.value) return std::string(words);
  absl::Time time;
  if (field.name.ends_with("_at") &&
      absl::ParseTime(absl::RFC3339_full, field.value, &time, nullptr))
    return PrintTime(time);
  return field.value;
}

void AddFields(const std::vector<FormField>& fields, std::vector<Block>& blocks) {
  std::string_view section;
  for (const FormField& field : fields) {
    for (const auto& [begins, title] : kSections)
      if (begins == field.name && section != title) {
        section = title;
        blocks.push_back({BlockKind::kHeading, "", std::string(title)});
      }
    if (field.name == "plan" || field.name == "report") {
      blocks.push_back({BlockKind::kParagraph, "", field.value});
    } else {
      blocks.push_back({BlockKind::kRow, std::string(FormLabel(field.name)), Worded(field)});
    }
  }
}

void AddEndorsements(const std::vector<Endorsement>& endorsements, std::vector<Block>& blocks) {
  blocks.push_back({BlockKind::kHeading, "", "七、签字背书"});
  blocks.push_back({BlockKind::kParagraph, "", std::string(LiabilityText())});
  for (const Endorsement& given : endorsements) {
    blocks.push_back(
        {BlockKind::kRow, std::string(kCapacityLabels[static_cast<size_t>(given.capacity)]),
         fmt::format("{}    {}{}\n签名 {}", given.signer_name, PrintTime(given.signed_at),
                     given.Counts() ? "" : "（已失效）", security::ToHex(given.signature))});
  }
  if (endorsements.empty()) blocks.push_back({BlockKind::kParagraph, "", "（尚无签字）"});
}

std::string WatermarkOf(const Viewer& viewer) {
  return fmt::format("{}  {}  查阅", viewer.name, PrintTime(viewer.now));
}

}  // namespace

absl::StatusOr<print::Document> ReportDocument(const Case& subject, const Report& report,
                                               const std::vector<Endorsement>& endorsements,
                                               const Viewer& viewer) {
  ASSIGN_OR_RETURN(const std::vector<FormField> fields, ParseForm(report.form));
  const std::string hash = security::ToHex(report.hash);
  print::Document document;
  document.title = report.outcome == Outcome::kAlreadyHandled ? "办结报告" : "核查报告";
  document.subtitle = fmt::format("{}  第 {} 版{}", subject.assignment.lead_no, report.version,
                                  report.voided_at.has_value() ? "（已作废）" : "");
  document.watermark = WatermarkOf(viewer);
  document.foot = "摘要 " + hash;
  document.code = "hecha-report:" + hash;
  AddFields(fields, document.blocks);
  AddEndorsements(endorsements, document.blocks);
  return document;
}

absl::StatusOr<print::Document> FeedbackDocument(const Case& subject, const Viewer& viewer) {
  if (!subject.feedback.has_value() || subject.feedback->no_channel)
    return RefuseState("NO_FEEDBACK", "尚未向举报人反馈，或者无反馈渠道",
                       "the reporter was not told anything, or cannot be reached");
  print::Document document;
  document.title = "反馈告知书";
  document.subtitle = subject.assignment.lead_no;
  document.watermark = WatermarkOf(viewer);
  document.foot = subject.assignment.lead_no;
  document.blocks = {
      {BlockKind::kParagraph, "", "您反映的问题，经核查，现将结果告知如下："},
      {BlockKind::kParagraph, "", subject.feedback->explanation},
      {BlockKind::kParagraph, "", "如有异议，可自收到本告知书之日起 30 日内申请复核。"},
      {BlockKind::kRow, "承办单位", subject.assignment.unit_name},
      {BlockKind::kRow, "告知时间", PrintTime(subject.feedback->given_at)}};
  return document;
}

}  // namespace hecha::verification
