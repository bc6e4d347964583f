// The files of the console: read once from a directory and held in memory, or those embedded in
// the binary, which are not copied, so that memory holds what is asked for.
//
// Beside "page.html" there may be "page.html.gz", the same content compressed: it is answered to
// whoever takes it. "/desk/" and every path below it that is no file lead to desk/index.html,
// which finds its own way.
//
// Immutable once made, so safe for concurrent use.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/http/message.h"

namespace hecha::console {

// A file compiled into the binary.
struct EmbeddedFile {
  std::string_view name;
  std::string_view content;
  // Twelve bytes of its SHA-256, in hex.
  std::string_view hash;
};
std::vector<EmbeddedFile> EmbeddedFiles();

class StaticFiles {
 public:
  // Those of the binary.
  static StaticFiles Embedded();
  // Every regular file below `directory`. NotFound if it has no index.html; ResourceExhausted
  // if they are more than 64 MiB.
  static absl::StatusOr<StaticFiles> Load(const std::string& directory);

  // The content that was read moves along, where a copy would still mean the first one's.
  StaticFiles(StaticFiles&&) = default;
  StaticFiles& operator=(StaticFiles&&) = default;

  // True if `path` leads to a file.
  bool Has(std::string_view path) const;
  // The file, with the headers a page needs; 304 where `request` has it already; 405 for any
  // verb but GET and HEAD. Has(request.path) is true.
  http::Response Get(const http::Request& request) const;

 private:
  struct File {
    std::string content_type;
    std::string etag;
    std::string_view content;
    // Empty where there is no compressed form.
    std::string_view gzip;
  };
  StaticFiles() = default;
  // A file at "/index.html", say, or after it its compressed form; the content outlives this.
  void Add(const std::string& path, std::string_view content, std::string_view hash);
  const File* Find(std::string_view path) const;

  // What was read from a directory.
  std::map<std::string, std::string> loaded_;
  std::map<std::string, File, std::less<>> files_;
};

}  // namespace hecha::console
