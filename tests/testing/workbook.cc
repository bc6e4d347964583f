#include "tests/testing/workbook.h"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <zip.h>

#include <fstream>
#include <iterator>

#include "tests/testing/temporary_directory.h"

namespace hecha {
namespace {

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
  const TemporaryDirectory directory;
  const std::string path = directory.path() + "/file.zip";
  zip_t* const archive = zip_open(path.c_str(), ZIP_CREATE, nullptr);
  EXPECT_NE(archive, nullptr);
  for (const auto& [name, content] : entries)
    EXPECT_GE(zip_file_add(archive, name.c_str(),
                           zip_source_buffer(archive, content.data(), content.size(), 0), 0),
              0);
  EXPECT_EQ(zip_close(archive), 0);
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
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
