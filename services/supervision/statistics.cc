#include "services/supervision/statistics.h"

#include <algorithm>
#include <iterator>

namespace hecha::supervision {
namespace {

// 查实 and 部分属实.
constexpr int kSubstantiated = 1;
constexpr int kPartlySubstantiated = 2;

// Gathers the totals of one line.
struct Counter {
  const Line& line;
  std::vector<Total> totals = {};

  void Add(Measure measure, int code) {
    totals.push_back({line.key.division, measure, {}, code, 1});
  }
  void AddOfUnit(Measure measure, int code) {
    totals.push_back({line.key.division, measure, line.unit, code, 1});
  }
};

void CountLead(Counter& counter) {
  const Line& line = counter.line;
  counter.Add(Measure::kState, line.state);
  counter.Add(Measure::kSector, line.sector);
  counter.Add(Measure::kChannel, line.channel);
  counter.Add(Measure::kReceivedDay, line.opened_day);
  if (line.light == 0) return;
  counter.Add(Measure::kLight, line.light);
  // What waits for the town's office is no unit's.
  if (!line.unit.nil()) counter.AddOfUnit(Measure::kUnitLight, line.light);
}

void CountCase(Counter& counter) {
  const Line& line = counter.line;
  const auto add = [&](CaseFigure figure) {
    counter.AddOfUnit(Measure::kUnitCase, static_cast<int>(figure));
  };
  if (line.stage == Stage::kOpen) add(CaseFigure::kOpen);
  if (line.stage != Stage::kDone) return;
  counter.Add(Measure::kOutcome, line.outcome);
  counter.Add(Measure::kClosedDay, line.closed_day.value_or(0));
  add(CaseFigure::kClosed);
  if (line.outcome == kSubstantiated || line.outcome == kPartlySubstantiated)
    add(CaseFigure::kSubstantiated);
}

void FilterByCaseFigure(CaseFigure figure, LineFilter& filter) {
  filter.stage = figure == CaseFigure::kOpen ? Stage::kOpen : Stage::kDone;
  if (figure == CaseFigure::kSubstantiated)
    filter.outcomes = {kSubstantiated, kPartlySubstantiated};
}

}  // namespace

std::vector<Total> Counted(const Line& line) {
  Counter counter{line};
  const int ledger = static_cast<int>(line.key.ledger);
  if (line.stage == Stage::kOpen) counter.Add(Measure::kOpen, ledger);
  if (line.stage == Stage::kDone) counter.Add(Measure::kDone, ledger);
  if (line.key.ledger == Ledger::kLeads) CountLead(counter);
  if (line.key.ledger == Ledger::kCases) CountCase(counter);
  if (line.key.ledger == Ledger::kSweeps) {
    counter.Add(Measure::kSweep, line.state);
    counter.AddOfUnit(Measure::kUnitSweep, line.state);
  }
  std::sort(counter.totals.begin(), counter.totals.end());
  return counter.totals;
}

std::vector<Total> Sum(std::vector<Total> totals) {
  const auto same_counter = [](Total a, const Total& b) {
    a.count = b.count;
    return a == b;
  };
  std::sort(totals.begin(), totals.end());
  std::vector<Total> sums;
  for (const Total& total : totals) {
    if (!sums.empty() && same_counter(sums.back(), total)) {
      sums.back().count += total.count;
    } else {
      sums.push_back(total);
    }
  }
  return sums;
}

std::vector<Total> Changes(const std::vector<Total>& before, const std::vector<Total>& after) {
  std::vector<Total> changes;
  std::set_difference(after.begin(), after.end(), before.begin(), before.end(),
                      std::back_inserter(changes));
  const auto added = std::ssize(changes);
  std::set_difference(before.begin(), before.end(), after.begin(), after.end(),
                      std::back_inserter(changes));
  std::for_each(changes.begin() + added, changes.end(), [](Total& total) { total.count = -1; });
  // In one order for everybody, so that two who move lines at once do not meet crosswise.
  std::sort(changes.begin(), changes.end());
  return changes;
}

LineFilter LinesOf(const Total& total) {
  LineFilter filter;
  filter.division = total.division;
  if (!total.unit.nil()) filter.unit = total.unit;
  switch (total.measure) {
    case Measure::kState:
      filter.state = total.code;
      break;
    case Measure::kSector:
      filter.sectors = {total.code};
      break;
    case Measure::kChannel:
      filter.channels = {total.code};
      break;
    case Measure::kLight:
    case Measure::kUnitLight:
      filter.lights = {total.code};
      break;
    case Measure::kReceivedDay:
      filter.opened_day = total.code;
      break;
    case Measure::kOutcome:
      filter.ledger = Ledger::kCases;
      filter.stage = Stage::kDone;
      filter.outcomes = {total.code};
      break;
    case Measure::kClosedDay:
      filter.ledger = Ledger::kCases;
      filter.closed_day = total.code;
      break;
    case Measure::kUnitCase:
      filter.ledger = Ledger::kCases;
      FilterByCaseFigure(static_cast<CaseFigure>(total.code), filter);
      break;
    case Measure::kOpen:
    case Measure::kDone:
      filter.ledger = static_cast<Ledger>(total.code);
      filter.stage = total.measure == Measure::kOpen ? Stage::kOpen : Stage::kDone;
      break;
    case Measure::kSweep:
    case Measure::kUnitSweep:
      filter.ledger = Ledger::kSweeps;
      filter.state = total.code;
      break;
  }
  return filter;
}

}  // namespace hecha::supervision
