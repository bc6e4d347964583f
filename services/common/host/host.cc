#include "services/common/host/host.h"

#include <fmt/format.h>
#include <sodium.h>

#include <algorithm>

#include "absl/flags/usage.h"
#include "services/common/base/status_macros.h"
#include "services/common/host/library_logs.h"
#include "services/common/host/process.h"
#include "services/common/host/settings.h"
#include "services/common/host/signals.h"
#include "services/common/telemetry/log.h"

namespace hecha::host {
namespace {

absl::Status Migrate(const ServiceSpec& spec, const Settings& settings) {
  telemetry::Metrics metrics;
  ASSIGN_OR_RETURN(const std::unique_ptr<db::Database> database, OpenDatabase(settings, metrics));
  return db::Migrate(*database, Migrations(spec));
}

std::string Usage(const ServiceSpec& spec) {
  std::vector<std::string> commands = {"migrate", "serve"};
  for (const Command& command : spec.commands) commands.push_back(command.name);
  return fmt::format("hecha-{} {}   [flags]", spec.name, fmt::join(commands, " | "));
}

const Command* FindCommand(const ServiceSpec& spec, const std::string& name) {
  const auto found = std::find_if(spec.commands.begin(), spec.commands.end(),
                                  [&](const Command& command) { return command.name == name; });
  return found == spec.commands.end() ? nullptr : &*found;
}

absl::Status Run(const ServiceSpec& spec, const Settings& settings) {
  if (settings.command == "migrate") return Migrate(spec, settings);
  const Command* command = FindCommand(spec, settings.command);
  if (command == nullptr && settings.command != "serve") {
    return absl::InvalidArgumentError(
        fmt::format("no command \"{}\"; hecha-{} --help lists them", settings.command, spec.name));
  }
  ASSIGN_OR_RETURN(const std::unique_ptr<Process> process, Process::Create(spec, settings));
  if (command != nullptr) return command->run(process->context(), settings.arguments);
  return process->Serve();
}

}  // namespace

int Main(int argc, char** argv, const ServiceSpec& spec) {
  telemetry::InitLog(spec.name);
  CatchLibraryLogs();
  if (sodium_init() < 0) return 1;
  absl::SetProgramUsageMessage(Usage(spec));
  const absl::StatusOr<Settings> settings = ReadSettings(argc, argv, spec.name);
  // Before any thread: those of the libraries inherit it. A command may be interrupted.
  if (settings.ok() && settings->command == "serve") HoldStopSignals();
  const absl::Status status = settings.ok() ? Run(spec, *settings) : settings.status();
  if (status.ok()) return 0;
  telemetry::Log(telemetry::Level::kError, "cannot go on", "", {{"error", status.ToString()}});
  return 1;
}

}  // namespace hecha::host
