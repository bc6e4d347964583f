// The columns of the ledgers, in the order and with the titles of DOMAIN.md, "The six ledgers";
// what a line needs besides to be traced (number, territory, state) stands behind them.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "services/supervision/ledger.h"

namespace hecha::supervision {

// How a column is printed.
enum class Print : uint8_t {
  kText,
  kTime,
  kDivision,
  // Facets.
  kState,
  kSector,
  kChannel,
  kOutcome,
  // Cells that hold a code.
  kLevel,
  kIdentity,
  kInstruction,
  kOutcomeCell,
  kSweepType,
  // What the reporter said, or else what the unit heard.
  kAttitude,
  // "1=3;2=1;": the outcome of each allegation.
  kFindings,
};

struct Column {
  // Its stable name in the API: "leadNo".
  const char* key;
  const char* title;
  Print print;
  // Of kText, kTime and the codes that cells hold.
  Cell cell = Cell::kLeadNo;
};

// "线索摸排登记台账".
std::string_view TitleOf(Ledger ledger);
std::span<const Column> ColumnsOf(Ledger ledger);

// One cell a column, as printed, times in China Standard Time; the content of a restricted lead is
// left out. Where the reader may not see the whole line: number, division and state.
std::vector<std::string> CellsOf(const Line& line, bool whole);

// The word for a code in Chinese: "红牌"; nothing for a code that is none.
std::string LightName(int light);
std::string SectorName(int sector);
std::string ChannelName(int channel);
std::string OutcomeName(int outcome);
std::string LeadStateName(int state);
std::string SweepAnswerName(int answer);
std::string AttitudeName(int attitude);

}  // namespace hecha::supervision
