// What an address says: path, query, cookie, page token. Whatever is decoded is UTF-8, and a path
// that matches gives a value for each variable of its route.
#include <google/protobuf/message.h>

#include <algorithm>
#include <memory>
#include <string>

#include "gateway/http/message.h"
#include "gateway/services.h"
#include "gateway/transcoding/path_template.h"
#include "gateway/transcoding/query.h"
#include "gateway/transcoding/route_table.h"
#include "hecha/intake/v1/lead.pb.h"
#include "services/common/base/page.h"
#include "services/common/base/text.h"
#include "services/common/rpc/request_values.h"
#include "tests/fuzz/target.h"

namespace hecha::fuzz {
namespace {

const transcoding::RouteTable& Routes() {
  static const auto& routes = *new transcoding::RouteTable(
      transcoding::RouteTable::Build(gateway::ServedServices()).value());
  return routes;
}

void MatchPath(std::string_view path) {
  for (const char* verb : {"GET", "POST", "DELETE"}) {
    const absl::StatusOr<transcoding::RouteMatch> match = Routes().Match(verb, path);
    if (!match.ok() || match->route == nullptr) continue;
    Check(match->values.size() == match->route->variables.size(), "a value for each variable");
    for (const std::string& value : match->values) Check(IsUtf8(value), "a value is UTF-8");
  }
}

void ReadQueryText(std::string_view query) {
  const auto pairs = http::ParseQuery(query);
  if (!pairs.ok()) return;
  for (const auto& [name, value] : *pairs) Check(IsUtf8(name) && IsUtf8(value), "a query is UTF-8");
  intake::v1::CreateLeadRequest create;
  (void)transcoding::ReadQuery(*pairs, create);
}

// The filters of a list: whatever they are, its request holds values that its proto names.
void ReadFilters(std::string_view path, std::string_view query) {
  const auto match = Routes().Match("GET", path);
  const auto pairs = http::ParseQuery(query);
  if (!match.ok() || match->route == nullptr || !pairs.ok()) return;
  const google::protobuf::Descriptor* const type = match->route->method->input_type();
  const std::unique_ptr<google::protobuf::Message> request(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(type)->New());
  if (transcoding::ReadQuery(*pairs, *request).ok())
    Check(rpc::CheckValues(*request).ok(), "a filter is a value that its proto names");
}

void ParseTemplate(std::string_view text) {
  const absl::StatusOr<transcoding::PathTemplate> parsed = transcoding::PathTemplate::Parse(text);
  if (parsed.ok()) Check(parsed->Shape().starts_with('/'), "a shape begins with a slash");
}

void Run(std::string_view input) {
  MatchPath(input);
  ReadQueryText(input);
  const size_t mark = std::min(input.find('?'), input.size());
  ReadFilters(input.substr(0, mark), input.substr(std::min(mark + 1, input.size())));
  ParseTemplate(input);
  http::Request request;
  request.headers = {{"cookie", std::string(input)}};
  (void)request.Cookie("hecha_session");
  const absl::StatusOr<Page> page = Page::Parse(1, input);
  if (page.ok() && !input.empty())
    Check(Uuid::Parse(input).ok(), "a page token is one that was handed out");
}

const bool kRegistered = Register({"url", Run});

}  // namespace
}  // namespace hecha::fuzz
