// Tables in files: encodings told apart, workbooks read, and what would flood memory refused.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iconv.h>

#include "services/common/sheet/encoding.h"
#include "services/common/sheet/xlsx.h"
#include "tests/testing/status_matchers.h"
#include "tests/testing/workbook.h"

namespace hecha::sheet {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

std::string To(const char* encoding, std::string text) {
  const iconv_t converter = iconv_open(encoding, "UTF-8");
  std::string out(text.size() * 4 + 4, '\0');
  char* from = text.data();
  char* to = out.data();
  size_t from_left = text.size();
  size_t to_left = out.size();
  EXPECT_EQ(iconv(converter, &from, &from_left, &to, &to_left), 0u);
  iconv_close(converter);
  out.resize(out.size() - to_left);
  return out;
}

TEST(EncodingTest, EveryEncodingOfAnOfficeIsRead) {
  const std::string text = "编号,内容\n1,砂石场老板强买强卖，𠮷某在场\n";
  for (const char* encoding : {"UTF-8", "GB18030", "UTF-16"}) {
    ASSERT_OK_AND_ASSIGN(const DecodedText decoded, DecodeText(To(encoding, text)));
    EXPECT_EQ(decoded.encoding, encoding);
    EXPECT_EQ(decoded.text, text);
  }
}

TEST(EncodingTest, DamagedUtf8IsNotTakenForAnotherEncoding) {
  std::string text = "编号,内容\n1,砂石场老板强买强卖\n2,砂石场老板\xE5\n";
  ASSERT_OK_AND_ASSIGN(const Sheet sheet, ReadCsv(text));
  EXPECT_EQ(sheet.encoding, "UTF-8");
  ASSERT_THAT(sheet.rows, SizeIs(2));
  EXPECT_OK(sheet.rows[0].status);
  EXPECT_THAT(sheet.rows[1].status, RefusedBy("INVALID_UTF8"));
  EXPECT_EQ(RefusalOf(sheet.rows[1].status)->field, "内容");
  EXPECT_EQ(sheet.rows[1].line, 3);
}

TEST(EncodingTest, WhatIsNoTextIsRefused) {
  EXPECT_THAT(DecodeText("\xFF\xFF\xFF\x80\x81\xFF\x00\xFF"), RefusedBy("ENCODING"));
}

TEST(XlsxTest, TextsComeAsTheyWereTyped) {
  ASSERT_OK_AND_ASSIGN(
      const Sheet sheet,
      ReadXlsx(MakeWorkbook({{"编号", "内容"}, {"1", "=HYPERLINK(\"x\")"}, {}, {"3", "a<b & c"}})));
  EXPECT_THAT(sheet.header, ElementsAre("编号", "内容"));
  ASSERT_THAT(sheet.rows, SizeIs(2));
  EXPECT_THAT(sheet.rows[0].fields, ElementsAre("1", "=HYPERLINK(\"x\")"));
  EXPECT_EQ(sheet.rows[1].line, 4);
  EXPECT_THAT(sheet.rows[1].fields, ElementsAre("3", "a<b & c"));
}

TEST(XlsxTest, CellsOfEveryKindAndGapsBetweenThem) {
  ASSERT_OK_AND_ASSIGN(
      const Sheet sheet,
      ReadXlsx(MakeWorkbookOf(
          "<x:worksheet xmlns:x=\"x\"><x:sheetData>"
          "<x:row><x:c t=\"inlineStr\"><x:is><x:t>a</x:t></x:is></x:c>"
          "<x:c r=\"C1\" t=\"s\"><x:v>0</x:v></x:c></x:row>"
          "<x:row r=\"9\"><x:c r=\"A9\"><x:f>1+1</x:f><x:v>2</x:v></x:c>"
          "<x:c r=\"C9\" t=\"str\"><x:v>text</x:v></x:c><x:c r=\"D9\"><x:v>7</x:v></x:c></x:row>"
          "</x:sheetData></x:worksheet>",
          {"c"})));
  EXPECT_THAT(sheet.header, ElementsAre("a", "", "c"));
  ASSERT_THAT(sheet.rows, SizeIs(1));
  EXPECT_EQ(sheet.rows[0].line, 9);
  EXPECT_THAT(sheet.rows[0].fields, ElementsAre("2", "", "text"));
}

TEST(XlsxTest, CellBeyondTheLimitRefusesItsRowAndIsNotCut) {
  const auto text_of = [](size_t characters) {
    std::string text;
    // Not one character again and again, which would be taken for a bomb.
    for (size_t i = 0; i < characters; ++i) {
      const size_t code = 0x4E00 + i * 7919 % 20000;
      text += {static_cast<char>(0xE0 | code >> 12), static_cast<char>(0x80 | (code >> 6 & 0x3F)),
               static_cast<char>(0x80 | (code & 0x3F))};
    }
    return text;
  };
  const std::string longest = text_of(32'767);
  const std::string too_long = text_of(32'768);
  // As shared strings, and inline.
  const std::string inline_cells =
      "<worksheet><row><c t=\"inlineStr\"><is><t>编号</t></is></c><c t=\"inlineStr\"><is><t>内容"
      "</t></is></c></row><row><c><v>1</v></c><c t=\"inlineStr\"><is><t>" +
      longest + "</t></is></c></row><row><c><v>2</v></c><c t=\"inlineStr\"><is><t>" + too_long +
      "</t></is></c></row><row><c><v>3</v></c></row></worksheet>";
  for (const std::string& file :
       {MakeWorkbook({{"编号", "内容"}, {"1", longest}, {"2", too_long}, {"3"}}),
        MakeWorkbookOf(inline_cells)}) {
    ASSERT_OK_AND_ASSIGN(const Sheet sheet, ReadXlsx(file));
    ASSERT_EQ(sheet.rows.size(), 3u);
    ASSERT_OK(sheet.rows[0].status);
    EXPECT_EQ(sheet.rows[0].fields[1], longest);
    EXPECT_THAT(sheet.rows[1].status, RefusedBy("CELL_TOO_LONG"));
    EXPECT_EQ(RefusalOf(sheet.rows[1].status)->field, "内容");
    EXPECT_OK(sheet.rows[2].status);
  }
}

TEST(XlsxTest, WhatIsNoWorkbookIsRefused) {
  const std::string good = MakeWorkbook({{"a"}, {"1"}});
  EXPECT_THAT(ReadXlsx("PK\x03\x04 and nothing"), RefusedBy("NOT_A_WORKBOOK"));
  EXPECT_THAT(ReadXlsx(good.substr(0, good.size() / 2)), RefusedBy("NOT_A_WORKBOOK"));
  EXPECT_THAT(ReadXlsx(MakeZip({{"readme.txt", "x"}})), RefusedBy("NOT_A_WORKBOOK"));
  EXPECT_THAT(ReadXlsx(MakeWorkbookOf("<worksheet><row>")), RefusedBy("NOT_A_WORKBOOK"));
  EXPECT_THAT(ReadXlsx(MakeWorkbookOf("<worksheet/>")), RefusedBy("NO_HEADER"));
  EXPECT_THAT(ReadXlsx(MakeWorkbookOf("<worksheet><row r=\"2147483647\"/><row/></worksheet>")),
              RefusedBy("NOT_A_WORKBOOK"));
  EXPECT_THAT(ReadXlsx(MakeWorkbookOf("<worksheet><row><c t=\"s\"><v>5</v></c></row></worksheet>")),
              RefusedBy("NOT_A_WORKBOOK"));
}

TEST(XlsxTest, EntitiesAreNotExpanded) {
  EXPECT_THAT(
      ReadXlsx(MakeWorkbookOf("<!DOCTYPE w [<!ENTITY a \"aaaaaaaa\"><!ENTITY b \"&a;&a;&a;\">]>"
                              "<worksheet><row><c t=\"str\"><v>&b;</v></c></row></worksheet>")),
      RefusedBy("NOT_A_WORKBOOK"));
}

TEST(XlsxTest, BombsAreRefusedUnread) {
  EXPECT_THAT(ReadXlsx(MakeWorkbookOf(std::string(8 << 20, ' '))), RefusedBy("ZIP_BOMB"));
  std::map<std::string, std::string> many;
  for (int i = 0; i < 201; ++i) many["entry" + std::to_string(i)] = "x";
  EXPECT_THAT(ReadXlsx(MakeZip(many)), RefusedBy("ZIP_BOMB"));
  // One long text that many cells name.
  std::string sheet = "<worksheet>";
  for (int i = 0; i < 100; ++i) sheet += "<row><c t=\"s\"><v>0</v></c></row>";
  EXPECT_THAT(ReadXlsx(MakeWorkbookOf(sheet + "</worksheet>", {std::string(2000, 'x')}),
                       {.bytes = 100'000}),
              RefusedBy("ZIP_BOMB"));
}

TEST(XlsxTest, RowsAndColumnsAreBounded) {
  const SheetLimits limits{.rows = 2, .columns = 2};
  EXPECT_OK(ReadXlsx(MakeWorkbook({{"a", "b"}, {"1"}, {"2"}}), limits));
  EXPECT_THAT(ReadXlsx(MakeWorkbook({{"a"}, {"1"}, {"2"}, {"3"}}), limits),
              RefusedBy("TOO_MANY_ROWS"));
  EXPECT_THAT(ReadXlsx(MakeWorkbook({{"a", "b", "c"}}), limits), RefusedBy("TOO_MANY_COLUMNS"));
  EXPECT_THAT(ReadCsv("a\n1\n2\n3\n", limits), RefusedBy("TOO_MANY_ROWS"));
  EXPECT_THAT(ReadCsv("a,b,c\n1,2,3\n", limits), RefusedBy("TOO_MANY_COLUMNS"));
  EXPECT_THAT(ReadCsv("a,b,c\n", limits), RefusedBy("TOO_MANY_COLUMNS"));
}

}  // namespace
}  // namespace hecha::sheet
