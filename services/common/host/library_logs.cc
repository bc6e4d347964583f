#include "services/common/host/library_logs.h"

#include <fmt/format.h>
#include <google/protobuf/stubs/logging.h>
#include <grpc/support/log.h>

#include "services/common/telemetry/log.h"

namespace hecha::host {
namespace {

using telemetry::Level;

void LogGrpc(gpr_log_func_args* line) {
  const Level level = line->severity == GPR_LOG_SEVERITY_ERROR ? Level::kError : Level::kInfo;
  telemetry::Log(level, line->message, "",
                 {{"library", "grpc"}, {"place", fmt::format("{}:{}", line->file, line->line)}});
}

void LogProtobuf(google::protobuf::LogLevel severity, const char* file, int line,
                 const std::string& message) {
  // A request that is not well-formed is an error to the library, and a caller's to us.
  const Level level =
      severity == google::protobuf::LOGLEVEL_FATAL ? Level::kError : Level::kWarning;
  telemetry::Log(level, message, "",
                 {{"library", "protobuf"}, {"place", fmt::format("{}:{}", file, line)}});
}

}  // namespace

void CatchLibraryLogs() {
  gpr_set_log_function(LogGrpc);
  google::protobuf::SetLogHandler(LogProtobuf);
}

}  // namespace hecha::host
