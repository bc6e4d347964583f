// Tells the thread sanitizer what gRPC promises about the order of things. Debian's gRPC is built
// without it, and where it does without a lock its order is not seen. These definitions stand
// before the library's own; each calls the one that it hides.

#include <grpc/byte_buffer.h>
#include <grpc/byte_buffer_reader.h>
#include <grpc/grpc.h>
#include <grpc/slice.h>
#include <grpcpp/server.h>
#include <grpcpp/support/server_callback.h>
#include <sanitizer/tsan_interface.h>

#include "tests/sanitize/hidden.h"

using hecha::sanitize::Hidden;

// What is handed over under a tag comes back under it; a message that does not leave the process is
// read where it was written.

namespace {

// Tells that whoever reads the message sees what was written into it.
void Release(const grpc_byte_buffer* message) {
  const grpc_slice_buffer& buffer = message->data.raw.slice_buffer;
  for (size_t i = 0; i < buffer.count; ++i) __tsan_release(GRPC_SLICE_START_PTR(buffer.slices[i]));
}

grpc_event Taken(grpc_event event) {
  if (event.type == GRPC_OP_COMPLETE) __tsan_acquire(event.tag);
  return event;
}

}  // namespace

extern "C" {

grpc_call_error grpc_call_start_batch(grpc_call* call, const grpc_op* operations, size_t count,
                                      void* tag, void* reserved) {
  static auto* const hidden = Hidden<decltype(grpc_call_start_batch)>("grpc_call_start_batch");
  __tsan_release(tag);
  for (size_t i = 0; i < count; ++i)
    if (operations[i].op == GRPC_OP_SEND_MESSAGE)
      Release(operations[i].data.send_message.send_message);
  return hidden(call, operations, count, tag, reserved);
}

grpc_event grpc_completion_queue_next(grpc_completion_queue* queue, gpr_timespec deadline,
                                      void* reserved) {
  static auto* const hidden =
      Hidden<decltype(grpc_completion_queue_next)>("grpc_completion_queue_next");
  return Taken(hidden(queue, deadline, reserved));
}

grpc_event grpc_completion_queue_pluck(grpc_completion_queue* queue, void* tag,
                                       gpr_timespec deadline, void* reserved) {
  static auto* const hidden =
      Hidden<decltype(grpc_completion_queue_pluck)>("grpc_completion_queue_pluck");
  return Taken(hidden(queue, tag, deadline, reserved));
}

int grpc_byte_buffer_reader_peek(grpc_byte_buffer_reader* reader, grpc_slice** slice) {
  static auto* const hidden =
      Hidden<decltype(grpc_byte_buffer_reader_peek)>("grpc_byte_buffer_reader_peek");
  const int more = hidden(reader, slice);
  if (more != 0) __tsan_acquire(GRPC_SLICE_START_PTR(**slice));
  return more;
}

}  // extern "C"

namespace grpc {
namespace internal {

// OnDone comes after every other reaction of its call. Our own share of the count is seen; what the
// library counts down itself, OnCancel among it, is not.
void ServerCallbackCall::ScheduleOnDone(bool inline_ondone) {
  static auto* const hidden = Hidden<void(ServerCallbackCall*, bool)>(
      "_ZN4grpc8internal18ServerCallbackCall14ScheduleOnDoneEb");
  __tsan_acquire(&callbacks_outstanding_);
  hidden(this, inline_ondone);
}

void ServerCallbackCall::CallOnCancel(ServerReactor* reactor) {
  static auto* const hidden = Hidden<void(ServerCallbackCall*, ServerReactor*)>(
      "_ZN4grpc8internal18ServerCallbackCall12CallOnCancelEPNS0_13ServerReactorE");
  struct Cancelled : ServerReactor {
    Cancelled(ServerReactor* reactor, std::atomic_int* count) : reactor(reactor), count(count) {}
    void OnDone() override {}
    void OnCancel() override {
      reactor->OnCancel();
      __tsan_release(count);
      delete this;
    }
    bool InternalInlineable() override { return reactor->InternalInlineable(); }

    ServerReactor* const reactor;
    std::atomic_int* const count;
  };
  hidden(this, new Cancelled(reactor, &callbacks_outstanding_));
}

}  // namespace internal

// A server has shut down after every call was done.
void Server::UnrefWithPossibleNotify() {
  static auto* const hidden = Hidden<void(Server*)>("_ZN4grpc6Server23UnrefWithPossibleNotifyEv");
  __tsan_release(this);
  hidden(this);
}

void Server::ShutdownInternal(gpr_timespec deadline) {
  static auto* const hidden =
      Hidden<void(Server*, gpr_timespec)>("_ZN4grpc6Server16ShutdownInternalE12gpr_timespec");
  hidden(this, deadline);
  __tsan_acquire(this);
}

}  // namespace grpc
