#include "services/common/sheet/zip_archive.h"

#include <zip.h>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"

namespace hecha::sheet {
namespace {

constexpr zip_int64_t kMaxEntries = 200;
// Deflate can reach 1000; a sheet of repeated words reaches some 50. Small entries may be anything.
constexpr zip_uint64_t kMaxRatio = 200;
constexpr zip_uint64_t kSmall = 64 << 10;

absl::Status NotAWorkbook() {
  return RefuseField("NOT_A_WORKBOOK", "file", "文件不是有效的 xlsx 工作簿",
                     "the file is not a workbook (xlsx)");
}

absl::Status Bomb() {
  return RefuseField("ZIP_BOMB", "file", "工作簿解压后过大，已拒绝",
                     "the workbook unpacks to far more than it should");
}

absl::Status CheckEntries(zip* archive, size_t limit) {
  const zip_int64_t entries = zip_get_num_entries(archive, 0);
  if (entries > kMaxEntries) return Bomb();
  zip_uint64_t total = 0;
  for (zip_int64_t i = 0; i < entries; ++i) {
    zip_stat_t stat;
    if (zip_stat_index(archive, static_cast<zip_uint64_t>(i), 0, &stat) != 0 ||
        (stat.valid & ZIP_STAT_SIZE) == 0 || (stat.valid & ZIP_STAT_COMP_SIZE) == 0)
      return NotAWorkbook();
    if ((stat.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && stat.encryption_method != ZIP_EM_NONE)
      return NotAWorkbook();
    if (stat.size > limit || (total += stat.size) > limit) return Bomb();
    if (stat.size > kSmall && stat.size / kMaxRatio > stat.comp_size) return Bomb();
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<ZipArchive>> ZipArchive::Open(std::string_view file, size_t limit) {
  zip_source_t* const source =
      zip_source_buffer_create(file.data(), file.size(), /*freep=*/0, nullptr);
  if (source == nullptr) return NotAWorkbook();
  zip* const archive = zip_open_from_source(source, ZIP_RDONLY | ZIP_CHECKCONS, nullptr);
  if (archive == nullptr) {
    zip_source_free(source);
    return NotAWorkbook();
  }
  std::unique_ptr<ZipArchive> opened(new ZipArchive(archive));
  RETURN_IF_ERROR(CheckEntries(archive, limit));
  return opened;
}

ZipArchive::~ZipArchive() { zip_discard(archive_); }

absl::StatusOr<std::string> ZipArchive::Read(const std::string& name) const {
  zip_stat_t stat;
  if (zip_stat(archive_, name.c_str(), 0, &stat) != 0) return "";
  zip_file_t* const entry = zip_fopen(archive_, name.c_str(), 0);
  if (entry == nullptr) return NotAWorkbook();
  // One byte more than it says: then a longer one shows.
  std::string content(stat.size + 1, '\0');
  size_t taken = 0;
  zip_int64_t read = 0;
  while (taken < content.size() &&
         (read = zip_fread(entry, content.data() + taken, content.size() - taken)) > 0)
    taken += static_cast<size_t>(read);
  zip_fclose(entry);
  if (read < 0 || taken != stat.size) return NotAWorkbook();
  content.resize(taken);
  return content;
}

}  // namespace hecha::sheet
