#include "gateway/ctl/report_form.h"

#include <fmt/format.h>

#include <charconv>

namespace hecha::ctl {
namespace {

absl::Status Broken(std::string_view what) { return absl::DataLossError(std::string(what)); }

}  // namespace

absl::StatusOr<std::multimap<std::string, std::string>> ParseForm(std::string_view form) {
  constexpr std::string_view kTag = "hecha-report-v2\n";
  if (!form.starts_with(kTag)) return Broken("the form has no tag");
  form.remove_prefix(kTag.size());
  std::multimap<std::string, std::string> fields;
  while (!form.empty()) {
    const size_t name = form.find(' ');
    const size_t length = name == std::string_view::npos ? name : form.find(' ', name + 1);
    if (length == std::string_view::npos) return Broken("the form breaks off");
    size_t bytes = 0;
    const auto [end, error] = std::from_chars(form.data() + name + 1, form.data() + length, bytes);
    const std::string_view value = form.substr(length + 1);
    if (error != std::errc() || end != form.data() + length || value.size() <= bytes ||
        value[bytes] != '\n')
      return Broken("the form breaks off");
    fields.emplace(std::string(form.substr(0, name)), std::string(value.substr(0, bytes)));
    form = value.substr(bytes + 1);
  }
  for (const char* once : {"case", "version", "lead", "unit", "outcome"})
    if (fields.count(once) != 1) return Broken(fmt::format("the form has no {}", once));
  return fields;
}

}  // namespace hecha::ctl
