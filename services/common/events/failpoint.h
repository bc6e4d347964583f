// Named places where a test can make the process die or stall.
//
// HECHA_FAILPOINT("relay.after_deliver") does nothing unless the environment variable
// HECHA_FAILPOINTS names it: "relay.after_deliver=kill" or "…=kill@3" (the third time it is
// reached). Kill means SIGKILL to the own process: no destructor, no flush. Compiled in
// always, so that what is tested is what runs; it costs one load of a flag.
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
