// A TCP port for a process that a test is about to start.
#pragma once

namespace hecha {

// A port of 127.0.0.1 that was free a moment ago. No two calls in one process return the
// same one; another process may still take it first, so a server that fails to bind is
// started again on another.
int FreePort();

}  // namespace hecha
