// Workbooks for tests: what a spreadsheet program would save, as far as readers look at it.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace hecha {

// A zip file of these entries.
std::string MakeZip(const std::map<std::string, std::string>& entries);

// A workbook whose first sheet holds these rows of texts, as shared strings.
std::string MakeWorkbook(const std::vector<std::vector<std::string>>& rows);

// A workbook whose first sheet is this document, with these shared strings.
std::string MakeWorkbookOf(const std::string& sheet, const std::vector<std::string>& strings = {});

}  // namespace hecha
