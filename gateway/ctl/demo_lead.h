// One lead of the demo on its way from registration to close: each step is done by whose duty it
// is, over native gRPC, and what was signed is verified here again.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "gateway/ctl/demo_message.h"
#include "gateway/ctl/demo_path.h"
#include "gateway/ctl/demo_town.h"
#include "hecha/intake/v1/lead.pb.h"
#include "hecha/verification/v1/case.pb.h"

namespace hecha::ctl {

// Waits until `happened` returns true, for what one service tells another. DeadlineExceeded that
// names `what`; an error of `happened` ends it at once.
absl::Status WaitUntil(const std::function<absl::StatusOr<bool>()>& happened,
                       std::string_view what);

class DemoLead {
 public:
  DemoLead(DemoCity& city, DemoTown& town, const DemoPath& path, intake::v1::Sector sector)
      : city_(city), town_(town), path_(path), sector_(sector) {}

  // The first refusal ends it.
  absl::Status Walk(const DemoMessage& message);

  const std::string& id() const { return id_; }
  // Signatures that this lead's report bears and that proved right.
  int verified() const { return verified_; }

 private:
  absl::Status Register(const DemoMessage& message);
  absl::Status FileReport(const DemoMessage& message);
  absl::Status Triage();
  absl::Status AnswerMatches();
  absl::Status Seal();
  absl::Status Assign();
  absl::Status AssignTo(const std::string& unit_id);
  absl::Status Return();
  absl::Status UpholdReturn();
  absl::Status Accept();
  absl::Status Investigate();
  absl::Status Plan();
  absl::Status Suspend();
  absl::Status Submit();
  absl::Status SignTwice();
  absl::Status Sign(DemoActor& signer, DemoActor& confirmer);
  absl::Status VerifySignatures();
  absl::Status ReportUp();
  absl::Status FollowUp();
  absl::Status ReadFeedback(const std::string& explanation);
  absl::Status Close();

  // Calls `verb` of the CaseService with the case's id set.
  template <class Request>
  absl::Status Act(DemoActor& actor, std::string_view verb, Request request);
  absl::StatusOr<verification::v1::Case> GetCase();
  const DemoUnit& unit() const { return town_.units.at(unit_id_); }

  DemoCity& city_;
  DemoTown& town_;
  const DemoPath& path_;
  const intake::v1::Sector sector_;
  std::string id_;
  std::string receipt_;
  std::string unit_id_;
  std::string case_id_;
  // SHA-256 of the liability text that was shown to the signatories.
  std::string liability_hash_;
  int verified_ = 0;
};

}  // namespace hecha::ctl
