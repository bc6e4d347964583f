// hecha-accountability 问责: proceedings, and the evidence log of all services.
#include "services/accountability/accountability.h"
#include "services/common/host/host.h"

int main(int argc, char** argv) {
  return hecha::host::Main(
      argc, argv,
      {.name = "accountability",
       .migrations = hecha::accountability::kMigrations,
       // Its own events are evidence too, and come in like those of any other service.
       .subscriptions = {{.subscriber = "supervision",
                          .types = {"hecha.accountability.v1.ProceedingProgressed"}},
                         {.subscriber = "accountability", .types = {}, .evidence_only = true}},
       .build = hecha::accountability::Build});
}
