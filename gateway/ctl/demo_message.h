// What the demo's leads say.
#pragma once

#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/time/time.h"

namespace hecha::ctl {

struct DemoMessage {
  std::string title;
  std::string narrative;
  absl::Time received_at;
};

// `count` messages of a file of citizens' messages (message_file.h), from the first on; its
// malformed rows are left out, and a shorter file is gone through again. NotFound if there is no
// such file, InvalidArgument if it holds no message.
absl::StatusOr<std::vector<DemoMessage>> ReadDemoMessages(const std::string& path, size_t count);

// `count` messages made up for the demo.
std::vector<DemoMessage> SampleDemoMessages(size_t count);

}  // namespace hecha::ctl
