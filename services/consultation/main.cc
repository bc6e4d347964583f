// hecha-consultation 会商: sealed transfers, joint files, and meetings of departments.
#include "services/common/host/host.h"
#include "services/consultation/consultation.h"

int main(int argc, char** argv) {
  return hecha::host::Main(
      argc, argv,
      {.name = "consultation",
       .migrations = hecha::consultation::kMigrations,
       .subscriptions = {{.subscriber = "intake",
                          .types = {"hecha.consultation.v1.TransferConcluded"}},
                         {.subscriber = "verification",
                          .types = {"hecha.consultation.v1.TransferConcluded"}},
                         {.subscriber = "supervision",
                          .types = {"hecha.consultation.v1.TransferIssued",
                                    "hecha.consultation.v1.TransferAcknowledged",
                                    "hecha.consultation.v1.TransferConcluded",
                                    "hecha.consultation.v1.JointFileFiled",
                                    "hecha.consultation.v1.MeetingProgressed"}},
                         {.subscriber = "accountability", .evidence_only = true}},
       .build = hecha::consultation::Build});
}
