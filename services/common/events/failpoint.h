// Named places where a test can make the process die.
//
// HECHA_FAILPOINT("relay.after_deliver") does nothing unless the environment variable
// HECHA_FAILPOINTS names it: "relay.after_deliver=kill" or "…=kill@3" (the third time it is
// reached), several separated by commas. Kill means SIGKILL to the own process: no destructor,
// no flush. Compiled in always, so that what is tested is what runs; it costs one load of a
// flag. A value that cannot be read ends the process at start-up.
//
// The places, in the order in which an event passes them:
//   journal.after_act      the change and its event are written, its command is not recorded
//   journal.before_commit  all is written, nothing is committed
//   journal.after_commit   committed, the caller not yet answered
//   relay.before_deliver   a batch is read, nothing sent
//   inbox.before_handle    an envelope has arrived, no transaction begun
//   inbox.after_handle     the handler is done, nothing committed
//   inbox.after_commit     committed, the sender not yet answered
//   relay.after_deliver    the subscriber has answered, nothing marked
//   relay.before_mark      the marks are written, not committed
//   relay.after_mark       the marks are committed
#pragma once

#include <atomic>
#include <string_view>

namespace hecha::events {

extern const bool kFailpointsArmed;
void ReachFailpoint(std::string_view name);

}  // namespace hecha::events

#define HECHA_FAILPOINT(name)                                                     \
  do {                                                                            \
    if (::hecha::events::kFailpointsArmed) ::hecha::events::ReachFailpoint(name); \
  } while (false)
