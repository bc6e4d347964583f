// Which method answers which verb and path: built once, at start-up, from the google.api.http
// and hecha.options of the services' descriptors. There is no other source of routes.
//
// Immutable once built, so safe for concurrent use.
#pragma once

#include <google/protobuf/descriptor.h>

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "gateway/transcoding/path_template.h"
#include "hecha/options/v1/policy.pb.h"

namespace hecha::transcoding {

// A method that answers with this message is answered with its data as they are, under its
// content type.
inline constexpr std::string_view kRawBody = "google.api.HttpBody";

struct Route {
  const google::protobuf::MethodDescriptor* method;
  options::v1::MethodPolicy policy;
  // "GET", "POST", ...
  std::string verb;
  PathTemplate path;
  // The template as it was written, "/v1/leads/{lead_id}": the label of metrics.
  std::string pattern;
  // True if the body fills the whole request; else `body_field` takes it, or is nullptr where
  // the call has no body.
  bool body_is_request = false;
  const google::protobuf::FieldDescriptor* body_field = nullptr;
  // The field that each variable of the path fills: the way down to it, outermost first.
  std::vector<std::vector<const google::protobuf::FieldDescriptor*>> variables;
};

// True if the body is a file, which comes in pieces: the route fills a field of bytes with it
// (hecha/common/v1/file.proto).
bool TakesFile(const Route& route);
// True if a file lies within the request: its message has a field of bytes that is called so.
bool HoldsFile(const Route& route);
// True if the answer is one.
bool AnswersFile(const Route& route);

// What a verb and path lead to.
struct RouteMatch {
  // nullptr if no route has this verb and path.
  const Route* route = nullptr;
  // The decoded segments that the route's variables take, in order.
  std::vector<std::string> values;
  // Where the path is known but not with this verb: the verbs that it has. Empty if the path
  // is unknown.
  std::vector<std::string> allowed;
};

class RouteTable {
 public:
  // Takes every HTTP binding of every method of `services`. FailedPrecondition that lists all
  // that is wrong: a method without a policy or without a binding, a binding on a method that
  // only services may call, two equal routes, a template or body that names no field of the
  // request, a streaming method, a method of files without an int64 `offset`.
  static absl::StatusOr<RouteTable> Build(
      const std::vector<const google::protobuf::ServiceDescriptor*>& services);

  RouteTable(RouteTable&&) noexcept;
  RouteTable& operator=(RouteTable&&) noexcept;
  ~RouteTable();

  // A literal segment goes before a variable. `path` is percent-encoded; InvalidArgument if it
  // cannot be decoded.
  absl::StatusOr<RouteMatch> Match(std::string_view verb, std::string_view path) const;

  const std::vector<std::unique_ptr<Route>>& routes() const { return routes_; }

 private:
  struct Node;
  RouteTable();

  absl::Status Add(const google::protobuf::MethodDescriptor& method,
                   const options::v1::MethodPolicy& policy, std::string verb,
                   const std::string& pattern, const std::string& body);
  void AddMethod(const google::protobuf::MethodDescriptor& method,
                 std::vector<std::string>& complaints);

  std::vector<std::unique_ptr<Route>> routes_;
  std::unique_ptr<Node> root_;
};

}  // namespace hecha::transcoding
