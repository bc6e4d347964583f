// hecha-supervision 督导: clocks and their lights, problems, and the ledgers with their totals.
#include "services/common/host/host.h"
#include "services/supervision/supervision.h"

int main(int argc, char** argv) {
  return hecha::host::Main(
      argc, argv,
      {.name = "supervision",
       .migrations = hecha::supervision::kMigrations,
       .subscriptions = {{.subscriber = "accountability",
                          .types = {"hecha.supervision.v1.ClockLightChanged"}},
                         {.subscriber = "accountability", .evidence_only = true}},
       .build = hecha::supervision::Build});
}
