#include "services/common/security/key_file.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "services/common/security/sodium.h"

namespace hecha::security {
namespace {

constexpr size_t kLargestFile = 1 << 20;

class File {
 public:
  explicit File(int fd) : fd_(fd) {}
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  ~File() {
    if (fd_ >= 0) close(fd_);
  }
  int fd() const { return fd_; }

 private:
  const int fd_;
};

absl::Status FromErrno(int error, std::string_view what, const std::string& path) {
  const std::string message = fmt::format("cannot {} {}: {}", what, path, std::strerror(error));
  return error == ENOENT ? absl::NotFoundError(message) : absl::InvalidArgumentError(message);
}

absl::StatusOr<std::string> Read(const std::string& path, bool secret) {
  const File file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.fd() < 0) return FromErrno(errno, "open", path);
  struct stat info;
  if (fstat(file.fd(), &info) != 0) return FromErrno(errno, "inspect", path);
  if (secret && (info.st_mode & S_IRWXO) != 0) {
    return absl::InvalidArgumentError(
        fmt::format("{} holds a secret and is open to every user: chmod o= it", path));
  }
  std::string content;
  char buffer[4096];
  while (true) {
    const ssize_t n = read(file.fd(), buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return FromErrno(errno, "read", path);
    if (n == 0) break;
    content.append(buffer, static_cast<size_t>(n));
    if (content.size() > kLargestFile) {
      return absl::InvalidArgumentError(fmt::format("{} is too large for a key file", path));
    }
  }
  sodium_memzero(buffer, sizeof buffer);
  return content;
}

// Without it the file may still have its old name, or none, after a power failure.
absl::Status SyncDirectoryOf(const std::string& path) {
  const std::filesystem::path parent = std::filesystem::path(path).parent_path();
  const std::string directory = parent.empty() ? "." : parent.string();
  const File file(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (file.fd() < 0) return FromErrno(errno, "open", directory);
  if (fsync(file.fd()) != 0) return FromErrno(errno, "sync", directory);
  return absl::OkStatus();
}

std::string_view Trim(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

}  // namespace

absl::StatusOr<std::string> ReadSecretFile(const std::string& path) {
  return Read(path, /*secret=*/true);
}

absl::StatusOr<std::string> ReadPublicFile(const std::string& path) {
  return Read(path, /*secret=*/false);
}

absl::Status ReplaceFile(const std::string& path, std::string_view content, mode_t mode) {
  const std::string draft = fmt::format("{}.{}.new", path, getpid());
  unlink(draft.c_str());  // a draft that a crash left behind; open reports anything worse
  {
    const File file(open(draft.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode));
    if (file.fd() < 0) return FromErrno(errno, "create", draft);
    std::string_view rest = content;
    while (!rest.empty()) {
      const ssize_t n = write(file.fd(), rest.data(), rest.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return FromErrno(errno, "write", draft);
      rest.remove_prefix(static_cast<size_t>(n));
    }
    // The umask may have taken bits away, never added any.
    if (fchmod(file.fd(), mode) != 0) return FromErrno(errno, "chmod", draft);
    if (fsync(file.fd()) != 0) return FromErrno(errno, "sync", draft);
  }
  if (rename(draft.c_str(), path.c_str()) != 0) return FromErrno(errno, "rename to", path);
  return SyncDirectoryOf(path);
}

std::string ToHex(std::string_view bytes) {
  std::string hex(bytes.size() * 2 + 1, '\0');
  sodium_bin2hex(hex.data(), hex.size(), Bytes(bytes), bytes.size());
  hex.pop_back();
  return hex;
}

absl::StatusOr<std::string> FromHex(std::string_view hex, size_t size) {
  hex = Trim(hex);
  std::string bytes(size, '\0');
  size_t written = 0;
  const char* end = nullptr;
  if (hex.size() != size * 2 ||
      sodium_hex2bin(Bytes(bytes), bytes.size(), hex.data(), hex.size(), nullptr, &written, &end) !=
          0 ||
      written != size || end != hex.data() + hex.size()) {
    return absl::InvalidArgumentError(fmt::format("expected {} hexadecimal digits", size * 2));
  }
  return bytes;
}

}  // namespace hecha::security
