#include "services/supervision/export_service.h"

#include <optional>
#include <utility>

#include "hecha/supervision/v1/events.pb.h"
#include "services/common/base/refusal.h"
#include "services/common/base/scope.h"
#include "services/common/base/status_macros.h"
#include "services/common/security/running_hash.h"
#include "services/supervision/export_sheet.h"

namespace hecha::supervision {
namespace {

// Lines in memory at once.
constexpr int kPage = 1000;

events::Event Tell(const Export& made) {
  v1::LedgerExported event;
  event.set_export_id(made.id.ToString());
  event.set_user_id(made.user.ToString());
  for (Ledger ledger : made.ledgers) event.add_ledgers(static_cast<int>(ledger));
  event.set_lines(made.lines);
  event.set_sha256(made.sha256);
  return events::MakeEvent("export", made.id.uuid, 1, made.division, "ledger.export",
                           std::move(event));
}

// Writes every line that passes the filter; returns how many.
absl::StatusOr<int64_t> WriteLines(db::Transaction& transaction, const LedgerStore& store,
                                   const LineFilter& filter, ExportSheets& sheets) {
  RETURN_IF_ERROR(sheets.Begin(filter.ledger));
  Page page;
  page.size = kPage;
  page.before = Uuid();
  int64_t written = 0;
  for (bool more = true; more;) {
    ASSIGN_OR_RETURN(std::vector<Line> lines, store.List(transaction, filter, page));
    more = !page.Cut(lines, [](const Line& line) { return line.key.subject; }).empty();
    for (const Line& line : lines) RETURN_IF_ERROR(sheets.Append(line));
    if (!lines.empty()) page.before = lines.back().key.subject;
    written += std::ssize(lines);
  }
  return written;
}

absl::Status Describe(const sheet::TemporaryFile& file, Export& made) {
  ASSIGN_OR_RETURN(made.size, file.Size());
  security::RunningHash hash;
  for (int64_t at = 0; at < made.size; at += Export::kPieceBytes) {
    ASSIGN_OR_RETURN(const std::string piece, file.Read(at, Export::kPieceBytes));
    hash.Add(piece);
  }
  made.sha256 = hash.Digest();
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Export> ExportService::ExportLedger(const Call& call, LineFilter filter) {
  RETURN_IF_ERROR(CheckMayRead(call.actor, filter.ledger));
  RETURN_IF_ERROR(NarrowToScope(call.actor, filter.division));
  filter.hidden_from = call.actor.unit;
  filter.oldest_first = true;
  return Make(call, {std::move(filter)}, /*totals=*/false);
}

absl::StatusOr<Export> ExportService::ExportAll(const Call& call, std::string division) {
  RETURN_IF_ERROR(NarrowToScope(call.actor, division));
  std::vector<LineFilter> filters;
  for (int number = 1; number <= kLedgers; ++number) {
    LineFilter filter;
    filter.ledger = static_cast<Ledger>(number);
    filter.division = division;
    filter.hidden_from = call.actor.unit;
    filter.oldest_first = true;
    if (CheckMayRead(call.actor, filter.ledger).ok()) filters.push_back(std::move(filter));
  }
  return Make(call, filters, /*totals=*/true);
}

absl::StatusOr<Export> ExportService::Make(const Call& call, const std::vector<LineFilter>& filters,
                                           bool totals) {
  Export made;
  made.id = ExportId::New(call.now);
  made.user = call.actor.user;
  made.division = filters.front().division;
  made.expires_at = call.now + Export::kKeptFor;
  for (const LineFilter& filter : filters) made.ledgers.push_back(filter.ledger);
  std::optional<sheet::TemporaryFile> file;
  const auto write = [&](db::Transaction& transaction) -> absl::Status {
    ASSIGN_OR_RETURN(ExportSheets sheets, ExportSheets::Create(call, made.division));
    made.lines = 0;
    for (const LineFilter& filter : filters) {
      ASSIGN_OR_RETURN(const int64_t written, WriteLines(transaction, lines_, filter, sheets));
      made.lines += written;
    }
    if (totals) {
      ASSIGN_OR_RETURN(const std::vector<Total> all,
                       statistics_.List(transaction, made.division, std::nullopt));
      RETURN_IF_ERROR(sheets.AppendTotals(all));
    }
    ASSIGN_OR_RETURN(file, sheets.Finish());
    return absl::OkStatus();
  };
  // There before anything is read: whatever purges a lead from then on deletes it.
  RETURN_IF_ERROR(journal_.database().Transact(call.deadline, [&](db::Transaction& transaction) {
    return exports_.Claim(transaction, made);
  }));
  RETURN_IF_ERROR(journal_.database().Read(call.deadline, write));
  RETURN_IF_ERROR(Describe(*file, made));
  return journal_.Commit(
      call,
      [&](db::Transaction& transaction) -> absl::StatusOr<Uuid> {
        RETURN_IF_ERROR(exports_.Complete(transaction, made));
        for (int64_t at = 0; at < made.size; at += Export::kPieceBytes) {
          ASSIGN_OR_RETURN(const std::string piece, file->Read(at, Export::kPieceBytes));
          RETURN_IF_ERROR(
              exports_.InsertPiece(transaction, made.id, at / Export::kPieceBytes, piece));
        }
        RETURN_IF_ERROR(journal_.Append(transaction, call, Tell(made)));
        return made.id.uuid;
      },
      [&](db::Transaction& transaction, const Uuid& id) {
        return exports_.Find(transaction, ExportId{id});
      });
}

absl::StatusOr<ExportService::Piece> ExportService::Read(const Call& call, ExportId id,
                                                         int64_t offset) {
  if (offset < 0 || offset % Export::kPieceBytes != 0)
    return RefuseField("OFFSET", "offset", "偏移须为 262144 的倍数",
                       "a piece begins every 256 KiB");
  return journal_.database().Read(
      call.deadline, [&](db::Transaction& transaction) -> absl::StatusOr<Piece> {
        Piece piece;
        ASSIGN_OR_RETURN(piece.whole, exports_.Find(transaction, id));
        if (!piece.whole.ReadableBy(call.actor, call.now))
          return RefuseUnknown("导出文件", "export");
        ASSIGN_OR_RETURN(piece.data,
                         exports_.FindPiece(transaction, id, offset / Export::kPieceBytes));
        return piece;
      });
}

absl::Status ExportService::Forget(absl::Time now, absl::Time deadline) {
  return journal_.database().Transact(
      deadline, [&](db::Transaction& transaction) { return exports_.Forget(transaction, now); });
}

}  // namespace hecha::supervision
