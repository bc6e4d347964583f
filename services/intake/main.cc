// hecha-intake 受理: leads from every channel, their reporters, and who is given what.
#include "services/common/host/host.h"
#include "services/intake/intake.h"

int main(int argc, char** argv) {
  return hecha::host::Main(
      argc, argv,
      {.name = "intake",
       .migrations = hecha::intake::kMigrations,
       .subscriptions =
           {{.subscriber = "verification",
             .types = {"hecha.intake.v1.LeadAssigned", "hecha.intake.v1.LeadSubjectsChanged",
                       "hecha.intake.v1.LeadAmended", "hecha.intake.v1.ReviewRequested",
                       "hecha.intake.v1.FeedbackConfirmed", "hecha.intake.v1.LeadPurged"}},
            {.subscriber = "consultation",
             .types = {"hecha.intake.v1.LeadTriaged", "hecha.intake.v1.LeadAssigned",
                       "hecha.intake.v1.LeadSubjectsChanged", "hecha.intake.v1.LeadSealed",
                       "hecha.intake.v1.LeadPurged"}},
            {.subscriber = "supervision",
             .types = {"hecha.intake.v1.LeadRegistered",      "hecha.intake.v1.LeadAmended",
                       "hecha.intake.v1.LeadTriaged",         "hecha.intake.v1.LeadAssigned",
                       "hecha.intake.v1.LeadSealed",          "hecha.intake.v1.MergedLeadSealed",
                       "hecha.intake.v1.UmbrellaCleared",     "hecha.intake.v1.LeadProgressed",
                       "hecha.intake.v1.LeadMerged",          "hecha.intake.v1.LeadUnmerged",
                       "hecha.intake.v1.LeadReturnUpheld",    "hecha.intake.v1.LeadConcluded",
                       "hecha.intake.v1.LeadArchived",        "hecha.intake.v1.LeadPurged",
                       "hecha.intake.v1.LeadSubjectsChanged", "hecha.intake.v1.IdentityChecked",
                       "hecha.intake.v1.FeedbackConfirmed",   "hecha.intake.v1.SweepOpened",
                       "hecha.intake.v1.SweepReported",       "hecha.intake.v1.SweepGapExplained",
                       "hecha.intake.v1.SweepExtended",       "hecha.intake.v1.SweepClosed"}},
            {.subscriber = "accountability", .types = {"hecha.intake.v1.LeadPurged"}},
            {.subscriber = "accountability", .evidence_only = true}},
       .build = hecha::intake::Build});
}
