#include "gateway/transcoding/route_table.h"

#include <fmt/format.h>

#include <map>

#include "gateway/http/message.h"
#include "google/api/annotations.pb.h"
#include "hecha/common/v1/file.pb.h"
#include "services/common/base/status_macros.h"
#include "services/common/rpc/policy.h"

namespace hecha::transcoding {
namespace {

using google::api::HttpRule;
using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

bool HasOffset(const Descriptor& request) {
  const FieldDescriptor* offset = request.FindFieldByName("offset");
  return offset != nullptr && !offset->is_repeated() &&
         offset->cpp_type() == FieldDescriptor::CPPTYPE_INT64;
}

std::pair<std::string, std::string> VerbAndPattern(const HttpRule& rule) {
  switch (rule.pattern_case()) {
    case HttpRule::kGet:
      return {"GET", rule.get()};
    case HttpRule::kPut:
      return {"PUT", rule.put()};
    case HttpRule::kPost:
      return {"POST", rule.post()};
    case HttpRule::kDelete:
      return {"DELETE", rule.delete_()};
    case HttpRule::kPatch:
      return {"PATCH", rule.patch()};
    case HttpRule::kCustom:
      return {rule.custom().kind(), rule.custom().path()};
    case HttpRule::PATTERN_NOT_SET:
      break;
  }
  return {};
}

// The fields that lead from `type` to the scalar that `dotted` names; empty if there is none.
std::vector<const FieldDescriptor*> Resolve(const Descriptor* type, std::string_view dotted) {
  std::vector<const FieldDescriptor*> way;
  while (true) {
    const size_t dot = dotted.find('.');
    const FieldDescriptor* field = type->FindFieldByName(std::string(dotted.substr(0, dot)));
    if (field == nullptr || field->is_repeated()) return {};
    way.push_back(field);
    if (dot == std::string_view::npos) break;
    if (field->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) return {};
    type = field->message_type();
    dotted = dotted.substr(dot + 1);
  }
  if (way.back()->cpp_type() == FieldDescriptor::CPPTYPE_MESSAGE) return {};
  return way;
}

}  // namespace

bool TakesFile(const Route& route) {
  return route.body_field != nullptr && route.body_field->type() == FieldDescriptor::TYPE_BYTES;
}

bool HoldsFile(const Route& route) {
  const FieldDescriptor* const file = route.method->input_type()->FindFieldByName("file");
  return route.body_is_request && file != nullptr && file->type() == FieldDescriptor::TYPE_BYTES;
}

bool AnswersFile(const Route& route) {
  return route.method->output_type()->full_name() ==
         common::v1::FilePiece::descriptor()->full_name();
}

struct RouteTable::Node {
  std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
  std::unique_ptr<Node> variable;
  // Custom verb ("" for none) → HTTP verb → route.
  std::map<std::string, std::map<std::string, const Route*, std::less<>>, std::less<>> ends;

  // Collects in `at` the first end of the segments from `i` on that has `custom`.
  bool Find(const std::vector<std::string>& segments, size_t i, std::string_view custom,
            std::vector<std::string>& values,
            const std::map<std::string, const Route*, std::less<>>*& found) const {
    if (i == segments.size()) {
      const auto it = ends.find(custom);
      if (it == ends.end()) return false;
      found = &it->second;
      return true;
    }
    const auto it = literals.find(segments[i]);
    if (it != literals.end() && it->second->Find(segments, i + 1, custom, values, found)) {
      return true;
    }
    // An empty segment names nothing.
    if (variable == nullptr || segments[i].empty()) return false;
    values.push_back(segments[i]);
    if (variable->Find(segments, i + 1, custom, values, found)) return true;
    values.pop_back();
    return false;
  }
};

RouteTable::RouteTable() : root_(std::make_unique<Node>()) {}
RouteTable::RouteTable(RouteTable&&) noexcept = default;
RouteTable& RouteTable::operator=(RouteTable&&) noexcept = default;
RouteTable::~RouteTable() = default;

absl::StatusOr<RouteTable> RouteTable::Build(
    const std::vector<const ServiceDescriptor*>& services) {
  RouteTable table;
  std::vector<std::string> complaints;
  for (const ServiceDescriptor* service : services) {
    for (int i = 0; i < service->method_count(); ++i) {
      table.AddMethod(*service->method(i), complaints);
    }
  }
  if (!complaints.empty()) {
    return absl::FailedPreconditionError(fmt::format("{}", fmt::join(complaints, "; ")));
  }
  return table;
}

void RouteTable::AddMethod(const MethodDescriptor& method, std::vector<std::string>& complaints) {
  const auto complain = [&](std::string_view why) {
    complaints.push_back(fmt::format("{}: {}", method.full_name(), why));
  };
  const absl::StatusOr<options::v1::MethodPolicy> policy = rpc::PolicyOf(method);
  if (!policy.ok()) return complain(std::string(policy.status().message()));
  const HttpRule& rule = method.options().GetExtension(google::api::http);
  const bool bound = rule.pattern_case() != HttpRule::PATTERN_NOT_SET;
  if (policy->access() == options::v1::ACCESS_SERVICE) {
    if (bound) complain("only services may call it, but it has an HTTP binding");
    return;
  }
  if (!bound) return complain("has no HTTP binding");
  if (method.client_streaming() || method.server_streaming()) return complain("streams");
  if (!rule.response_body().empty()) return complain("response_body is not supported");

  std::vector<const HttpRule*> rules = {&rule};
  for (const HttpRule& more : rule.additional_bindings()) rules.push_back(&more);
  for (const HttpRule* each : rules) {
    const auto [verb, pattern] = VerbAndPattern(*each);
    const absl::Status added = Add(method, *policy, verb, pattern, each->body());
    if (!added.ok()) complain(std::string(added.message()));
  }
}

absl::Status RouteTable::Add(const MethodDescriptor& method,
                             const options::v1::MethodPolicy& policy, std::string verb,
                             const std::string& pattern, const std::string& body) {
  ASSIGN_OR_RETURN(PathTemplate path, PathTemplate::Parse(pattern));
  auto route = std::make_unique<Route>();
  route->method = &method;
  route->policy = policy;
  route->verb = std::move(verb);
  route->pattern = pattern;
  route->path = std::move(path);
  const Descriptor& request = *method.input_type();
  for (const PathTemplate::Segment& segment : route->path.segments) {
    if (!segment.variable) continue;
    route->variables.push_back(Resolve(&request, segment.text));
    if (route->variables.back().empty()) {
      return absl::FailedPreconditionError(
          fmt::format("{} has no scalar field {}", request.full_name(), segment.text));
    }
  }
  if (body == "*") {
    route->body_is_request = true;
  } else if (!body.empty()) {
    route->body_field = request.FindFieldByName(body);
    if (route->body_field == nullptr) {
      return absl::FailedPreconditionError(
          fmt::format("{} has no field {}", request.full_name(), body));
    }
  }
  if (route->verb == "GET" && !body.empty()) {
    return absl::FailedPreconditionError("a GET has no body");
  }
  if ((TakesFile(*route) || AnswersFile(*route)) && !HasOffset(request)) {
    return absl::FailedPreconditionError(
        fmt::format("{} has no int64 field offset", request.full_name()));
  }

  Node* node = root_.get();
  for (const PathTemplate::Segment& segment : route->path.segments) {
    std::unique_ptr<Node>& next = segment.variable ? node->variable : node->literals[segment.text];
    if (next == nullptr) next = std::make_unique<Node>();
    node = next.get();
  }
  const auto [it, added] = node->ends[route->path.verb].emplace(route->verb, route.get());
  if (!added) {
    return absl::FailedPreconditionError(fmt::format(
        "{} {} is the route of {} already", route->verb, pattern, it->second->method->full_name()));
  }
  routes_.push_back(std::move(route));
  return absl::OkStatus();
}

absl::StatusOr<RouteMatch> RouteTable::Match(std::string_view verb, std::string_view path) const {
  RouteMatch match;
  if (!path.starts_with('/')) return match;
  // The verb is split off before decoding: an encoded colon is part of a value.
  std::string_view custom;
  const size_t last = path.rfind('/');
  if (const size_t colon = path.rfind(':'); colon != std::string_view::npos && colon > last) {
    custom = path.substr(colon + 1);
    path = path.substr(0, colon);
  }
  std::vector<std::string> segments;
  while (!path.empty()) {
    path.remove_prefix(1);
    const size_t slash = path.find('/');
    ASSIGN_OR_RETURN(std::string segment, http::PercentDecode(path.substr(0, slash)));
    segments.push_back(std::move(segment));
    path = slash == std::string_view::npos ? std::string_view() : path.substr(slash);
  }
  const std::map<std::string, const Route*, std::less<>>* found = nullptr;
  if (!root_->Find(segments, 0, custom, match.values, found)) return match;
  if (const auto it = found->find(verb); it != found->end()) {
    match.route = it->second;
  } else {
    for (const auto& [allowed, route] : *found) match.allowed.push_back(allowed);
  }
  return match;
}

}  // namespace hecha::transcoding
