// What became of each row of an import: a CSV file with the columns line, row_key, result,
// lead_no, lead_id, field, rule, message, in the order of the file imported, and the totals.
//
// Used by one thread.
#pragma once

#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>

#include "absl/status/status.h"

namespace hecha::ctl {

class ImportReport {
 public:
  // Creates `path`; counts only, where it is empty.
  absl::Status Open(const std::string& path);

  // A lead exists for the row: registered now, or by an earlier run.
  void Registered(int64_t line, std::string_view row_key, bool now, std::string_view lead_no,
                  std::string_view lead_id);
  // The row is no lead, and why.
  void Refused(int64_t line, std::string_view row_key, const absl::Status& why);

  // Unavailable if something of the report could not be written.
  absl::Status Close();

  int64_t created() const { return created_; }
  int64_t existing() const { return existing_; }
  int64_t refused() const { return refused_; }
  int64_t rows() const { return created_ + existing_ + refused_; }

 private:
  void Write(std::initializer_list<std::string_view> fields);

  std::string path_;
  std::ofstream file_;
  int64_t created_ = 0;
  int64_t existing_ = 0;
  int64_t refused_ = 0;
};

}  // namespace hecha::ctl
