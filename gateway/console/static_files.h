// The files of the console, held in memory: read once from a directory, or those embedded in
// the binary.
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
};
std::vector<EmbeddedFile> EmbeddedFiles();

class StaticFiles {
 public:
  // Those of the binary.
  static StaticFiles Embedded();
  // Every regular file below `directory`. NotFound if it has no index.html; ResourceExhausted
  // if they are more than 64 MiB.
  static absl::StatusOr<StaticFiles> Load(const std::string& directory);

  // True if `path` leads to a file.
  bool Has(std::string_view path) const;
  // The file, with the headers a page needs; 304 where `request` has it already; 405 for any
  // verb but GET and HEAD. Has(request.path) is true.
  http::Response Get(const http::Request& request) const;

 private:
  struct File {
    std::string content_type;
    std::string etag;
    std::string content;
    // Empty where there is no compressed form.
    std::string gzip;
  };
  // `files` by path, "/index.html".
  explicit StaticFiles(std::map<std::string, std::string> files);
  const File* Find(std::string_view path) const;

  std::map<std::string, File, std::less<>> files_;
};

}  // namespace hecha::console
