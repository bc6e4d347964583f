// What the gateway itself costs: one and the same call, GetLead, made to intake directly (as gRPC's
// own unary call, and in one stream, as the gateway makes it) and through the gateway, over HTTP
// and as a native gRPC client. A lone caller shows the time that is added, many of them the
// processor's.
#include <fmt/format.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/security/credentials.h>

#include <fstream>
#include <functional>
#include <iterator>
#include <string>

#include "absl/flags/flag.h"
#include "hecha/intake/v1/lead.pb.h"
#include "services/common/base/clock.h"
#include "services/common/base/status_macros.h"
#include "services/common/rpc/channel.h"
#include "tests/bench/cpu_account.h"
#include "tests/bench/grpc_load.h"
#include "tests/bench/http_load.h"
#include "tests/bench/lead_fill.h"
#include "tests/bench/report.h"
#include "tests/bench/suite.h"

ABSL_FLAG(int, connections, 16, "concurrent calls, beside the lone one");
ABSL_FLAG(double, seconds, 4, "how long each is measured");

namespace hecha::bench {
namespace {

constexpr double kWarmup = 1;
constexpr int kLeads = 100;
constexpr char kMethod[] = "hecha.intake.v1.LeadService/GetLead";

// A way to make the call.
struct Way {
  std::string name;
  std::string title;
  std::function<Measurement(int callers, double seconds)> drive;
};

struct Cost {
  double alone_p50_ms = 0;
  // Processor time of the suite, and of the gateway alone, for each of many calls at once.
  double suite_micros = 0;
  double gateway_micros = 0;
};

Cost MeasureWay(const Suite& suite, const Way& way, Report& report) {
  const double seconds = absl::GetFlag(FLAGS_seconds);
  way.drive(1, kWarmup);
  const Measurement alone = way.drive(1, seconds);
  report.Rate(way.name + "Alone", way.title + "，单独 a lone caller", alone, seconds);
  CpuAccount cpu(suite.var());
  cpu.Begin();
  const Measurement crowd = way.drive(absl::GetFlag(FLAGS_connections), seconds);
  const CpuAccount::Micros spent = cpu.End();
  report.Rate(way.name, way.title + "，并发 many at once", crowd, seconds);
  Cost cost{alone.Milliseconds(0.5), 0, MicrosEach(spent, "gateway", crowd.acknowledged())};
  for (const char* process : {"gateway", "intake", "db"})
    cost.suite_micros += MicrosEach(spent, process, crowd.acknowledged());
  report.Figure(way.name + "Micros", "  处理器 processor time of the suite", cost.suite_micros,
                "µs each");
  report.Figure(way.name + "GatewayMicros", "    其中网关 of that, the gateway's own",
                cost.gateway_micros, "µs each");
  return cost;
}

absl::StatusOr<std::shared_ptr<grpc::Channel>> NativeChannel(const ctl::Settings& settings) {
  std::ifstream file(settings.ca);
  if (!file.is_open()) return absl::NotFoundError("cannot read " + settings.ca);
  grpc::SslCredentialsOptions options;
  options.pem_root_certs = std::string{std::istreambuf_iterator<char>(file), {}};
  return grpc::CreateChannel(settings.grpc, grpc::SslCredentials(options));
}

// The clerk as the gateway would vouch for them.
absl::StatusOr<std::string> ActorToken(const Suite& suite) {
  static const SystemClock clock;
  ASSIGN_OR_RETURN(const ctl::KnownUser user, suite.UserOf("clerk"));
  ASSIGN_OR_RETURN(security::SigningKey key,
                   security::SigningKey::Load(suite.var() + "/keys/gateway/actor.key"));
  Actor actor;
  actor.kind = Actor::Kind::kUser;
  ASSIGN_OR_RETURN(actor.user, UserId::Parse(user.user_id));
  ASSIGN_OR_RETURN(actor.unit, UnitId::Parse(user.unit_id));
  actor.division = user.division;
  actor.roles = {Role::kClerk};
  return security::ActorIssuer("gateway", std::move(key), clock).Issue(actor, "bench");
}

absl::StatusOr<std::vector<Way>> Ways(const Suite& suite, const std::string& lead) {
  ASSIGN_OR_RETURN(const std::unique_ptr<ctl::Gateway> clerk, suite.SignIn("clerk"));
  ASSIGN_OR_RETURN(const std::string actor, ActorToken(suite));
  ASSIGN_OR_RETURN(const std::shared_ptr<grpc::Channel> native, NativeChannel(suite.settings()));
  intake::v1::GetLeadRequest request;
  request.set_lead_id(lead);
  const GrpcLoadOptions direct = {.channel = rpc::Channel::Open(suite.AddressOf("intake"))->grpc(),
                                  .method = kMethod,
                                  .request = request.SerializeAsString(),
                                  .actor = actor};
  GrpcLoadOptions proxied = direct;
  proxied.channel = native;
  proxied.actor.clear();
  proxied.token = clerk->token();
  const auto with = [](GrpcLoadOptions options, int callers, double seconds) {
    options.callers = callers;
    options.duration = std::chrono::duration<double>(seconds);
    return options;
  };
  return std::vector<Way>{
      {"directUnary", "直连 direct, unary",
       [=](int callers, double seconds) { return RunUnaryLoad(with(direct, callers, seconds)); }},
      {"directStream", "直连，一流 direct, in one stream",
       [=](int callers, double seconds) { return RunStreamLoad(with(direct, callers, seconds)); }},
      {"native", "经网关 through the gateway, gRPC and TLS",
       [=](int callers, double seconds) { return RunUnaryLoad(with(proxied, callers, seconds)); }},
      {"http", "经网关 through the gateway, HTTP/JSON",
       [=, &suite, token = clerk->token()](int callers, double seconds) {
         return RunHttpLoad({.host = suite.host(),
                             .port = suite.PortOf("http"),
                             .token = token,
                             .connections = callers,
                             .duration = std::chrono::duration<double>(seconds),
                             .call = [&](int64_t) -> HttpCall { return {"/v1/leads/" + lead}; }});
       }},
  };
}

absl::Status Measure(Report& report) {
  ASSIGN_OR_RETURN(const Suite suite, Suite::Open());
  ASSIGN_OR_RETURN(const std::unique_ptr<LeadFill> fill, LeadFill::Open(suite));
  RETURN_IF_ERROR(fill->Add(kLeads));
  ASSIGN_OR_RETURN(const std::vector<Way> ways, Ways(suite, fill->some_ids().front()));
  report.Condition("connections", absl::GetFlag(FLAGS_connections));
  report.Condition("seconds", absl::GetFlag(FLAGS_seconds));
  std::map<std::string, Cost> costs;
  for (const Way& way : ways) costs[way.name] = MeasureWay(suite, way, report);
  const auto times = [&](const char* name, const char* direct) {
    const std::string key = name;
    report.Figure(key + "Latency", fmt::format("{}: 单独耗时 a lone call, of {}", key, direct),
                  Ratio(costs[key].alone_p50_ms, costs[direct].alone_p50_ms), "×");
    report.Figure(key + "Cpu", fmt::format("{}: 处理器 processor time, of {}", key, direct),
                  Ratio(costs[key].suite_micros, costs[direct].suite_micros), "×");
  };
  times("native", "directUnary");
  times("http", "directUnary");
  return absl::OkStatus();
}

}  // namespace
}  // namespace hecha::bench

int main(int argc, char** argv) {
  return hecha::bench::Main(argc, argv, "gateway", hecha::bench::Measure);
}
