// An Importer registers the messages of a file as leads, in batches, each row once.
//
// A row is known by (source, message_id): a file that is imported twice, or again after the
// program was killed, leaves one lead a row. A row that the file or the gateway refuses is
// reported, and stops no other.
//
// Used by one thread.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "gateway/ctl/import_report.h"
#include "gateway/ctl/message_file.h"
#include "hecha/intake/v1/lead.pb.h"

namespace hecha::ctl {

struct ImportOptions {
  // Division that the leads belong to.
  std::string division;
  // Names the list; part of each row's key.
  std::string source;
  // At most in one call; ImportLeads takes 200.
  int batch_rows = 100;
  int64_t batch_bytes = 1 << 20;
  // How long to go on trying while the gateway is away or busy.
  absl::Duration patience = absl::Minutes(2);
};

class Importer {
 public:
  using Send = std::function<absl::Status(const intake::v1::ImportLeadsRequest&,
                                          intake::v1::ImportLeadsResponse&)>;
  // Called after each batch, and for each row that was refused.
  using Watch = std::function<void(int64_t bytes_read, const ImportReport&)>;
  using OnRefused =
      std::function<void(int64_t line, const std::string& row_key, const absl::Status&)>;

  Importer(ImportOptions options, Send send, ImportReport& report, Watch watch,
           OnRefused on_refused);

  // Ok once every row has its result. Any other status: the import stopped there, for no fault
  // of a row; the rows before it are registered, and a further run goes on.
  absl::Status Run(MessageFile& file);

 private:
  void Refuse(int64_t line, const std::string& row_key, const absl::Status& why);
  absl::Status Flush(const MessageFile& file);
  absl::Status SendPatiently(intake::v1::ImportLeadsResponse& response);

  const ImportOptions options_;
  const Send send_;
  ImportReport& report_;
  const Watch watch_;
  const OnRefused on_refused_;

  intake::v1::ImportLeadsRequest batch_;
  int64_t batch_bytes_ = 0;
  // Line of each row of the batch.
  std::vector<int64_t> lines_;
};

}  // namespace hecha::ctl
