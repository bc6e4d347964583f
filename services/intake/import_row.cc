#include "services/intake/import_row.h"

#include <fmt/format.h>

#include <iterator>

#include "services/intake/lead_record.h"

namespace hecha::intake {

std::string ContentOf(const ImportRow& row) {
  const Registration& said = row.registration;
  const auto micros = [](absl::Time time) { return std::to_string(absl::ToUnixMicros(time)); };
  std::string content = fmt::format(
      "{} {} {} {} {} {} {}", static_cast<int>(said.channel), static_cast<int>(said.level),
      static_cast<int>(said.instruction), static_cast<int>(said.sector), said.key_lead,
      said.deadline.has_value() ? micros(*said.deadline) : "-",
      row.says_when_received ? micros(said.received_at) : "-");
  // With their lengths: no text can end where the next one begins.
  const std::string record = EncodeRecord(said);
  for (const std::string* text :
       {&said.document_no, &said.issuing_body, &said.title, &said.narrative, &record})
    fmt::format_to(std::back_inserter(content), " {}:{}", text->size(), *text);
  // Rows that say no more were marked before lists could.
  const bool says_more = said.identity != Identity::kAnonymous ||
                         said.umbrella != Umbrella::kNone || !said.sweep.nil() ||
                         !said.accused_units.empty();
  if (!says_more) return content;
  fmt::format_to(std::back_inserter(content), " {} {} {}", static_cast<int>(said.identity),
                 static_cast<int>(said.umbrella), said.sweep.ToString());
  for (UnitId unit : said.accused_units) content += " " + unit.ToString();
  return content;
}

}  // namespace hecha::intake
