// Structured logs: one JSON object a line on stderr, {"time","level","service","message",
// "trace", …}. No field holds content of a lead or an identity.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace hecha::telemetry {

enum class Level { kDebug, kInfo, kWarning, kError };

// Sets the service's name and the lowest level that is written. Once, in main.
void InitLog(std::string_view service, Level lowest = Level::kInfo);

// `traceparent` may be empty; its trace id becomes "trace".
void Log(Level level, std::string_view message, std::string_view traceparent,
         std::initializer_list<std::pair<std::string_view, std::string>> fields = {});

// W3C Trace Context, version 00. NewTraceparent starts a trace; ChildTraceparent keeps the
// trace id of `parent` with a new span id, or starts a trace where `parent` is malformed.
std::string NewTraceparent();
std::string ChildTraceparent(std::string_view parent);

}  // namespace hecha::telemetry
