#include "services/common/host/host.h"

#include <fmt/format.h>

#include <algorithm>

#include "absl/flags/usage.h"
#include "absl/synchronization/mutex.h"
#include "services/common/base/status_macros.h"
#include "services/common/host/keys_command.h"
#include "services/common/host/library_logs.h"
#include "services/common/host/parked_command.h"
#include "services/common/host/private_memory.h"
#include "services/common/host/process.h"
#include "services/common/host/settings.h"
#include "services/common/host/signals.h"
#include "services/common/security/sodium.h"
#include "services/common/telemetry/log.h"

namespace hecha::host {
namespace {

absl::Status Migrate(const ServiceSpec& spec, const Settings& settings) {
  telemetry::Metrics metrics;
  ASSIGN_OR_RETURN(const std::unique_ptr<db::Database> database, OpenDatabase(settings, metrics));
  return db::Migrate(*database, Migrations(spec));
}

// The commands beside `migrate` and `serve`: every service's, and its own.
std::vector<Command> Commands(const ServiceSpec& spec) {
  std::vector<Command> commands = spec.commands;
  commands.push_back(ParkedCommand());
  commands.push_back(KeysCommand());
  return commands;
}

std::string Usage(const ServiceSpec& spec) {
  std::vector<std::string> names = {"migrate", "serve"};
  for (const Command& command : Commands(spec)) names.push_back(command.name);
  return fmt::format("hecha-{} {}   [flags]", spec.name, fmt::join(names, " | "));
}

absl::Status Run(const ServiceSpec& spec, const Settings& settings) {
  // Before anything secret is read.
  RETURN_IF_ERROR(KeepMemoryPrivate());
  if (settings.command == "migrate") return Migrate(spec, settings);
  const std::vector<Command> commands = Commands(spec);
  const auto command = std::find_if(commands.begin(), commands.end(), [&](const Command& each) {
    return each.name == settings.command;
  });
  if (command == commands.end() && settings.command != "serve") {
    return absl::InvalidArgumentError(
        fmt::format("no command \"{}\": {}", settings.command, Usage(spec)));
  }
  ASSIGN_OR_RETURN(const std::unique_ptr<Process> process, Process::Create(spec, settings));
  if (command != commands.end()) return command->run(process->context(), settings.arguments);
  return process->Serve();
}

}  // namespace

int Main(int argc, char** argv, const ServiceSpec& spec) {
  telemetry::InitLog(spec.name);
  CatchLibraryLogs();
  // Debian builds Abseil with it on: every lock of the process, gRPC's too, then passes one graph.
  absl::SetMutexDeadlockDetectionMode(absl::OnDeadlockCycle::kIgnore);
  security::InitSodium();
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
