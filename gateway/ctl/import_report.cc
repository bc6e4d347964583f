#include "gateway/ctl/import_report.h"

#include <csv.h>

#include <optional>

#include "services/common/base/refusal.h"

namespace hecha::ctl {
namespace {

std::string Quoted(std::string_view text) {
  std::string quoted(csv_write(nullptr, 0, text.data(), text.size()), '\0');
  csv_write(quoted.data(), quoted.size(), text.data(), text.size());
  return quoted;
}

}  // namespace

absl::Status ImportReport::Open(const std::string& path) {
  path_ = path;
  if (path.empty()) return absl::OkStatus();
  file_.open(path, std::ios::binary | std::ios::trunc);
  if (!file_.is_open()) return absl::UnavailableError("cannot create " + path);
  Write({"line", "row_key", "result", "lead_no", "lead_id", "field", "rule", "message"});
  return absl::OkStatus();
}

void ImportReport::Registered(int64_t line, std::string_view row_key, bool now,
                              std::string_view lead_no, std::string_view lead_id) {
  ++(now ? created_ : existing_);
  Write(
      {std::to_string(line), row_key, now ? "created" : "existing", lead_no, lead_id, "", "", ""});
}

void ImportReport::Refused(int64_t line, std::string_view row_key, const absl::Status& why) {
  ++refused_;
  const Refusal refusal =
      RefusalOf(why).value_or(Refusal{absl::StatusCodeToString(why.code()), "",
                                      std::string(why.message()), std::string(why.message())});
  Write({std::to_string(line), row_key, "refused", "", "", refusal.field, refusal.rule,
         refusal.zh + " / " + refusal.en});
}

absl::Status ImportReport::Close() {
  if (path_.empty()) return absl::OkStatus();
  file_.close();
  return file_.fail() ? absl::UnavailableError("cannot write " + path_) : absl::OkStatus();
}

void ImportReport::Write(std::initializer_list<std::string_view> fields) {
  if (path_.empty()) return;
  std::string_view separator;
  for (std::string_view field : fields) {
    file_ << separator << Quoted(field);
    separator = ",";
  }
  file_ << "\r\n";
}

}  // namespace hecha::ctl
