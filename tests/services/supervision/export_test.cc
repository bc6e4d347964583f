// Exports on a real database: the workbook has the lines in the plan's columns, is handed to the
// one who asked for it and for an hour only, lies nowhere in the open, and is on record. A page of
// a ledger costs the same however many lines there are.
#include <gmock/gmock.h>

#include <regex>
#include <thread>

#include "hecha/common/v1/file.pb.h"
#include "services/common/sheet/zip_archive.h"
#include "tests/services/supervision/supervision_host.h"

namespace hecha::supervision {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class ExportTest : public SupervisionTest {
 protected:
  absl::StatusOr<v1::Export> ExportLedger(const Actor& actor, int ledger, int state = 0) {
    v1::ExportLedgerRequest request;
    request.set_ledger(ledger);
    request.set_state(state);
    return Ask<v1::Export>(actor, "ExportService/ExportLedger", request);
  }

  absl::StatusOr<common::v1::FilePiece> Piece(const Actor& actor, const std::string& id,
                                              int64_t offset = 0) {
    v1::ReadExportRequest request;
    request.set_export_id(id);
    request.set_offset(offset);
    return Ask<common::v1::FilePiece>(actor, "ExportService/ReadExport", request);
  }

  std::string File(const Actor& actor, const v1::Export& made) {
    std::string file;
    while (static_cast<int64_t>(file.size()) < made.size()) {
      const auto piece = Piece(actor, made.id(), static_cast<int64_t>(file.size()));
      if (!piece.ok()) {
        ADD_FAILURE() << piece.status();
        break;
      }
      file += piece->data();
    }
    return file;
  }

  // The texts of a sheet's cells, in order.
  static std::vector<std::string> TextsOf(const std::string& file, int sheet) {
    const auto archive = sheet::ZipArchive::Open(file, 64 << 20);
    EXPECT_OK(archive);
    const auto content = (*archive)->Read(fmt::format("xl/worksheets/sheet{}.xml", sheet));
    EXPECT_OK(content);
    const std::regex text("<t[^>]*>([^<]*)</t>");
    std::vector<std::string> texts;
    for (std::sregex_iterator it(content->begin(), content->end(), text), end; it != end; ++it)
      texts.push_back((*it)[1]);
    return texts;
  }

  // Writes `count` lines of ledger 1 as the registering of leads would, one in 1,000 of them RED.
  void FillLines(int count) {
    host_.Tamper(fmt::format(
        "INSERT INTO ledger_line (ledger, division, subject, lead_id, object, unit_id, state, "
        "sector, channel, light, outcome, stage, opened_day, closed_day, cells, words) "
        "SELECT 1, '{}', UNHEX(LPAD(HEX(seq), 32, '0')), NULL, '', "
        "X'00000000000000000000000000000000', 1 + seq % 3, 1 + seq % 8, 1 + seq % 12, "
        "IF(seq % 1000 = 7, 5, 0), 0, 1, 18000 + seq % 100, NULL, "
        "CONCAT('1:', LENGTH(seq), ':', seq), '' FROM seq_1_to_{}",
        kTown, count));
  }

  int64_t RowsRead() {
    return host_.Count(
        "SELECT CAST(SUM(VARIABLE_VALUE) AS SIGNED) FROM information_schema.GLOBAL_STATUS WHERE "
        "VARIABLE_NAME IN ('HANDLER_READ_KEY', 'HANDLER_READ_NEXT', 'HANDLER_READ_PREV')");
  }

  // What a page makes the server read.
  int64_t CostOf(const v1::ListLinesRequest& request, int expected) {
    const int64_t before = RowsRead();
    const auto page = Ask<v1::ListLinesResponse>(office_, "LedgerService/ListLines", request);
    EXPECT_OK(page);
    EXPECT_EQ(page->lines_size(), expected) << request.DebugString();
    return RowsRead() - before;
  }
};

TEST_F(ExportTest, WorkbookHasTheLinesInThePlansColumns) {
  ASSERT_TRUE(Triage(Registered()));
  Registered();
  ASSERT_OK_AND_ASSIGN(const v1::Export made, ExportLedger(office_, 1));
  EXPECT_EQ(made.lines(), 2);
  const std::string file = File(office_, made);
  EXPECT_EQ(security::Sha256(file), made.sha256());
  const std::vector<std::string> texts = TextsOf(file, 1);
  ASSERT_GE(texts.size(), 26u);
  EXPECT_EQ(texts[0], "线索摸排登记台账");
  EXPECT_THAT(texts[1], HasSubstr("填报时间：2019-04-15"));
  EXPECT_THAT(std::vector<std::string>(texts.begin() + 2, texts.begin() + 14),
              ElementsAre("序号", "编号", "收到时间", "来源", "层级", "实名/匿名", "行业", "属地",
                          "内容摘要", "研判意见", "去向", "状态"));
  EXPECT_THAT(std::vector<std::string>(texts.begin() + 14, texts.begin() + 25),
              ElementsAre("1", "370481104-BZ2019-000001", "2019-04-15 00:00", "网上举报", "镇",
                          "匿名", "煤矿资源", kTown, "反映强买强卖", "交派出所核查", "研判"))
      << "the oldest first; a cell that says nothing has no text";
  EXPECT_THAT(host_.ColumnsHolding("反映强买强卖"), IsEmpty());
}

TEST_F(ExportTest, FigureIsExportedAsTheLinesThatItCounts) {
  ASSERT_TRUE(Triage(Registered()));
  Registered();
  ASSERT_OK_AND_ASSIGN(const v1::Export made,
                       ExportLedger(office_, 1, intake::v1::STATE_REGISTERED));
  EXPECT_EQ(made.lines(), 1);
}

TEST_F(ExportTest, OneWhoAskedHasItForAnHour) {
  Registered();
  ASSERT_OK_AND_ASSIGN(const v1::Export made, ExportLedger(office_, 1));
  EXPECT_THAT(Piece(User({Role::kOffice}), made.id()), RefusedBy("UNKNOWN"));
  EXPECT_THAT(Piece(office_, made.id(), 5), RefusedBy("OFFSET"));
  EXPECT_OK(Piece(office_, made.id()));
  host_.clock().Advance(absl::Minutes(61));
  EXPECT_THAT(Piece(office_, made.id()), RefusedBy("UNKNOWN"));
  host_.Turn("exports");
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM export_piece"), 0);
}

TEST_F(ExportTest, LedgerThatOneMayNotReadIsNotExportedEither) {
  EXPECT_THAT(ExportLedger(User({Role::kOrganisation}), 1), RefusedBy("LEDGER_NOT_YOURS"));
  v1::ExportLedgerRequest elsewhere;
  elsewhere.set_ledger(1);
  elsewhere.set_division(kNextTown);
  EXPECT_THAT(Ask<v1::Export>(office_, "ExportService/ExportLedger", elsewhere),
              RefusedBy("OUTSIDE_SCOPE"));
}

TEST_F(ExportTest, EverythingGoesIntoOneWorkbook) {
  Registered();
  ASSERT_OK_AND_ASSIGN(const v1::Export made, Ask<v1::Export>(city_, "ExportService/ExportLedgers",
                                                              v1::ExportLedgersRequest()));
  EXPECT_EQ(made.lines(), 1);
  const std::string file = File(city_, made);
  EXPECT_EQ(TextsOf(file, 7)[0], "摸排轮次与零报告（台账一附册）");
  EXPECT_EQ(TextsOf(file, 8)[0], "统计汇总");
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM outbox WHERE type LIKE '%LedgerExported'"), 1);
}

TEST_F(ExportTest, WhatMayHoldALineOfAPurgedLeadIsForgotten) {
  const Uuid lead = Registered();
  ASSERT_OK_AND_ASSIGN(const v1::Export town, ExportLedger(office_, 1));
  ASSERT_OK_AND_ASSIGN(const v1::Export city, ExportLedger(city_, 1));
  v1::ExportLedgerRequest next;
  next.set_ledger(1);
  next.set_division(kNextTown);
  ASSERT_OK_AND_ASSIGN(const v1::Export other,
                       Ask<v1::Export>(city_, "ExportService/ExportLedger", next));
  intake::v1::LeadPurged purged;
  purged.set_lead_id(lead.ToString());
  ASSERT_TRUE(Tell("intake", "lead", lead, purged)) << host_.last_reason();
  EXPECT_THAT(Piece(office_, town.id()), RefusedBy("UNKNOWN"));
  EXPECT_THAT(Piece(city_, city.id()), RefusedBy("UNKNOWN"));
  EXPECT_OK(Piece(city_, other.id()));
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM export_piece"), 1);
}

TEST_F(ExportTest, WorkbookThatAPurgeOvertookIsNotHandedOut) {
  // Enough of them that the workbook takes longer than the purge.
  FillLines(60'000);
  const Uuid lead = Registered();
  absl::StatusOr<v1::Export> made;
  std::thread maker([&] { made = ExportLedger(office_, 1); });
  const absl::Time limit = absl::Now() + absl::Seconds(20);
  while (host_.Count("SELECT COUNT(*) FROM export") == 0 && absl::Now() < limit) {
  }
  intake::v1::LeadPurged purged;
  purged.set_lead_id(lead.ToString());
  EXPECT_TRUE(Tell("intake", "lead", lead, purged)) << host_.last_reason();
  maker.join();
  EXPECT_THAT(made, RefusedBy("LEAD_PURGED_MEANWHILE"));
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM export_piece"), 0);
}

TEST_F(ExportTest, PageCostsTheSameHoweverManyLinesThereAre) {
  FillLines(100'000);
  v1::ListLinesRequest first;
  first.set_ledger(1);
  v1::ListLinesRequest last = first;
  last.set_page_token("00000000-0000-0000-0000-000000000010");  // fifteen lines are older
  v1::ListLinesRequest red = first;
  red.add_light(v1::LIGHT_RED);
  v1::ListLinesRequest day = first;
  day.set_received_day("2019-04-15");  // 18,001 days after 1970-01-01
  v1::ListLinesRequest oldest = first;
  oldest.set_order_by("number");
  // A page of 50 and the line beyond it, each with its row; looking for the towns; the inbox's and
  // the relay's own rows beside it.
  constexpr int64_t kFlat = 400;
  EXPECT_LT(CostOf(first, 50), kFlat);
  EXPECT_LT(CostOf(last, 15), kFlat);
  EXPECT_LT(CostOf(red, 50), kFlat);
  EXPECT_LT(CostOf(day, 50), kFlat);
  EXPECT_LT(CostOf(oldest, 50), kFlat);
}

}  // namespace
}  // namespace hecha::supervision
