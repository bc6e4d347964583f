#include "services/verification/report_diff.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "services/common/base/status_macros.h"
#include "services/verification/report_form.h"

namespace hecha::verification {
namespace {

// Beyond this a section is shown as written anew.
constexpr size_t kMostCells = 4'000'000;

// A field that begins a section; those after it belong to it until the next begins one.
bool BeginsSection(std::string_view name) {
  return name == "case" || name == "plan" || name == "investigator" || name == "allegation" ||
         name == "finding" || name == "step" || name == "report" || name == "submitted_by";
}

// Which alone repeat, so that they are counted.
bool Repeats(std::string_view name) {
  return name == "investigator" || name == "allegation" || name == "finding" || name == "step";
}

struct Section {
  std::string name;
  std::string title;
  std::vector<std::string> lines;
};

void AddLines(const FormField& field, std::vector<std::string>& lines) {
  std::string_view rest = field.value;
  for (bool first = true; first || !rest.empty(); first = false) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    const std::string_view line = rest.substr(0, end);
    lines.push_back(first ? fmt::format("{}：{}", FormLabel(field.name), line) : std::string(line));
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
}

std::vector<Section> SectionsOf(const std::vector<FormField>& fields) {
  std::vector<Section> sections;
  std::map<std::string, int> counts;
  for (const FormField& field : fields) {
    if (BeginsSection(field.name)) {
      const std::string number =
          Repeats(field.name) ? fmt::format(" {}", ++counts[field.name]) : std::string();
      sections.push_back(
          {field.name + number, fmt::format("{}{}", FormLabel(field.name), number), {}});
    }
    if (!sections.empty()) AddLines(field, sections.back().lines);
  }
  return sections;
}

const Section* Find(const std::vector<Section>& sections, const std::string& name) {
  const auto found = std::find_if(sections.begin(), sections.end(),
                                  [&](const Section& section) { return section.name == name; });
  return found == sections.end() ? nullptr : &*found;
}

}  // namespace

std::vector<DiffLine> CompareLines(std::span<const std::string> from,
                                   std::span<const std::string> to) {
  if (from.size() * to.size() > kMostCells) {
    std::vector<DiffLine> rewritten;
    for (const std::string& line : from) rewritten.push_back({LineChange::kRemoved, line});
    for (const std::string& line : to) rewritten.push_back({LineChange::kAdded, line});
    return rewritten;
  }
  // common[i][j]: length of the longest common subsequence of from[i…] and to[j…].
  std::vector<std::vector<int>> common(from.size() + 1, std::vector<int>(to.size() + 1));
  for (size_t i = from.size(); i-- > 0;)
    for (size_t j = to.size(); j-- > 0;)
      common[i][j] = from[i] == to[j] ? common[i + 1][j + 1] + 1
                                      : std::max(common[i + 1][j], common[i][j + 1]);
  std::vector<DiffLine> lines;
  size_t i = 0;
  size_t j = 0;
  while (i < from.size() || j < to.size()) {
    if (i < from.size() && j < to.size() && from[i] == to[j]) {
      lines.push_back({LineChange::kSame, from[i]});
      ++i, ++j;
    } else if (i < from.size() && (j == to.size() || common[i + 1][j] >= common[i][j + 1])) {
      lines.push_back({LineChange::kRemoved, from[i++]});
    } else {
      lines.push_back({LineChange::kAdded, to[j++]});
    }
  }
  return lines;
}

absl::StatusOr<ReportDiff> CompareReports(const Report& from, const Report& to) {
  ASSIGN_OR_RETURN(const std::vector<FormField> from_fields, ParseForm(from.form));
  ASSIGN_OR_RETURN(const std::vector<FormField> to_fields, ParseForm(to.form));
  const std::vector<Section> before = SectionsOf(from_fields);
  const std::vector<Section> after = SectionsOf(to_fields);
  ReportDiff diff{from.version, to.version, {}};
  const auto add = [&diff](const Section& section, std::vector<DiffLine> lines) {
    diff.sections.push_back({section.name, section.title, std::move(lines)});
  };
  for (const Section& section : after) {
    const Section* earlier = Find(before, section.name);
    const std::vector<std::string> none;
    const std::vector<std::string>& old_lines = earlier == nullptr ? none : earlier->lines;
    if (old_lines != section.lines) add(section, CompareLines(old_lines, section.lines));
  }
  for (const Section& section : before)
    if (Find(after, section.name) == nullptr) add(section, CompareLines(section.lines, {}));
  return diff;
}

}  // namespace hecha::verification
