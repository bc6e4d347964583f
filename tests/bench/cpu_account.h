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
  // Processor time in microseconds, by stage or process.
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
  // What each stage took since Begin: "intake/lane", "db/hecha_intake", "other", "idle". Threads
  // that ended meanwhile are one stage of their process, "db/ended".
  Micros End() const;

 private:
  struct Thread {
    std::string process;
    std::string stage;
    int64_t micros = 0;
  };
  // What was used in all the time before it.
  struct Reading {
    std::map<int, Thread> threads;
    // Of each process, threads included that are no more.
    Micros processes;
    int64_t used = 0;
    int64_t idle = 0;
  };

  Reading Read() const;
  void ReadThreads(const std::string& process, int pid, Reading& reading) const;

  const std::string var_;
  std::map<int, std::string> database_accounts_;
  Reading begun_;
};

// What a process took in all its stages, for one of `units`.
double MicrosEach(const CpuAccount::Micros& spent, const std::string& process, int64_t units);

// A table of `spent`, each as microseconds for one of `units`; the largest first, processes
// with their stages.
std::string CpuTable(const CpuAccount::Micros& spent, int64_t units);
// The same as members of a JSON object.
std::string CpuJson(const CpuAccount::Micros& spent, int64_t units);

}  // namespace hecha::bench
