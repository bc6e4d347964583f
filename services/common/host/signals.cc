#include "services/common/host/signals.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>

namespace hecha::host {
namespace {

sigset_t StopSignals() {
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGTERM);
  sigaddset(&signals, SIGINT);
  return signals;
}

}  // namespace

void HoldStopSignals() {
  const sigset_t signals = StopSignals();
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  // A peer that hangs up is an error of one write, not the end of the process.
  signal(SIGPIPE, SIG_IGN);
}

void AwaitStopSignal() {
  const sigset_t signals = StopSignals();
  int caught = 0;
  while (sigwait(&signals, &caught) != 0) {
  }
}

bool AwaitStopSignal(absl::Duration limit) {
  const sigset_t signals = StopSignals();
  const timespec timeout = absl::ToTimespec(limit);
  return sigtimedwait(&signals, nullptr, &timeout) > 0;
}

}  // namespace hecha::host
