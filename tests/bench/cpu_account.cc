#include "tests/bench/cpu_account.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string_view>
#include <tuple>
#include <utility>

namespace hecha::bench {
namespace {

constexpr char kDatabase[] = "db";
constexpr const char* kProcesses[] = {kDatabase,       "gateway",     "intake",
                                      "verification",  "supervision", "consultation",
                                      "accountability"};
constexpr char kClient[] = "client";
constexpr char kIdle[] = "idle";
constexpr char kOther[] = "other";

int64_t MicrosOfTicks(int64_t ticks) { return ticks * 1'000'000 / sysconf(_SC_CLK_TCK); }

// The name of a thread, and what it used (proc(5): utime and stime are fields 14 and 15).
std::pair<std::string, int64_t> ReadStat(const std::filesystem::path& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  const size_t open = line.find('(');
  const size_t close = line.rfind(')');
  if (close == std::string::npos) return {"", 0};
  std::istringstream rest(line.substr(close + 2));
  std::string skipped;
  for (int field = 3; field < 14; ++field) rest >> skipped;
  int64_t user = 0;
  int64_t system = 0;
  rest >> user >> system;
  return {line.substr(open + 1, close - open - 1), MicrosOfTicks(user + system)};
}

// What the threads of a service are there for, by the name that each was given.
std::string StageOf(const std::string& thread) {
  if (thread == "nexting_thread" || thread.starts_with("default-exec")) return "grpc";
  if (thread == "grpc_global_tim" || thread == "timer_manager") return "grpc";
  return thread.starts_with("hecha") ? "rest" : thread;
}

// All processors together: what was used, and what was left (proc(5), /proc/stat).
std::pair<int64_t, int64_t> ReadMachine() {
  std::ifstream file("/proc/stat");
  std::string label;
  file >> label;
  int64_t used = 0;
  int64_t idle = 0;
  for (int field = 0; field < 8; ++field) {
    int64_t ticks = 0;
    file >> ticks;
    const bool idles = field == 3 || field == 4;
    (idles ? idle : used) += MicrosOfTicks(ticks);
  }
  return {used, idle};
}

std::string ProcessOf(const std::string& stage) { return stage.substr(0, stage.find('/')); }

std::vector<std::pair<std::string, int64_t>> LargestFirst(const CpuAccount::Micros& spent) {
  std::map<std::string, int64_t> processes;
  for (const auto& [stage, micros] : spent) processes[ProcessOf(stage)] += micros;
  std::vector<std::pair<std::string, int64_t>> rows(spent.begin(), spent.end());
  for (const auto& [process, micros] : processes)
    if (!spent.contains(process)) rows.emplace_back(process, micros);
  std::sort(rows.begin(), rows.end(), [&](const auto& a, const auto& b) {
    const std::string process_a = ProcessOf(a.first);
    const std::string process_b = ProcessOf(b.first);
    if (process_a == process_b) return a.second > b.second || (a.second == b.second && a < b);
    return std::pair(-processes[process_a], process_a) <
           std::pair(-processes[process_b], process_b);
  });
  return rows;
}

double Each(int64_t micros, int64_t units) {
  return units > 0 ? static_cast<double>(micros) / static_cast<double>(units) : 0;
}

}  // namespace

void CpuAccount::ReadThreads(const std::string& process, int pid, Reading& reading) const {
  std::error_code gone;
  for (const auto& task :
       std::filesystem::directory_iterator(fmt::format("/proc/{}/task", pid), gone)) {
    const int id = std::stoi(task.path().filename().string());
    const auto [name, micros] = ReadStat(task.path() / "stat");
    std::string stage = StageOf(name);
    if (process == kDatabase) {
      const auto account = database_accounts_.find(id);
      stage = account == database_accounts_.end() ? "server" : account->second;
    }
    reading.threads[id] = {process, std::move(stage), micros};
  }
}

CpuAccount::Reading CpuAccount::Read() const {
  Reading reading;
  for (const char* name : kProcesses) {
    int pid = 0;
    std::ifstream(fmt::format("{}/run/{}.pid", var_, name)) >> pid;
    if (pid == 0) continue;
    ReadThreads(name, pid, reading);
    reading.processes[name] = ReadStat(fmt::format("/proc/{}/stat", pid)).second;
  }
  reading.processes[kClient] = ReadStat("/proc/self/stat").second;
  std::tie(reading.used, reading.idle) = ReadMachine();
  return reading;
}

CpuAccount::Micros CpuAccount::End() const {
  const Reading now = Read();
  Micros spent;
  Micros rests;
  int64_t other = now.used - begun_.used;
  for (const auto& [process, micros] : now.processes) {
    const auto before = begun_.processes.find(process);
    rests[process] = micros - (before == begun_.processes.end() ? 0 : before->second);
    other -= rests[process];
  }
  for (const auto& [id, thread] : now.threads) {
    const auto before = begun_.threads.find(id);
    const int64_t micros =
        thread.micros - (before == begun_.threads.end() ? 0 : before->second.micros);
    spent[fmt::format("{}/{}", thread.process, thread.stage)] += micros;
    rests[thread.process] -= micros;
  }
  spent[kClient] = rests.extract(kClient).mapped();
  for (const auto& [process, micros] : rests)
    if (micros > 0) spent[process + "/ended"] = micros;
  spent[kOther] = other;
  spent[kIdle] = now.idle - begun_.idle;
  return spent;
}

double MicrosEach(const CpuAccount::Micros& spent, const std::string& process, int64_t units) {
  int64_t micros = 0;
  for (const auto& [stage, each] : spent)
    if (ProcessOf(stage) == process) micros += each;
  return Each(micros, units);
}

std::string CpuTable(const CpuAccount::Micros& spent, int64_t units) {
  std::string table = "处理器时间，每笔微秒 processor time, µs each\n";
  for (const auto& [name, micros] : LargestFirst(spent)) {
    const double each = Each(micros, units);
    const bool stage = name.find('/') != std::string::npos;
    if (stage && each < 1) continue;
    table += fmt::format("  {}{:<{}} {:>8.1f}\n", stage ? "    " : "", name, stage ? 28 : 20, each);
  }
  return table;
}

std::string CpuJson(const CpuAccount::Micros& spent, int64_t units) {
  std::vector<std::string> members;
  for (const auto& [name, micros] : LargestFirst(spent))
    members.push_back(fmt::format(R"("{}":{:.1f})", name, Each(micros, units)));
  return fmt::format("{{{}}}", fmt::join(members, ","));
}

}  // namespace hecha::bench
