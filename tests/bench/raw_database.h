// The bare database that the suite is measured against: its tables, and how they are reached.
#pragma once

#include <cppconn/connection.h>
#include <cppconn/exception.h>

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>

#include "absl/status/status.h"

namespace hecha::bench {

struct RawDatabase {
  std::string socket;
  std::string user;
  std::string password;
  // An empty schema, in which the tables are made.
  std::string schema;
};

// What stands in an outbox row.
inline constexpr size_t kRawPayloadBytes = 300;

// Throws sql::SQLException, as the two below do.
std::unique_ptr<sql::Connection> Connect(const RawDatabase& database);
// Makes the tables raw_lead, raw_outbox and raw_audit, empty.
void MakeRawTables(sql::Connection& connection);

// Which account each thread of a MariaDB server serves, by the kernel's id of the thread. The
// account of `database` may see the process list.
std::map<int, std::string> DatabaseThreads(const RawDatabase& database);

absl::Status Unavailable(const sql::SQLException& error);

// Ids ordered by time, as UUIDv7 is, so that the key does not cost the database anything. Not safe
// for concurrent use.
class RawIds {
 public:
  std::string Next();

 private:
  std::mt19937_64 random_{std::random_device{}()};
};

}  // namespace hecha::bench
