// Places where a test can plant a bug, to see that it would be noticed.
//
// HECHA_PLANTED_BUG("inbox.row") is false, and the compiler drops what it guards. Only programs
// that tests/faults/bugs builds for itself are compiled with HECHA_PLANTED_BUGS; in them it is true
// when the environment variable of that name says so. Nothing that is installed or run elsewhere
// can be told to misbehave.
//
// The places, and what goes wrong there:
//   journal.outbox     a change is committed without its event
//   journal.delivery   an event is written, one of its subscribers is forgotten
//   journal.claim      a request that comes again acts again
//   outbox.commitment  the commitment is to something else than the payload
//   database.commit    a COMMIT that failed is taken for done
//   relay.refused      a delivery that failed is marked as done
//   inbox.row          a handled event leaves no inbox row
//   inbox.handler      an inbox row is written, nothing is handled
//   registrar.commit   a registration is acknowledged whatever became of its commit
//   lead.number        serials are used that another process will reserve
//   lead.narrative     what is stored is not what was said
//   lead.update        a change is told, and not stored
//   reporter.receipt   a receipt is given out, and not stored
//   case.endorse       one signature is enough
//   statistics.add     a total misses a line
//   evidence.entry     an event is taken, and does not get into the log
//   evidence.leaf      the tree grows by another leaf than the log holds
#pragma once

#ifdef HECHA_PLANTED_BUGS
#include <string_view>
namespace hecha {
bool PlantedBugStrikes(std::string_view name);
}  // namespace hecha
#define HECHA_PLANTED_BUG(name) ::hecha::PlantedBugStrikes(name)
#else
#define HECHA_PLANTED_BUG(name) false
#endif
