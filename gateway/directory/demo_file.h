// The file that tells who the demo's users are.
#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace hecha::directory {

struct DemoUser {
  std::string username;
  // Empty if it is not known.
  std::string password;
  // Lower case: "unit_head".
  std::string role;
  std::string division;
  std::string unit_id;
  // Empty until the user exists.
  std::string user_id;
};

// The users in `path`; none if there is no such file. DataLoss if it is not such a file.
absl::StatusOr<std::vector<DemoUser>> ReadDemoFile(const std::string& path);

// Replaces `path` as a whole, durably, mode 0600.
absl::Status WriteDemoFile(const std::string& path, const std::vector<DemoUser>& users);

}  // namespace hecha::directory
