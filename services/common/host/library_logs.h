// What gRPC and Protobuf would write to stderr in formats of their own.
#pragma once

namespace hecha::host {

// Sends their warnings and errors through telemetry::Log, so that every line is JSON. After
// telemetry::InitLog, before either library is used.
void CatchLibraryLogs();

}  // namespace hecha::host
