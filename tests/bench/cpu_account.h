// Where the processor's time went: each process of the suite, stage by stage, and whatever else
// ran on the machine, so that the parts add up to all of its cores.
//
// Not safe for concurrent use.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace hecha::bench {

class CpuAccount {
 public:
  // Processor time in microseconds, of a thread's or a process's whole life.
  using Micros = std::map<std::string, int64_t>;

  // `var` is the suite's state directory, whose run/NAME.pid name its processes. The time of
  // this process is called "client".
  explicit CpuAccount(std::string var) : var_(std::move(var)) {}

  // Which account each thread of the database server serves, by thread id; nothing groups them
  // all under the server.
  void SetDatabaseAccounts(std::map<int, std::string> accounts) {
    database_accounts_ = std::move(accounts);
  }

  // From now on, until End.
  void Begin() { begun_ = Read(); }
  // What each stage took since Begin: "intake/lane", "db/hecha_intake", "other", "idle".
  Micros End() const;

 private:
  Micros Read() const;
  void AddProcess(const std::string& name, int pid, Micros& all) const;

  const std::string var_;
  std::map<int, std::string> database_accounts_;
  Micros begun_;
};

// What a process took in all its stages, for one of `units`.
double MicrosEach(const CpuAccount::Micros& spent, const std::string& process, int64_t units);

// A table of `spent`, each as microseconds for one of `units`; the largest first, processes
// with their stages.
std::string CpuTable(const CpuAccount::Micros& spent, int64_t units);
// The same as members of a JSON object.
std::string CpuJson(const CpuAccount::Micros& spent, int64_t units);

}  // namespace hecha::bench
