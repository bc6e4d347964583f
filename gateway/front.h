// The Front is what a browser or program meets at the HTTP port: the routes of the API, and
// beside them what is no RPC: /healthz, /readyz, /openapi.json, /v1/changes and the console's
// files.
//
// Safe for concurrent use.
#pragma once

#include <map>
#include <string>

#include "absl/synchronization/mutex.h"
#include "gateway/console/static_files.h"
#include "gateway/http/message.h"
#include "gateway/live/change_stream.h"
#include "gateway/proxy/backends.h"
#include "gateway/transcoding/route_table.h"
#include "gateway/transcoding/transcoder.h"

namespace hecha::gateway {

class Front {
 public:
  // Everything but `files` outlives the front.
  Front(const transcoding::RouteTable& routes, const transcoding::Transcoder& transcoder,
        live::ChangeStream& changes, const proxy::Backends& backends, console::StaticFiles files);

  void Handle(http::Request request, http::Respond respond) const;

  // Asks the backends for their health; /readyz answers with what was found last, so that
  // nobody can make the gateway ask. Run it every few seconds. Blocks for up to 2 s.
  void CheckReadiness();

 private:
  http::Response Readiness() const;

  const transcoding::Transcoder& transcoder_;
  live::ChangeStream& changes_;
  const proxy::Backends& backends_;
  const console::StaticFiles files_;
  const std::string openapi_;

  mutable absl::Mutex mutex_;
  // By backend, once they have been asked.
  std::map<std::string, bool> serving_ ABSL_GUARDED_BY(mutex_);
};

}  // namespace hecha::gateway
