// hechactl call METHOD [JSON]: calls any method by its descriptor and prints what it answers.
#include <fmt/format.h>
#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/util/json_util.h>

#include <iostream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "gateway/ctl/command.h"
#include "gateway/ctl/settings.h"
#include "gateway/services.h"
#include "services/common/base/status_macros.h"
#include "services/common/rpc/policy.h"

ABSL_DECLARE_FLAG(std::string, user);

namespace hecha::ctl {
namespace {

using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

std::string NameOf(const MethodDescriptor& method) {
  return fmt::format("{}/{}", method.service()->full_name(), method.name());
}

// Every method that the gateway leads to.
std::vector<const MethodDescriptor*> Methods() {
  std::vector<const MethodDescriptor*> methods;
  for (const auto* service : gateway::ServedServices())
    for (int i = 0; i < service->method_count(); ++i) methods.push_back(service->method(i));
  return methods;
}

// "hecha.intake.v1.LeadService/GetLead", or as much of its end as names one method: "GetLead".
absl::StatusOr<const MethodDescriptor*> FindMethod(std::string_view name) {
  std::vector<const MethodDescriptor*> found;
  for (const MethodDescriptor* method : Methods()) {
    const std::string full = NameOf(*method);
    if (full == name) return method;
    if (full.ends_with(fmt::format(".{}", name)) || full.ends_with(fmt::format("/{}", name)))
      found.push_back(method);
  }
  if (found.size() == 1) return found.front();
  return absl::InvalidArgumentError(
      fmt::format("{} names {} methods; `hechactl call` lists all", name, found.size()));
}

std::unique_ptr<Message> NewMessage(const google::protobuf::Descriptor* descriptor) {
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(descriptor)->New());
}

absl::StatusOr<std::unique_ptr<Message>> RequestOf(const MethodDescriptor& method,
                                                   const Arguments& arguments) {
  std::string json = arguments.size() > 1 ? arguments[1] : "{}";
  if (json == "-") json.assign(std::istreambuf_iterator<char>(std::cin), {});
  std::unique_ptr<Message> request = NewMessage(method.input_type());
  const auto parsed = google::protobuf::util::JsonStringToMessage(json, request.get());
  if (!parsed.ok())
    return absl::InvalidArgumentError(fmt::format("not a {}: {}", method.input_type()->full_name(),
                                                  std::string(parsed.message())));
  return request;
}

absl::StatusOr<std::unique_ptr<Gateway>> ConnectFor(const MethodDescriptor& method) {
  ASSIGN_OR_RETURN(const options::v1::MethodPolicy policy, rpc::PolicyOf(method));
  if (policy.access() != options::v1::ACCESS_PUBLIC || !absl::GetFlag(FLAGS_user).empty())
    return ConnectSignedIn();
  ASSIGN_OR_RETURN(const Settings settings, Settings::FromFlags());
  return Connect(settings);
}

absl::StatusOr<std::string> CallMethod(const Arguments& arguments) {
  ASSIGN_OR_RETURN(const MethodDescriptor* method, FindMethod(arguments[0]));
  ASSIGN_OR_RETURN(const std::unique_ptr<Message> request, RequestOf(*method, arguments));
  ASSIGN_OR_RETURN(const std::unique_ptr<Gateway> gateway, ConnectFor(*method));
  const std::unique_ptr<Message> response = NewMessage(method->output_type());
  RETURN_IF_ERROR(gateway->Call(NameOf(*method), *request, *response));
  google::protobuf::util::JsonPrintOptions options;
  options.add_whitespace = true;
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(*response, &json, options).ok())
    return absl::InternalError("the answer has no JSON form");
  return json;
}

}  // namespace

int Call(const Arguments& arguments) {
  if (arguments.empty()) {
    for (const MethodDescriptor* method : Methods()) fmt::print("{}\n", NameOf(*method));
    return kDone;
  }
  if (arguments.size() > 2)
    return Usage("hechactl call METHOD [JSON | -], such as: call ListLeads '{}'");
  const absl::StatusOr<std::string> answer = CallMethod(arguments);
  if (!answer.ok()) return Report(answer.status());
  fmt::print("{}", *answer);
  return kDone;
}

}  // namespace hecha::ctl
