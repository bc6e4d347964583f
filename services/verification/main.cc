// hecha-verification 核查: from the assignment of a lead to a report that two people answer for.
#include <string>
#include <vector>

#include "services/common/host/host.h"
#include "services/verification/verification.h"

namespace {

std::vector<std::string> Followed() {
  return {"hecha.verification.v1.CaseAccepted",    "hecha.verification.v1.CaseReturned",
          "hecha.verification.v1.CasePlanned",     "hecha.verification.v1.CaseSuspended",
          "hecha.verification.v1.CaseResumed",     "hecha.verification.v1.StepRecorded",
          "hecha.verification.v1.FindingRecorded", "hecha.verification.v1.ReportSubmitted",
          "hecha.verification.v1.ReportEndorsed",  "hecha.verification.v1.EndorsementRefused",
          "hecha.verification.v1.CaseReportedUp",  "hecha.verification.v1.ReportRejected",
          "hecha.verification.v1.CaseFiled",       "hecha.verification.v1.FeedbackGiven",
          "hecha.verification.v1.CaseClosed",      "hecha.verification.v1.PersonRecused",
          "hecha.verification.v1.CaseReverifying"};
}

std::vector<std::string> Attested() {
  return {"hecha.verification.v1.ReportSubmitted", "hecha.verification.v1.ReportEndorsed",
          "hecha.verification.v1.SigningKeyEnrolled", "hecha.verification.v1.SigningKeyConfirmed",
          "hecha.verification.v1.SigningKeyRevoked"};
}

}  // namespace

int main(int argc, char** argv) {
  return hecha::host::Main(
      argc, argv,
      {.name = "verification",
       .migrations = hecha::verification::kMigrations,
       .subscriptions =
           {{.subscriber = "intake", .types = Followed()},
            // What takes a lead from a unit or a person, or lets others read it.
            {.subscriber = "intake",
             .types = {"hecha.verification.v1.CaseRecalled", "hecha.verification.v1.PlanProposed",
                       "hecha.verification.v1.TeamChanged", "hecha.verification.v1.ReviewAssigned",
                       "hecha.verification.v1.ReviewQueued", "hecha.verification.v1.ReviewUpheld",
                       "hecha.verification.v1.ReviewOverturned",
                       "hecha.verification.v1.UmbrellaFlagged"}},
            {.subscriber = "supervision", .types = Followed()},
            {.subscriber = "supervision",
             .types = {"hecha.verification.v1.CaseOpened", "hecha.verification.v1.CaseExtended",
                       "hecha.verification.v1.CaseRecalled", "hecha.verification.v1.ReviewQueued",
                       "hecha.verification.v1.ReviewAssigned", "hecha.verification.v1.ReviewUpheld",
                       "hecha.verification.v1.ReviewOverturned",
                       "hecha.verification.v1.RevisitRecorded",
                       "hecha.verification.v1.CalendarChanged"}},
            // What is proven to strangers is kept as the log was told of it.
            {.subscriber = "verification", .types = Attested()},
            {.subscriber = "consultation",
             .types = {"hecha.verification.v1.UmbrellaFlagged",
                       "hecha.verification.v1.CalendarChanged"}},
            {.subscriber = "accountability", .types = {"hecha.verification.v1.ReviewOverturned"}},
            {.subscriber = "accountability", .evidence_only = true}},
       .build = hecha::verification::Build});
}
