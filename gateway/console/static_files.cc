#include "gateway/console/static_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "services/common/security/keyring.h"

namespace hecha::console {
namespace {

constexpr size_t kMostBytes = 64 << 20;
constexpr std::string_view kGzipSuffix = ".gz";
constexpr size_t kHashBytes = 12;
constexpr char kForAYear[] = "public, max-age=31536000, immutable";

// Scripts, styles, pictures and workers of our own only, nothing inline; nobody may frame the
// console. "blob:" is what a page made itself: the preview of a picture before it is sent.
constexpr char kPagePolicy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'";
constexpr char kPermissions[] =
    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()";

// Names below these carry a hash of their content.
constexpr std::string_view kHashed[] = {"/assets/", "/desk/assets/"};

bool NeverChanges(std::string_view path) {
  return std::any_of(std::begin(kHashed), std::end(kHashed),
                     [&](std::string_view directory) { return path.starts_with(directory); });
}

std::string ContentType(const std::string& name) {
  static constexpr std::pair<std::string_view, std::string_view> kTypes[] = {
      {".html", "text/html; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".json", "application/json; charset=utf-8"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".ico", "image/x-icon"},
      {".woff2", "font/woff2"},
  };
  for (const auto& [suffix, type] : kTypes) {
    if (name.ends_with(suffix)) return std::string(type);
  }
  return "application/octet-stream";
}

std::string HashOf(std::string_view content) {
  const std::string hash = security::Sha256(content);
  std::string hex;
  for (size_t i = 0; i < kHashBytes; ++i)
    hex += fmt::format("{:02x}", static_cast<uint8_t>(hash[i]));
  return hex;
}

// True if "gzip" is among the codings, unless with the weight 0 (RFC 9110 section 12.5.3).
bool TakesGzip(std::string_view accept_encoding) {
  const size_t at = accept_encoding.find("gzip");
  if (at == std::string_view::npos) return false;
  const std::string_view rest = accept_encoding.substr(at, accept_encoding.find(',', at) - at);
  return !rest.ends_with("q=0") && !rest.ends_with("q=0.0");
}

}  // namespace

StaticFiles StaticFiles::Embedded() {
  StaticFiles files;
  for (const EmbeddedFile& file : EmbeddedFiles())
    files.Add(fmt::format("/{}", file.name), file.content, file.hash);
  return files;
}

absl::StatusOr<StaticFiles> StaticFiles::Load(const std::string& directory) {
  namespace fs = std::filesystem;
  StaticFiles files;
  size_t bytes = 0;
  std::error_code error;
  for (fs::recursive_directory_iterator it(directory, error), end; !error && it != end;
       it.increment(error)) {
    if (!it->is_regular_file(error)) continue;
    bytes += it->file_size(error);
    if (bytes > kMostBytes) {
      return absl::ResourceExhaustedError(fmt::format("{} is larger than 64 MiB", directory));
    }
    std::ifstream in(it->path(), std::ios::binary);
    files.loaded_.emplace("/" + it->path().lexically_relative(directory).generic_string(),
                          std::string(std::istreambuf_iterator<char>(in), {}));
  }
  if (!files.loaded_.contains("/index.html")) {
    return absl::NotFoundError(fmt::format("there is no {}/index.html", directory));
  }
  for (const auto& [path, content] : files.loaded_) files.Add(path, content, HashOf(content));
  return files;
}

void StaticFiles::Add(const std::string& path, std::string_view content, std::string_view hash) {
  if (path.ends_with(kGzipSuffix)) {
    const auto whole = files_.find(path.substr(0, path.size() - kGzipSuffix.size()));
    if (whole != files_.end()) whole->second.gzip = content;
    return;
  }
  File& file = files_[path];
  file.content_type = ContentType(path);
  file.etag = fmt::format("\"{}\"", hash);
  file.content = content;
}

const StaticFiles::File* StaticFiles::Find(std::string_view path) const {
  if (path == "/") path = "/index.html";
  auto it = files_.find(path);
  const bool of_desk = path == "/desk" || path.starts_with("/desk/");
  if (it == files_.end() && of_desk && !NeverChanges(path)) it = files_.find("/desk/index.html");
  return it == files_.end() ? nullptr : &it->second;
}

bool StaticFiles::Has(std::string_view path) const { return Find(path) != nullptr; }

http::Response StaticFiles::Get(const http::Request& request) const {
  const File& file = *Find(request.path);
  http::Response response;
  if (request.method != "GET" && request.method != "HEAD") {
    response.status = 405;
    response.headers = {{"Allow", "GET, HEAD"}};
    return response;
  }
  response.headers = {
      {"Content-Security-Policy", kPagePolicy},
      {"Permissions-Policy", kPermissions},
      {"Cross-Origin-Opener-Policy", "same-origin"},
      {"Cache-Control", NeverChanges(request.path) ? kForAYear : "no-cache"},
      {"Vary", "Accept-Encoding"},
      {"ETag", file.etag},
  };
  if (request.Header("if-none-match") == file.etag) {
    response.status = 304;
    return response;
  }
  response.content_type = file.content_type;
  const bool compressed = !file.gzip.empty() && TakesGzip(request.Header("accept-encoding"));
  if (compressed) response.headers.emplace_back("Content-Encoding", "gzip");
  response.body = std::string(compressed ? file.gzip : file.content);
  return response;
}

}  // namespace hecha::console
