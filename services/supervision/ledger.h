// The lines of the ledgers 台账 that the plan asks for (四（二）“逐条统计汇总，建好‘六本’台账”):
// ledger 1 线索摸排登记, one line a lead, and ledger 3 核查办理, one line a case.
//
// A line is what other services' events told; it decides nothing. It holds no identity.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/common/base/id.h"
#include "services/supervision/clock.h"

namespace hecha::supervision {

using CaseId = Id<struct CaseTag>;

// Codes are the numbers of hecha.intake.v1 and hecha.verification.v1.
struct LeadLine {
  LeadId lead;
  std::string lead_no;
  std::string division;
  absl::Time received_at;
  int channel = 0;
  int level = 0;
  int identity = 0;
  int sector = 0;
  int state = 0;
  std::string summary;
  std::string opinion;
  // 去向: the unit it was given to.
  std::string destination;
  bool sealed = false;
};

struct CaseLine {
  CaseId id;
  LeadId lead;
  std::string lead_no;
  std::string division;
  UnitId unit;
  std::string unit_name;
  bool returned = false;
  int investigators = 0;
  std::optional<absl::Time> planned_at;
  int steps = 0;
  // Outcome of each allegation.
  std::map<int, int> findings;
  int outcome = 0;
  int report_version = 0;
  // "name date" of each signature over the present version.
  std::vector<std::string> signatures;
  std::string filing_no;
  std::optional<absl::Time> closed_at;
};

// A column's stable key and its title in the printed ledger.
struct Column {
  const char* key;
  const char* title;
};

std::vector<Column> LeadColumns();
std::vector<Column> CaseColumns();

// One cell a column, as printed, times in China Standard Time. Of a sealed lead only number,
// division and state.
std::vector<std::string> CellsOf(const LeadLine& line);
std::vector<std::string> CellsOf(const CaseLine& line);

// "2019-04-15 09:30" in China Standard Time.
std::string PrintTime(absl::Time time);

// The day in China, counted from 1970-01-01, and such a day as "2019-04-15".
int DayOf(absl::Time time);
std::string PrintDay(int day);

}  // namespace hecha::supervision
