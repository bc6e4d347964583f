// A ZipArchive reads the entries of a zip file that lies in memory, and does not let a small file
// unpack to a large one.
//
// Used by one thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

struct zip;

namespace hecha::sheet {

class ZipArchive {
 public:
  // `file` outlives it. InvalidArgument NOT_A_WORKBOOK for what is no zip file or is encrypted,
  // ZIP_BOMB for one of more than 200 entries, of more than `limit` bytes unpacked in all, or with
  // an entry packed tighter than text ever is.
  static absl::StatusOr<std::unique_ptr<ZipArchive>> Open(std::string_view file, size_t limit);
  ~ZipArchive();

  // What the entry unpacks to; empty if there is no such entry. InvalidArgument if it is damaged,
  // or longer than the archive says.
  absl::StatusOr<std::string> Read(const std::string& name) const;

 private:
  explicit ZipArchive(zip* archive) : archive_(archive) {}

  zip* const archive_;
};

}  // namespace hecha::sheet
