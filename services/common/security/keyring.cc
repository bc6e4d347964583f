#include "services/common/security/keyring.h"

#include <fmt/format.h>
#include <openssl/evp.h>
#include <sys/stat.h>

#include <algorithm>
#include <utility>

#include "absl/base/thread_annotations.h"
#include "absl/synchronization/mutex.h"
#include "services/common/base/status_macros.h"
#include "services/common/security/aead.h"
#include "services/common/security/key_file.h"
#include "services/common/security/sodium.h"

namespace hecha::security {
namespace {

// A sealed value begins with: format, key id, length of the key name, key name.
constexpr char kFormat = 1;
constexpr size_t kIdSize = 8;
constexpr size_t kFixedSize = 1 + kIdSize + 1;
constexpr std::string_view kAnyName = "*";
constexpr std::string_view kFingerprintName = "fingerprint";

// What a derived key is for; one use never meets the key of another.
constexpr std::string_view kToIdentify = "hecha.keyring.id.v1";
constexpr std::string_view kToSeal = "hecha.keyring.seal.v1";
constexpr std::string_view kToFingerprint = "hecha.keyring.fingerprint.v1";

// What tells one state of a file from the next.
struct FileMark {
  ino_t inode = 0;
  off_t size = 0;
  timespec changed{};

  bool operator==(const FileMark& other) const {
    return inode == other.inode && size == other.size && changed.tv_sec == other.changed.tv_sec &&
           changed.tv_nsec == other.changed.tv_nsec;
  }
};

FileMark MarkOf(const std::string& path) {
  struct stat found {};
  if (stat(path.c_str(), &found) != 0) return {};
  return {found.st_ino, found.st_size, found.st_mtim};
}

}  // namespace

struct Keyring::Key {
  std::string name;
  std::string id;
  Secret root;

  Key(std::string name_in, const Secret& secret) : name(std::move(name_in)), root(secret) {
    id = Derive(root, kToIdentify, name).view().substr(0, kIdSize);
  }
};

// The keys of one state of the file. At least one of kAnyName.
struct Keyring::Ring {
  std::vector<Key> keys;

  static absl::StatusOr<std::shared_ptr<const Ring>> Load(const std::string& path);
  // Adds the key of one line of the file, or none for a comment.
  absl::Status Add(std::string_view line);

  // The keys that serve `name`: its own lines, or else those of "*".
  const Key& Newest(std::string_view name) const {
    auto found =
        std::find_if(keys.rbegin(), keys.rend(), [&](const Key& key) { return key.name == name; });
    return found != keys.rend() ? *found : Newest(kAnyName);
  }
  // The key that makes the fingerprints of `name`.
  const Key& Fingerprinting(std::string_view name) const {
    if (const Key* own = Oldest(fmt::format("{}.{}", kFingerprintName, name))) return *own;
    if (const Key* common = Oldest(kFingerprintName)) return *common;
    return *Oldest(kAnyName);
  }
  const Key* Oldest(std::string_view name) const {
    auto found =
        std::find_if(keys.begin(), keys.end(), [&](const Key& key) { return key.name == name; });
    return found != keys.end() ? &*found : nullptr;
  }
  // Whether `key` makes fingerprints of some name.
  bool Fingerprints(const Key& key) const {
    if (key.name == kAnyName) return &Fingerprinting("") == &key;
    return key.name.starts_with(kFingerprintName) && Oldest(key.name) == &key;
  }
  const Key* Find(std::string_view id) const {
    auto found =
        std::find_if(keys.begin(), keys.end(), [&](const Key& key) { return key.id == id; });
    return found != keys.end() ? &*found : nullptr;
  }
};

struct Keyring::State {
  // Empty for a ring without a file.
  std::string path;
  absl::Mutex mutex;
  FileMark mark ABSL_GUARDED_BY(mutex);
  std::shared_ptr<const Ring> ring ABSL_GUARDED_BY(mutex);
};

absl::Status Keyring::Ring::Add(std::string_view line) {
  const size_t first = line.find_first_not_of(" \t\r");
  if (first == std::string_view::npos || line[first] == '#') return absl::OkStatus();
  const size_t space = line.find_first_of(" \t", first);
  if (space == std::string_view::npos || space - first > UINT8_MAX)
    return absl::InvalidArgumentError("expected \"NAME HEX\"");
  ASSIGN_OR_RETURN(std::string secret, FromHex(line.substr(space), Secret::kSize));
  keys.emplace_back(std::string(line.substr(first, space - first)), Secret::Of(secret));
  sodium_memzero(secret.data(), secret.size());
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const Keyring::Ring>> Keyring::Ring::Load(const std::string& path) {
  ASSIGN_OR_RETURN(std::string text, ReadSecretFile(path));
  auto ring = std::make_shared<Ring>();
  std::string_view rest = text;
  for (int number = 1; !rest.empty(); ++number) {
    const size_t end = std::min(rest.find('\n'), rest.size());
    if (absl::Status added = ring->Add(rest.substr(0, end)); !added.ok()) {
      return absl::InvalidArgumentError(
          fmt::format("{}:{}: {}", path, number, std::string(added.message())));
    }
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  sodium_memzero(text.data(), text.size());
  const bool any = std::any_of(ring->keys.begin(), ring->keys.end(),
                               [](const Key& key) { return key.name == kAnyName; });
  if (!any) {
    return absl::InvalidArgumentError(
        fmt::format("{}: no line for \"*\", the key of every name without its own", path));
  }
  return ring;
}

Keyring::Keyring(std::unique_ptr<State> state) : state_(std::move(state)) {}
Keyring::~Keyring() = default;

absl::StatusOr<std::unique_ptr<Keyring>> Keyring::Load(const std::string& path) {
  InitSodium();
  auto state = std::make_unique<State>();
  state->path = path;
  std::unique_ptr<Keyring> keyring(new Keyring(std::move(state)));
  RETURN_IF_ERROR(keyring->Refresh().status());
  return keyring;
}

std::unique_ptr<Keyring> Keyring::Ephemeral() {
  auto ring = std::make_shared<Ring>();
  ring->keys.emplace_back(std::string(kAnyName), Secret::Random());
  auto state = std::make_unique<State>();
  {
    absl::MutexLock lock(&state->mutex);
    state->ring = std::move(ring);
  }
  return std::unique_ptr<Keyring>(new Keyring(std::move(state)));
}

absl::StatusOr<bool> Keyring::Refresh() const {
  if (state_->path.empty()) return false;
  absl::MutexLock lock(&state_->mutex);
  // Before the file: whatever is written while it is read shows as a change the next time.
  const FileMark mark = MarkOf(state_->path);
  if (state_->ring != nullptr && mark == state_->mark) return false;
  ASSIGN_OR_RETURN(state_->ring, Ring::Load(state_->path));
  state_->mark = mark;
  return true;
}

std::shared_ptr<const Keyring::Ring> Keyring::ring() const {
  absl::MutexLock lock(&state_->mutex);
  return state_->ring;
}

std::string Keyring::Seal(std::string_view key_name, std::string_view plaintext,
                          std::string_view associated) const {
  key_name = key_name.substr(0, UINT8_MAX);
  const std::shared_ptr<const Ring> keys = ring();
  const Key& key = keys->Newest(key_name);
  std::string header(1, kFormat);
  header += key.id;
  header += static_cast<char>(key_name.size());
  header += key_name;
  return SealUnder(Derive(key.root, kToSeal, key_name), std::move(header), plaintext, associated);
}

absl::StatusOr<std::string> Keyring::Open(std::string_view sealed,
                                          std::string_view associated) const {
  const std::optional<std::string_view> id = KeyIdOf(sealed);
  if (!id.has_value()) return Unreadable("not our format");
  const size_t header_size = kFixedSize + static_cast<unsigned char>(sealed[kFixedSize - 1]);
  if (sealed.size() < header_size) return Unreadable("it is cut short");
  std::shared_ptr<const Ring> keys = ring();
  const Key* key = keys->Find(*id);
  if (key == nullptr) {
    // Another process may have been faster to notice a new line.
    if (const absl::StatusOr<bool> changed = Refresh(); changed.ok() && *changed) keys = ring();
    key = keys->Find(*id);
  }
  if (key == nullptr) return Unreadable("its key is not in the key file");
  const std::string_view name = sealed.substr(kFixedSize, header_size - kFixedSize);
  return OpenUnder(Derive(key->root, kToSeal, name), sealed, header_size, associated);
}

std::string Keyring::Fingerprint(std::string_view key_name, std::string_view value) const {
  const Secret secret = Derive(ring()->Fingerprinting(key_name).root, kToFingerprint, key_name);
  std::string digest(crypto_generichash_BYTES, '\0');
  MustSucceed(crypto_generichash(Bytes(digest), digest.size(), Bytes(value), value.size(),
                                 secret.bytes.data(), secret.bytes.size()));
  return digest;
}

std::vector<Keyring::Line> Keyring::Lines() const {
  const std::shared_ptr<const Ring> keys = ring();
  std::vector<Line> lines;
  for (const Key& key : keys->keys) {
    lines.push_back({.name = key.name,
                     .id = key.id,
                     .newest = &keys->Newest(key.name) == &key,
                     .fingerprints = keys->Fingerprints(key)});
  }
  return lines;
}

std::string Keyring::NewestId(std::string_view key_name) const {
  return ring()->Newest(key_name).id;
}

std::optional<std::string_view> Keyring::KeyIdOf(std::string_view sealed) {
  if (sealed.size() < kFixedSize || sealed[0] != kFormat) return std::nullopt;
  return sealed.substr(1, kIdSize);
}

std::string ColumnContext(std::string_view table, std::string_view id, std::string_view column) {
  return fmt::format("{}/{}/{}", table, id, column);
}

std::string Sha256(std::string_view bytes) {
  // OpenSSL's, which uses the processor's instructions for it: 0.8 us a KiB, libsodium's 4.5.
  static const EVP_MD* const kSha256 = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  std::string digest(crypto_hash_sha256_BYTES, '\0');
  if (EVP_Digest(bytes.data(), bytes.size(), Bytes(digest), nullptr, kSha256, nullptr) != 1)
    std::abort();
  return digest;
}

std::string RandomBytes(size_t n) {
  InitSodium();
  std::string bytes(n, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

}  // namespace hecha::security
