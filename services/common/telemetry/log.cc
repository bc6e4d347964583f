#include "services/common/telemetry/log.h"

#include <fmt/format.h>
#include <sodium.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>

#include "absl/base/attributes.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace hecha::telemetry {
namespace {

std::atomic<Level> lowest_level = Level::kInfo;
ABSL_CONST_INIT absl::Mutex log_mutex(absl::kConstInit);

std::string& ServiceName() {
  static std::string* name = new std::string("hecha");  // Logged from destructors as well.
  return *name;
}

const char* LevelName(Level level) {
  switch (level) {
    case Level::kDebug:
      return "debug";
    case Level::kInfo:
      return "info";
    case Level::kWarning:
      return "warning";
    case Level::kError:
      break;
  }
  return "error";
}

// Length of the well-formed UTF-8 sequence that `text` starts with (Unicode, table 3-7), or 0.
size_t SequenceLength(std::string_view text) {
  auto byte = [&](size_t i) { return i < text.size() ? static_cast<uint8_t>(text[i]) : 0; };
  auto follows = [&](size_t i) { return byte(i) >= 0x80 && byte(i) <= 0xBF; };
  const uint8_t first = byte(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return follows(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    if (first == 0xE0 && byte(1) < 0xA0) return 0;  // overlong
    if (first == 0xED && byte(1) > 0x9F) return 0;  // surrogate
    return follows(1) && follows(2) ? 3 : 0;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    if (first == 0xF0 && byte(1) < 0x90) return 0;  // overlong
    if (first == 0xF4 && byte(1) > 0x8F) return 0;  // above U+10FFFF
    return follows(1) && follows(2) && follows(3) ? 4 : 0;
  }
  return 0;
}

// Whatever the bytes are, the line stays one line of valid JSON.
void AppendString(std::string& line, std::string_view text) {
  line.push_back('"');
  while (!text.empty()) {
    const size_t length = SequenceLength(text);
    const char first = text.front();
    if (length == 0) {
      line.append("\uFFFD");
    } else if (first == '"' || first == '\\') {
      line.push_back('\\');
      line.push_back(first);
    } else if (first == '\n') {
      line.append("\\n");
    } else if (first == '\t') {
      line.append("\\t");
    } else if (static_cast<uint8_t>(first) < 0x20 || first == 0x7F) {
      line.append(fmt::format("\\u{:04x}", static_cast<unsigned>(first)));
    } else {
      line.append(text.substr(0, length));
    }
    text.remove_prefix(length == 0 ? 1 : length);
  }
  line.push_back('"');
}

void AppendField(std::string& line, std::string_view name, std::string_view value) {
  if (line.size() > 1) line.push_back(',');
  AppendString(line, name);
  line.push_back(':');
  AppendString(line, value);
}

void WriteAll(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = write(STDERR_FILENO, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return;  // Nobody reads the log: the work goes on.
    text.remove_prefix(static_cast<size_t>(written));
  }
}

bool IsLowerHex(std::string_view text) {
  return text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool IsZero(std::string_view text) { return text.find_first_not_of('0') == std::string_view::npos; }

// "00-" trace id (32) "-" span id (16) "-" flags (2).
bool IsTraceparent(std::string_view text) {
  return text.size() == 55 && text.starts_with("00-") && text[35] == '-' && text[52] == '-' &&
         IsLowerHex(text.substr(3, 32)) && !IsZero(text.substr(3, 32)) &&
         IsLowerHex(text.substr(36, 16)) && !IsZero(text.substr(36, 16)) &&
         IsLowerHex(text.substr(53, 2));
}

std::string RandomHex(size_t bytes) {
  uint8_t random[16];
  std::string hex(2 * bytes, '\0');
  do {
    randombytes_buf(random, bytes);
    sodium_bin2hex(hex.data(), hex.size() + 1, random, bytes);
  } while (IsZero(hex));  // All zeros means "no id".
  return hex;
}

}  // namespace

void InitLog(std::string_view service, Level lowest) {
  absl::MutexLock lock(&log_mutex);
  ServiceName() = std::string(service);
  lowest_level = lowest;
}

void Log(Level level, std::string_view message, std::string_view traceparent,
         std::initializer_list<std::pair<std::string_view, std::string>> fields) {
  if (level < lowest_level.load(std::memory_order_relaxed)) return;
  std::string line = "{";
  AppendField(line, "time",
              absl::FormatTime("%Y-%m-%dT%H:%M:%E6SZ", absl::Now(), absl::UTCTimeZone()));
  AppendField(line, "level", LevelName(level));
  // Held for the write as well: a long line may take several, and must stay in one piece.
  absl::MutexLock lock(&log_mutex);
  AppendField(line, "service", ServiceName());
  AppendField(line, "message", message);
  if (IsTraceparent(traceparent)) AppendField(line, "trace", traceparent.substr(3, 32));
  for (const auto& [name, value] : fields) AppendField(line, name, value);
  line.append("}\n");
  WriteAll(line);
}

std::string NewTraceparent() { return "00-" + RandomHex(16) + "-" + RandomHex(8) + "-01"; }

std::string ChildTraceparent(std::string_view parent) {
  if (!IsTraceparent(parent)) return NewTraceparent();
  std::string child(parent);
  child.replace(36, 16, RandomHex(8));
  return child;
}

}  // namespace hecha::telemetry
