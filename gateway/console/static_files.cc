#include "gateway/console/static_files.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <utility>

#include "services/common/security/keyring.h"

namespace hecha::console {
namespace {

constexpr size_t kMostBytes = 64 << 20;

// Scripts, styles and pictures of our own only, nothing inline; nobody may frame the console.
constexpr char kPagePolicy[] =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

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

}  // namespace

StaticFiles StaticFiles::Embedded() {
  StaticFiles files;
  for (const EmbeddedFile& file : kEmbeddedFiles) {
    files.Add(fmt::format("/{}", file.name), std::string(file.content));
  }
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
    std::string content(std::istreambuf_iterator<char>(in), {});
    files.Add("/" + it->path().lexically_relative(directory).generic_string(), std::move(content));
  }
  if (!files.Has("/")) {
    return absl::NotFoundError(fmt::format("there is no {}/index.html", directory));
  }
  return files;
}

void StaticFiles::Add(const std::string& name, std::string content) {
  const std::string hash = security::Sha256(content);
  std::string etag = "\"";
  for (size_t i = 0; i < 12; ++i) etag += fmt::format("{:02x}", static_cast<uint8_t>(hash[i]));
  etag += '"';
  files_[name] = {ContentType(name), std::move(etag), std::move(content)};
}

const StaticFiles::File* StaticFiles::Find(std::string_view path) const {
  const auto it = files_.find(path == "/" ? std::string_view("/index.html") : path);
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
      {"Content-Security-Policy", kPagePolicy}, {"Cache-Control", "no-cache"}, {"ETag", file.etag}};
  if (request.Header("if-none-match") == file.etag) {
    response.status = 304;
    return response;
  }
  response.content_type = file.content_type;
  response.body = file.content;
  return response;
}

}  // namespace hecha::console
