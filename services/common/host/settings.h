// The command line of a process, as values.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"
#include "services/common/db/database.h"
#include "services/common/host/disk_guard.h"
#include "services/common/rpc/tls.h"

namespace hecha::host {

struct Settings {
  // "serve", "migrate", … and what follows it.
  std::string command;
  std::vector<std::string> arguments;

  std::string listen;
  std::string metrics_listen;
  std::string port_file;
  std::optional<rpc::TlsFiles> tls;
  std::map<std::string, std::string> peers;

  db::DatabaseOptions database;
  absl::Duration database_wait;
  // Empty: where the database says.
  std::string database_disk;
  DiskReserve disk_reserve;

  std::string actor_key;
  std::string trusted_keys;
  std::string keyring;

  absl::Duration clock_offset;
  std::string clock_offset_file;
  absl::Duration drain;

  // Threads for blocking work. Fewer than connections: the relay, timers and the health check
  // have theirs, however full the lanes are.
  int Threads() const;
};

// Parses the flags and the command. `service` gives the defaults of schema and user their
// name. InvalidArgument that names the flag; NotFound if the password's file is not there.
absl::StatusOr<Settings> ReadSettings(int argc, char** argv, std::string_view service);

}  // namespace hecha::host
