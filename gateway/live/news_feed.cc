#include "gateway/live/news_feed.h"

#include <rapidjson/stringbuffer.h>
#include <rapidjson/writer.h>

#include <set>
#include <utility>

#include "gateway/live/audience.h"
#include "services/common/base/refusal.h"

namespace hecha::live {
namespace {

// A page that lost its stream tries again after three seconds.
constexpr char kGreeting[] = "retry: 3000\n\n";
constexpr char kHeartbeat[] = ":\n\n";

std::string EventOf(const News& news) {
  rapidjson::StringBuffer buffer;
  rapidjson::Writer<rapidjson::StringBuffer> writer(buffer);
  writer.StartObject();
  writer.Key("aggregate");
  writer.String(news.aggregate.data(), static_cast<rapidjson::SizeType>(news.aggregate.size()));
  writer.Key("division");
  writer.String(news.division.data(), static_cast<rapidjson::SizeType>(news.division.size()));
  writer.EndObject();
  return "event: change\ndata: " + std::string(buffer.GetString(), buffer.GetSize()) + "\n\n";
}

}  // namespace

// One stream. News that a slow client did not take yet is kept once, however often it happens.
class NewsFeed::Listener : public http::BodyStream {
 public:
  Listener(Actor actor, std::function<bool()> signed_in)
      : actor_(std::move(actor)), signed_in_(std::move(signed_in)) {}

  void Next(std::function<void(absl::StatusOr<std::string>)> done) override {
    {
      absl::MutexLock lock(&mutex_);
      waiting_ = std::move(done);
    }
    Flush();
  }

  void Tell(const std::vector<News>& news) {
    {
      absl::MutexLock lock(&mutex_);
      for (const News& each : news)
        if (actor_.Covers(each.division) && MayHear(actor_, each.aggregate)) pending_.insert(each);
    }
    Flush();
  }

  // Says that the stream is alive, or ends it where the session is not.
  void Beat(absl::Time now, absl::Duration period) {
    if (now - beaten_ < period) return;
    beaten_ = now;
    if (!signed_in_()) return End();
    {
      absl::MutexLock lock(&mutex_);
      // Once, however long its client takes nothing.
      if (said_.empty()) said_ = kHeartbeat;
    }
    Flush();
  }

  void End() {
    {
      absl::MutexLock lock(&mutex_);
      ended_ = true;
    }
    Flush();
  }

 private:
  using Done = std::function<void(absl::StatusOr<std::string>)>;

  // Gives what there is to whoever waits for it.
  void Flush() {
    Done done;
    std::string piece;
    {
      absl::MutexLock lock(&mutex_);
      if (waiting_ == nullptr) return;
      if (!ended_ && said_.empty() && pending_.empty()) return;
      if (!ended_) {
        piece = std::exchange(said_, {});
        for (const News& news : pending_) piece += EventOf(news);
        pending_.clear();
      }
      done = std::exchange(waiting_, nullptr);
    }
    // Outside the lock: it may ask for the next piece at once. An empty one ends the stream.
    done(std::move(piece));
  }

  const Actor actor_;
  const std::function<bool()> signed_in_;
  // Of Turn alone.
  absl::Time beaten_ = absl::InfinitePast();

  absl::Mutex mutex_;
  Done waiting_ ABSL_GUARDED_BY(mutex_);
  std::string said_ ABSL_GUARDED_BY(mutex_) = kGreeting;
  std::set<News> pending_ ABSL_GUARDED_BY(mutex_);
  bool ended_ ABSL_GUARDED_BY(mutex_) = false;
};

NewsFeed::NewsFeed(Ask ask, Options options) : ask_(std::move(ask)), options_(options) {}

NewsFeed::~NewsFeed() = default;

absl::StatusOr<std::shared_ptr<http::BodyStream>> NewsFeed::Listen(
    Actor actor, std::function<bool()> signed_in) {
  auto listener = std::make_shared<Listener>(std::move(actor), std::move(signed_in));
  absl::MutexLock lock(&mutex_);
  if (closed_ || listeners_.size() >= options_.max_listeners)
    return Refuse(absl::StatusCode::kResourceExhausted,
                  {"TOO_MANY_LISTENERS", "", "实时连接已满，请稍后再试",
                   "too many pages listen; try again later"});
  listeners_.push_back(listener);
  return listener;
}

void NewsFeed::Turn(absl::Time now) {
  const std::vector<std::shared_ptr<Listener>> listeners = Listeners();
  if (listeners.empty()) {
    seen_ = 0;
    return;
  }
  const absl::StatusOr<Batch> batch = ask_(seen_);
  // Where the log cannot be asked, the news comes with the next answer.
  if (batch.ok()) seen_ = batch->tree_size;
  for (const std::shared_ptr<Listener>& listener : listeners) {
    if (batch.ok()) listener->Tell(batch->news);
    listener->Beat(now, options_.heartbeat);
  }
}

void NewsFeed::Close() {
  {
    absl::MutexLock lock(&mutex_);
    closed_ = true;
  }
  for (const std::shared_ptr<Listener>& listener : Listeners()) listener->End();
}

std::vector<std::shared_ptr<NewsFeed::Listener>> NewsFeed::Listeners() {
  std::vector<std::shared_ptr<Listener>> listening;
  absl::MutexLock lock(&mutex_);
  std::erase_if(listeners_, [&](const std::weak_ptr<Listener>& each) {
    std::shared_ptr<Listener> listener = each.lock();
    if (listener == nullptr) return true;
    listening.push_back(std::move(listener));
    return false;
  });
  return listening;
}

}  // namespace hecha::live
