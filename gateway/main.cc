// hecha-gateway: the directory service, and the edge in front of all services.

#include <sys/resource.h>

#include <algorithm>
#include <iostream>
#include <iterator>
#include <memory>
#include <utility>

#include "absl/flags/flag.h"
#include "absl/time/clock.h"
#include "gateway/directory/demo.h"
#include "gateway/directory/deployment.h"
#include "gateway/directory/directory.h"
#include "gateway/edge.h"
#include "gateway/live/news_source.h"
#include "gateway/operations/operations_rpc.h"
#include "gateway/proxy/challenge_rpc.h"
#include "gateway/proxy/gatekeeper.h"
#include "gateway/services.h"
#include "services/common/base/status_macros.h"
#include "services/common/host/host.h"

ABSL_FLAG(std::string, http_listen, "127.0.0.1:8080", "HTTP address of the public face");
ABSL_FLAG(std::string, grpc_listen, "127.0.0.1:0", "address of native gRPC");
ABSL_FLAG(std::string, grpc_cert, "", "certificate of native gRPC (PEM); empty: loopback only");
ABSL_FLAG(std::string, grpc_key, "", "private key of --grpc_cert (PEM)");
ABSL_FLAG(std::string, console_dir, "", "files of the console; empty: those in the binary");
ABSL_FLAG(bool, secure_cookie, false, "mark the session cookie Secure; for a public https address");
ABSL_FLAG(int, max_connections, 2048, "HTTP connections at most");
ABSL_FLAG(int, max_in_flight, 2048,
          "calls under way at most; half of them public, a quarter of one public method");
ABSL_FLAG(bool, trust_forwarded_for, false,
          "take a caller's address from the last entry of X-Forwarded-For; only behind a proxy");
ABSL_FLAG(double, address_burst, 100, "public calls that one address may make at once");
ABSL_FLAG(double, address_rate, 5, "public calls a second that it may make from then on");

namespace hecha::gateway {
namespace {

constexpr absl::Duration kReadinessPeriod = absl::Seconds(1);
constexpr absl::Duration kNewsPeriod = absl::Milliseconds(500);
constexpr absl::Duration kPurgePeriod = absl::Minutes(10);
constexpr absl::Duration kDrain = absl::Seconds(8);
// What this process serves itself.
constexpr std::string_view kOwnBackends[] = {"directory", "operations"};
constexpr char kOwnName[] = "gateway";

bool IsOwn(std::string_view backend) {
  return std::find(std::begin(kOwnBackends), std::end(kOwnBackends), backend) !=
         std::end(kOwnBackends);
}

// Everything of this process beyond what the host owns.
struct Gateway {
  explicit Gateway(const host::Context& context)
      : directory(context.journal, context.clock, context.keyring),
        // Under one key everywhere, so that each replica takes the others' challenges.
        gatekeeper(context.keyring.Fingerprint("challenge", "key"), context.clock,
                   {.address_burst = absl::GetFlag(FLAGS_address_burst),
                    .address_calls_per_second = absl::GetFlag(FLAGS_address_rate)}) {}

  directory::Directory directory;
  proxy::Gatekeeper gatekeeper;
  std::unique_ptr<Edge> edge;
};

// A connection is a descriptor, and so is each of a thousand others.
void RaiseDescriptorLimit() {
  rlimit limit;
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

proxy::SessionSource SessionsOf(directory::SessionService& sessions) {
  const auto caller = [](directory::SessionView view) {
    return proxy::Caller{std::move(view.actor), std::move(view.session_id)};
  };
  return {
      .known = [&sessions, caller](std::string_view token,
                                   proxy::Use use) -> std::optional<proxy::Caller> {
        std::optional<directory::SessionView> view =
            sessions.Verified(token, use == proxy::Use::kAsked);
        if (!view.has_value()) return std::nullopt;
        return caller(*std::move(view));
      },
      .look_up = [&sessions, caller](std::string_view token, absl::Time deadline,
                                     proxy::Use use) -> absl::StatusOr<proxy::Caller> {
        ASSIGN_OR_RETURN(directory::SessionView view,
                         sessions.Authenticate(token, deadline, use == proxy::Use::kAsked));
        return caller(std::move(view));
      },
      .is_live = [&sessions](std::string_view token,
                             absl::Time deadline) { return sessions.IsLive(token, deadline); },
  };
}

absl::StatusOr<EdgeOptions> ReadOptions(const host::Context& context) {
  EdgeOptions options;
  options.http.address = absl::GetFlag(FLAGS_http_listen);
  options.http.max_connections = absl::GetFlag(FLAGS_max_connections);
  options.grpc.listen = absl::GetFlag(FLAGS_grpc_listen);
  options.grpc.certificate = absl::GetFlag(FLAGS_grpc_cert);
  options.grpc.key = absl::GetFlag(FLAGS_grpc_key);
  options.dispatch.max_in_flight = absl::GetFlag(FLAGS_max_in_flight);
  options.dispatch.room.capacity = absl::GetFlag(FLAGS_max_in_flight) / 4;
  options.transcode.trust_forwarded_for = absl::GetFlag(FLAGS_trust_forwarded_for);
  options.transcode.secure_cookie = absl::GetFlag(FLAGS_secure_cookie);
  options.console_directory = absl::GetFlag(FLAGS_console_dir);
  options.services = ServedServices();
  for (const auto* service : options.services) {
    const std::string name = proxy::BackendName(*service);
    if (IsOwn(name)) {
      options.backends[name] = context.self();
    } else {
      ASSIGN_OR_RETURN(const std::shared_ptr<rpc::Channel> peer, context.peer(name));
      options.backends[name] = peer->grpc();
    }
  }
  return options;
}

absl::StatusOr<std::vector<host::Context::Port>> StartEdge(const host::Context& context,
                                                           Gateway& gateway) {
  RaiseDescriptorLimit();
  ASSIGN_OR_RETURN(EdgeOptions options, ReadOptions(context));
  ASSIGN_OR_RETURN(std::shared_ptr<rpc::Channel> accountability, context.peer("accountability"));
  options.news = live::AskEvidenceLog(std::move(accountability), context.issuer);
  options.dispatch.gatekeeper = &gateway.gatekeeper;
  ASSIGN_OR_RETURN(gateway.edge,
                   Edge::Start(std::move(options), SessionsOf(gateway.directory.sessions),
                               context.issuer, context.executor, context.metrics));
  return std::vector<host::Context::Port>{{"http", gateway.edge->http_port()},
                                          {"grpc", gateway.edge->grpc_port()}};
}

// Whoever answers for a service, and this process.
absl::StatusOr<operations::Processes> FindProcesses(const host::Context& context) {
  operations::Processes processes;
  ASSIGN_OR_RETURN(processes[kOwnName], context.peer(kOwnName));
  for (const auto* service : ServedServices()) {
    const std::string name = proxy::BackendName(*service);
    if (IsOwn(name)) continue;
    ASSIGN_OR_RETURN(processes[name], context.peer(name));
  }
  return processes;
}

absl::StatusOr<std::shared_ptr<void>> Build(host::Context& context) {
  auto gateway = std::make_shared<Gateway>(context);
  directory::RegisterDirectoryRpc(context.router, gateway->directory);
  proxy::RegisterChallengeRpc(context.router, gateway->gatekeeper);
  ASSIGN_OR_RETURN(operations::Processes processes, FindProcesses(context));
  operations::RegisterOperationsRpc(context.router, std::move(processes), context.issuer);
  context.on_start([&context, gateway] { return StartEdge(context, *gateway); });
  context.on_stop([gateway] {
    if (gateway->edge == nullptr) return;
    gateway->edge->Drain(kDrain);
    gateway->edge.reset();
  });
  context.every("edge readiness", kReadinessPeriod, [gateway] { gateway->edge->CheckReadiness(); });
  context.every("news", kNewsPeriod, [gateway] { gateway->edge->TellNews(absl::Now()); });
  context.every("session purge", kPurgePeriod,
                [gateway] { (void)gateway->directory.sessions.PurgeExpired(); });
  return gateway;
}

// seed FILE: sets up the demo, and writes its users to FILE.
absl::Status Seed(host::Context& context, const std::vector<std::string>& arguments) {
  if (arguments.size() != 1) return absl::InvalidArgumentError("usage: hecha-gateway seed FILE");
  directory::Directory directory(context.journal, context.clock, context.keyring);
  return directory::SeedDemo(directory, context.clock, arguments[0]);
}

// As `run` says, on a directory of its own: where a session cannot reach.
template <class Run>
host::Command DeploymentCommand(std::string name, Run run) {
  return {std::move(name),
          [run](host::Context& context, const std::vector<std::string>& arguments) -> absl::Status {
            directory::Directory directory(context.journal, context.clock, context.keyring);
            return run(directory, context.clock, arguments);
          }};
}

absl::Status RunUser(directory::Directory& directory, const Clock& clock,
                     const std::vector<std::string>& arguments) {
  return directory::RunUserCommand(directory, clock, arguments, std::cin);
}

}  // namespace
}  // namespace hecha::gateway

int main(int argc, char** argv) {
  using namespace hecha;
  return host::Main(
      argc, argv,
      {
          .name = gateway::kOwnName,
          .migrations = directory::kMigrations,
          .subscriptions =
              {{.subscriber = "intake", .types = {"hecha.directory.v1.UnitChanged"}},
               {.subscriber = "verification",
                .types = {"hecha.directory.v1.UserChanged", "hecha.directory.v1.UnitChanged"}},
               {.subscriber = "supervision", .types = {"hecha.directory.v1.UnitChanged"}},
               {.subscriber = "accountability", .evidence_only = true}},
          .build = gateway::Build,
          .commands = {{"seed", gateway::Seed},
                       gateway::DeploymentCommand("division", directory::RunDivisionCommand),
                       gateway::DeploymentCommand("unit", directory::RunUnitCommand),
                       gateway::DeploymentCommand("user", gateway::RunUser)},
      });
}
