#include "gateway/http/server.h"

#include <pthread.h>

#include <algorithm>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <thread>
#include <utility>
#include <vector>

#include "absl/time/clock.h"
#include "gateway/http/connection.h"

namespace hecha::http {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

// Connections that may be turned away politely at a time; the rest are simply closed.
constexpr int kMostTurnedAway = 64;
// All are looked through for those to evict, so it is done for several newcomers at once: this
// part of all connections.
constexpr int kEvictedAtOnce = 64;
constexpr absl::Duration kEvictPause = absl::Milliseconds(10);

absl::StatusOr<tcp::endpoint> ParseAddress(const std::string& address) {
  const size_t colon = address.rfind(':');
  error_code error;
  if (colon == std::string::npos) {
    return absl::InvalidArgumentError("not HOST:PORT: " + address);
  }
  std::string host = address.substr(0, colon);
  if (host == "localhost") host = "127.0.0.1";
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const auto ip = asio::ip::make_address(host, error);
  char* end = nullptr;
  const long port = std::strtol(address.c_str() + colon + 1, &end, 10);
  if (error || *end != '\0' || colon + 1 == address.size() || port < 0 || port > 65535) {
    return absl::InvalidArgumentError("not HOST:PORT: " + address);
  }
  return tcp::endpoint(ip, static_cast<uint16_t>(port));
}

}  // namespace

struct Server::Core {
  Core(ServerOptions options, Handler handler)
      : io(options.threads), acceptor(asio::make_strand(io)), pause(acceptor.get_executor()) {
    shared->options = std::move(options);
    shared->handler = std::move(handler);
  }

  absl::Status Listen() {
    absl::StatusOr<tcp::endpoint> endpoint = ParseAddress(shared->options.address);
    if (!endpoint.ok()) return endpoint.status();
    error_code error;
    acceptor.open(endpoint->protocol(), error);
    if (!error) acceptor.set_option(asio::socket_base::reuse_address(true), error);
    if (!error) acceptor.bind(*endpoint, error);
    if (!error) acceptor.listen(1024, error);
    if (!error) port = acceptor.local_endpoint(error).port();
    if (error) {
      return absl::UnavailableError("cannot listen on " + shared->options.address + ": " +
                                    error.message());
    }
    return absl::OkStatus();
  }

  void Accept() {
    acceptor.async_accept(asio::make_strand(io), [this](error_code error, tcp::socket socket) {
      if (!acceptor.is_open()) return;
      if (!error) {
        return Admit(std::make_shared<Connection>(std::move(socket), shared));
      }
      // Out of descriptors, usually: wait for some to come free instead of spinning.
      Pause(absl::Milliseconds(50), [this] { Accept(); });
    });
  }

  template <class Then>
  void Pause(absl::Duration duration, Then then) {
    pause.expires_after(absl::ToChronoNanoseconds(duration));
    pause.async_wait([this, then](error_code) {
      if (acceptor.is_open()) then();
    });
  }

  // Those who come after it wait until it is in, or turned away.
  void Admit(std::shared_ptr<Connection> connection) {
    const absl::Time now = absl::Now();
    absl::ReleasableMutexLock lock(&shared->mutex);
    const absl::Time place = PlaceAt(now);
    if (place > now && place < absl::InfiniteFuture()) {
      lock.Release();
      return Pause(place - now, [this, connection] { Admit(connection); });
    }
    if (place <= now) {
      shared->connections.emplace(connection.get(), connection);
      connection->Start();
    } else if (shared->turned_away < kMostTurnedAway) {
      shared->connections.emplace(connection.get(), connection);
      ++shared->turned_away;
      connection->TurnAway();
    }
    lock.Release();
    Accept();
  }

  // When a newcomer may come in: at once where there is room or somebody made some, or when it is
  // worth asking again; never, while every client is being served.
  absl::Time PlaceAt(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(shared->mutex) {
    const int served = static_cast<int>(shared->connections.size()) - shared->turned_away;
    if (served < shared->options.max_connections) return now;
    if (evicted == 0 && now >= evict_again) Evict(now);
    if (evicted == 0) return next_place;
    --evicted;
    return now;
  }

  // Those whose clients were waited for longest.
  void Evict(absl::Time now) ABSL_EXCLUSIVE_LOCKS_REQUIRED(shared->mutex) {
    std::vector<std::pair<absl::Time, Connection*>> slow;
    absl::Time longest = absl::InfiniteFuture();
    for (const auto& [key, connection] : shared->connections) {
      const absl::Time since = connection->WaitsSince();
      if (since <= now) longest = std::min(longest, since);
      if (now - since >= shared->options.least_patience) slow.emplace_back(since, key);
    }
    evict_again = now + kEvictPause;
    next_place = std::max(evict_again, longest + shared->options.least_patience);
    const int most = std::max(1, shared->options.max_connections / kEvictedAtOnce);
    evicted = std::min(slow.size(), static_cast<size_t>(most));
    std::partial_sort(slow.begin(), slow.begin() + static_cast<ptrdiff_t>(evicted), slow.end());
    for (size_t i = 0; i < evicted; ++i) slow[i].second->Evict();
  }

  std::shared_ptr<Shared> shared = std::make_shared<Shared>();
  // How many newcomers may come in for those that were evicted, when to look again, and when
  // somebody will have been waited for long enough.
  size_t evicted = 0;
  absl::Time evict_again = absl::InfinitePast();
  absl::Time next_place = absl::InfiniteFuture();
  asio::io_context io;
  // Keeps the threads while every request is with the handler and nothing else is under way.
  asio::executor_work_guard<asio::io_context::executor_type> work{io.get_executor()};
  tcp::acceptor acceptor;
  asio::steady_timer pause;
  std::vector<std::thread> threads;
  int port = 0;
};

absl::StatusOr<std::unique_ptr<Server>> Server::Start(ServerOptions options, Handler handler) {
  auto core = std::make_unique<Core>(std::move(options), std::move(handler));
  if (absl::Status status = core->Listen(); !status.ok()) return status;
  core->Accept();
  for (int i = 0; i < core->shared->options.threads; ++i) {
    core->threads.emplace_back([io = &core->io] { io->run(); });
    pthread_setname_np(core->threads.back().native_handle(), "http");
  }
  return std::unique_ptr<Server>(new Server(std::move(core)));
}

Server::Server(std::unique_ptr<Core> core) : core_(std::move(core)) {}

Server::~Server() {
  std::unordered_map<Connection*, std::shared_ptr<Connection>> left;
  {
    absl::MutexLock lock(&core_->shared->mutex);
    core_->shared->open = false;
    left.swap(core_->shared->connections);
  }
  core_->io.stop();
  for (std::thread& thread : core_->threads) thread.join();
}

int Server::port() const { return core_->port; }

void Server::Drain(absl::Duration grace) {
  Shared& shared = *core_->shared;
  shared.draining = true;
  asio::post(core_->acceptor.get_executor(), [core = core_.get()] {
    error_code ignored;
    core->acceptor.close(ignored);
  });
  absl::MutexLock lock(&shared.mutex);
  for (const auto& [key, connection] : shared.connections) connection->Retire();
  const auto none_left = [&shared]() ABSL_EXCLUSIVE_LOCKS_REQUIRED(shared.mutex) {
    return shared.connections.empty();
  };
  shared.mutex.AwaitWithTimeout(absl::Condition(&none_left), grace);
}

}  // namespace hecha::http
