#include "services/common/host/settings.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "absl/flags/flag.h"
#include "absl/flags/parse.h"
#include "services/common/base/status_macros.h"

ABSL_FLAG(std::string, listen, "127.0.0.1:0", "gRPC address; port 0 picks a free one");
ABSL_FLAG(std::string, metrics_listen, "127.0.0.1:0", "address of /metrics");
ABSL_FLAG(std::string, port_file, "", "where the bound ports are written as JSON once serving");
ABSL_FLAG(std::vector<std::string>, peer, {}, "NAME=ADDRESS of each peer, comma-separated");
ABSL_FLAG(std::string, tls_ca, "", "CA of peers (PEM); empty: plaintext, for loopback only");
ABSL_FLAG(std::string, tls_cert, "", "own certificate (PEM)");
ABSL_FLAG(std::string, tls_key, "", "own private key (PEM)");

ABSL_FLAG(std::string, db_host, "127.0.0.1", "database host");
ABSL_FLAG(int, db_port, 3306, "database port");
ABSL_FLAG(std::string, db_socket, "", "database unix socket, instead of host and port");
ABSL_FLAG(std::string, db_user, "", "database user; default hecha_NAME");
ABSL_FLAG(std::string, db_password_file, "", "file with the database password");
ABSL_FLAG(std::string, db_schema, "", "database schema; default hecha_NAME");
ABSL_FLAG(std::string, db_tls_ca, "", "CA of the database server (PEM)");
ABSL_FLAG(absl::Duration, db_wait, absl::Seconds(30), "how long to wait for a database at start");
ABSL_FLAG(std::string, db_disk, "",
          "a path on the database's disk, if it is this machine's; default with --db_socket: its "
          "data directory");
ABSL_FLAG(double, db_reserve_percent, 10, "new work is refused where less of the disk is free");
ABSL_FLAG(uint64_t, db_reserve_mib, 4096, "and less than this");
ABSL_FLAG(int, pool_size, 10, "database connections");

ABSL_FLAG(std::string, key_dir, "", "directory of actor.key, trusted/ and keyring");
ABSL_FLAG(std::string, keyring, "", "key file of sealed columns; default key_dir/keyring");

ABSL_FLAG(absl::Duration, clock_offset, absl::ZeroDuration(),
          "moves the service's present; for tests and demonstrations");
ABSL_FLAG(std::string, clock_offset_file, "",
          "file of 8 bytes, microseconds by which the present is moved beyond that, at any time");
ABSL_FLAG(absl::Duration, drain, absl::Seconds(10), "how long calls may finish after SIGTERM");

namespace hecha::host {
namespace {

// Connections that no executor thread takes.
constexpr int kOwnConnections = 2;

absl::StatusOr<std::string> ReadPassword(const std::string& path) {
  if (path.empty()) return "";
  std::ifstream file(path);
  if (!file) return absl::NotFoundError(fmt::format("--db_password_file: cannot read {}", path));
  std::string password;
  std::getline(file, password);
  return password;
}

absl::StatusOr<std::map<std::string, std::string>> ReadPeers() {
  std::map<std::string, std::string> peers;
  for (const std::string& peer : absl::GetFlag(FLAGS_peer)) {
    const size_t equals = peer.find('=');
    if (equals == 0 || equals == std::string::npos || equals + 1 == peer.size())
      return absl::InvalidArgumentError(fmt::format("--peer: {} is not NAME=ADDRESS", peer));
    peers[peer.substr(0, equals)] = peer.substr(equals + 1);
  }
  return peers;
}

absl::StatusOr<std::optional<rpc::TlsFiles>> ReadTls() {
  const rpc::TlsFiles files = {absl::GetFlag(FLAGS_tls_ca), absl::GetFlag(FLAGS_tls_cert),
                               absl::GetFlag(FLAGS_tls_key)};
  const bool none = files.ca.empty() && files.certificate.empty() && files.key.empty();
  const bool all = !files.ca.empty() && !files.certificate.empty() && !files.key.empty();
  if (!none && !all)
    return absl::InvalidArgumentError("--tls_ca, --tls_cert and --tls_key go together");
  return none ? std::nullopt : std::optional(files);
}

absl::StatusOr<db::DatabaseOptions> ReadDatabase(std::string_view service) {
  const auto or_default = [&](std::string value) {
    return value.empty() ? fmt::format("hecha_{}", service) : value;
  };
  db::DatabaseOptions options;
  options.host = absl::GetFlag(FLAGS_db_host);
  options.port = absl::GetFlag(FLAGS_db_port);
  options.socket = absl::GetFlag(FLAGS_db_socket);
  options.user = or_default(absl::GetFlag(FLAGS_db_user));
  ASSIGN_OR_RETURN(options.password, ReadPassword(absl::GetFlag(FLAGS_db_password_file)));
  options.schema = or_default(absl::GetFlag(FLAGS_db_schema));
  options.tls_ca = absl::GetFlag(FLAGS_db_tls_ca);
  options.pool_size = absl::GetFlag(FLAGS_pool_size);
  if (options.pool_size <= kOwnConnections)
    return absl::InvalidArgumentError(fmt::format("--pool_size: more than {}", kOwnConnections));
  return options;
}

}  // namespace

int Settings::Threads() const { return database.pool_size - kOwnConnections; }

absl::StatusOr<Settings> ReadSettings(int argc, char** argv, std::string_view service) {
  const std::vector<char*> words = absl::ParseCommandLine(argc, argv);
  Settings settings;
  if (words.size() > 1) settings.command = words[1];
  settings.arguments.assign(words.begin() + std::min<ptrdiff_t>(2, std::ssize(words)), words.end());

  settings.listen = absl::GetFlag(FLAGS_listen);
  settings.metrics_listen = absl::GetFlag(FLAGS_metrics_listen);
  settings.port_file = absl::GetFlag(FLAGS_port_file);
  ASSIGN_OR_RETURN(settings.tls, ReadTls());
  ASSIGN_OR_RETURN(settings.peers, ReadPeers());
  ASSIGN_OR_RETURN(settings.database, ReadDatabase(service));
  settings.database_wait = absl::GetFlag(FLAGS_db_wait);
  settings.database_disk = absl::GetFlag(FLAGS_db_disk);
  settings.disk_reserve = {absl::GetFlag(FLAGS_db_reserve_percent),
                           absl::GetFlag(FLAGS_db_reserve_mib) << 20};

  const std::string directory = absl::GetFlag(FLAGS_key_dir);
  settings.actor_key = directory + "/actor.key";
  settings.trusted_keys = directory + "/trusted";
  settings.keyring = absl::GetFlag(FLAGS_keyring);
  if (settings.keyring.empty()) settings.keyring = directory + "/keyring";

  settings.clock_offset = absl::GetFlag(FLAGS_clock_offset);
  settings.clock_offset_file = absl::GetFlag(FLAGS_clock_offset_file);
  settings.drain = absl::GetFlag(FLAGS_drain);
  return settings;
}

}  // namespace hecha::host
