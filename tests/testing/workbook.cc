#include "tests/testing/workbook.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <zip.h>

namespace hecha {
namespace {

constexpr size_t kWorthPacking = 4096;

constexpr char kWorkbook[] =
    R"(<workbook xmlns:r="r"><sheets><sheet name="线索" sheetId="1" r:id="rId1"/></sheets></workbook>)";
constexpr char kRelations[] =
    R"(<Relationships><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>)";

std::string Escaped(const std::string& text) {
  std::string escaped;
  for (char c : text) {
    if (c == '<') {
      escaped += "&lt;";
    } else if (c == '&') {
      escaped += "&amp;";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

}  // namespace

std::string MakeZip(const std::map<std::string, std::string>& entries) {
  zip_source_t* const bytes = zip_source_buffer_create(nullptr, 0, 0, nullptr);
  zip_t* const archive = zip_open_from_source(bytes, ZIP_TRUNCATE, nullptr);
  EXPECT_NE(archive, nullptr);
  // Closing would free it.
  zip_source_keep(bytes);
  for (const auto& [name, content] : entries) {
    const zip_int64_t index = zip_file_add(
        archive, name.c_str(), zip_source_buffer(archive, content.data(), content.size(), 0), 0);
    EXPECT_GE(index, 0);
    // Packing a short one costs more than it saves.
    if (content.size() < kWorthPacking)
      zip_set_file_compression(archive, static_cast<zip_uint64_t>(index), ZIP_CM_STORE, 0);
  }
  EXPECT_EQ(zip_close(archive), 0);
  zip_stat_t stat;
  EXPECT_EQ(zip_source_stat(bytes, &stat), 0);
  std::string file(stat.size, '\0');
  EXPECT_EQ(zip_source_open(bytes), 0);
  EXPECT_EQ(zip_source_read(bytes, file.data(), file.size()),
            static_cast<zip_int64_t>(file.size()));
  zip_source_close(bytes);
  zip_source_free(bytes);
  return file;
}

std::string MakeWorkbookOf(const std::string& sheet, const std::vector<std::string>& strings) {
  std::string shared = "<sst>";
  for (const std::string& text : strings) shared += "<si><t>" + Escaped(text) + "</t></si>";
  return MakeZip({{"xl/workbook.xml", kWorkbook},
                  {"xl/_rels/workbook.xml.rels", kRelations},
                  {"xl/sharedStrings.xml", shared + "</sst>"},
                  {"xl/worksheets/sheet1.xml", sheet}});
}

std::string MakeWorkbook(const std::vector<std::vector<std::string>>& rows) {
  std::vector<std::string> strings;
  std::string sheet = "<worksheet><sheetData>";
  for (size_t i = 0; i < rows.size(); ++i) {
    sheet += fmt::format("<row r=\"{}\">", i + 1);
    for (size_t j = 0; j < rows[i].size(); ++j) {
      sheet += fmt::format("<c r=\"{}{}\" t=\"s\"><v>{}</v></c>", static_cast<char>('A' + j), i + 1,
                           strings.size());
      strings.push_back(rows[i][j]);
    }
    sheet += "</row>";
  }
  return MakeWorkbookOf(sheet + "</sheetData></worksheet>", strings);
}

}  // namespace hecha
