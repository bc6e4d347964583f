// A NewsFeed tells the pages of signed-in users where something changed, as server-sent events
// (WHATWG HTML, section 9.2), so that they read again what they show.
//
//   event: change
//   data: {"aggregate":"lead","division":"370481109"}
//
// It says neither what changed nor by whom: whoever wants to know asks, and is checked as always.
// Nor does it tell anybody of a noun that they may not list (live/audience.h).
// News is what the evidence log got since it was asked last, so no process has to be told of a
// gateway, and any number of gateways can listen. A page that loses its stream reads everything
// again and listens anew.
//
// Safe for concurrent use.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/base/thread_annotations.h"
#include "absl/status/statusor.h"
#include "absl/synchronization/mutex.h"
#include "absl/time/time.h"
#include "gateway/http/message.h"
#include "services/common/base/actor.h"

namespace hecha::live {

// Some aggregate of a noun changed in a division.
struct News {
  std::string aggregate;
  std::string division;
  auto operator<=>(const News&) const = default;
};

class NewsFeed {
 public:
  struct Batch {
    std::vector<News> news;
    // Where the log stands.
    int64_t tree_size = 0;
  };
  // What is new since the log had a size; nothing for 0. Blocks.
  using Ask = std::function<absl::StatusOr<Batch>(int64_t since)>;

  struct Options {
    // Streams at most.
    size_t max_listeners = 1024;
    // How often a silent stream says that it is alive, and whether its session is.
    absl::Duration heartbeat = absl::Seconds(15);
  };

  explicit NewsFeed(Ask ask) : NewsFeed(std::move(ask), Options()) {}
  NewsFeed(Ask ask, Options options);
  ~NewsFeed();

  // The events of the actor's territory, as far as it MayHear of them, from now on. The stream ends
  // once `signed_in`, which may block, is false. ResourceExhausted if too many listen.
  absl::StatusOr<std::shared_ptr<http::BodyStream>> Listen(Actor actor,
                                                           std::function<bool()> signed_in);

  // Asks for news and hands it on; asks nothing while nobody listens. Run it every half second or
  // so, on one thread.
  void Turn(absl::Time now);

  // Ends every stream, and takes no more: so that the server can drain.
  void Close();

 private:
  class Listener;

  std::vector<std::shared_ptr<Listener>> Listeners();

  const Ask ask_;
  const Options options_;
  // Where the log stood when it was asked last; 0 while nobody listened. Of Turn alone.
  int64_t seen_ = 0;

  absl::Mutex mutex_;
  std::vector<std::weak_ptr<Listener>> listeners_ ABSL_GUARDED_BY(mutex_);
  bool closed_ ABSL_GUARDED_BY(mutex_) = false;
};

}  // namespace hecha::live
