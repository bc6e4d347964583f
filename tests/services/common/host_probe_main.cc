// A service like any other, of the Probe proto and without tables of its own: what
// host_process_test.cc runs as a program.
#include "services/common/host/host.h"

#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "absl/time/clock.h"
#include "services/common/telemetry/log.h"
#include "tests/services/common/rpc_probe.pb.h"

namespace hecha {
namespace {

using probe::v1::ProbeRequest;
using probe::v1::ProbeResponse;

// Says that it is here by creating PATH.entered, and goes on once PATH exists: so that a stop
// of the process meets a call under way.
void Meet(const std::string& path) {
  std::ofstream(path + ".entered").put('\n');
  while (!std::filesystem::exists(path)) absl::SleepFor(absl::Milliseconds(5));
}

// Answers with the service's present; a request with a path meets its caller there first.
absl::StatusOr<ProbeResponse> Answer(const Call& call, const ProbeRequest& request) {
  if (!request.text().empty()) Meet(request.text());
  ProbeResponse response;
  response.set_text(absl::FormatTime(call.now, absl::UTCTimeZone()));
  return response;
}

absl::StatusOr<std::shared_ptr<void>> Build(host::Context& context) {
  for (const char* method : {"Open", "SignedIn", "Office", "Peer"})
    context.router.Handle(
        fmt::format("hecha.probe.v1.Probe/{}", method),
        [](const Call& call, const ProbeRequest& request) { return Answer(call, request); });
  context.on_start([]() -> absl::StatusOr<std::vector<host::Context::Port>> {
    return std::vector<host::Context::Port>{{"edge", 4711}};
  });
  context.on_stop([] { telemetry::Log(telemetry::Level::kInfo, "edge stopped", ""); });
  return std::make_shared<int>(0);
}

}  // namespace
}  // namespace hecha

int main(int argc, char** argv) {
  return hecha::host::Main(argc, argv,
                           {.name = "probe",
                            .migrations = {"probe", {}},
                            .build = hecha::Build,
                            .commands = {{"greet", [](hecha::host::Context&, const auto& names) {
                                            fmt::print("hello {}\n", fmt::join(names, " "));
                                            return absl::OkStatus();
                                          }}}});
}
