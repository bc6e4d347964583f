// Messages off the wire: what parses is checked for values that no proto names before a handler
// sees it.
#include <google/protobuf/stubs/logging.h>

#include <string>

#include "hecha/events/v1/envelope.pb.h"
#include "hecha/intake/v1/lead.pb.h"
#include "services/common/rpc/call_metadata.h"
#include "services/common/rpc/request_values.h"
#include "tests/fuzz/target.h"

namespace hecha::fuzz {
namespace {

template <class Message>
void Read(std::string_view input) {
  Message message;
  if (!message.ParseFromArray(input.data(), static_cast<int>(input.size()))) return;
  if (!rpc::CheckValues(message).ok()) return;
  Call call;
  if (rpc::ReadConventions(message, "", call).ok())
    Check(!call.request_id.empty() && call.request_id.size() <= rpc::kMaxRequestId,
          "a call has a request id of a bounded length");
}

void Run(std::string_view input) {
  // Text that is not UTF-8 is what is looked for, and no news.
  const google::protobuf::LogSilencer silence;
  Read<events::v1::DeliverRequest>(input);
  Read<intake::v1::CreateLeadRequest>(input);
  Read<intake::v1::TriageLeadRequest>(input);
}

std::vector<std::string> Seeds() {
  intake::v1::CreateLeadRequest create;
  create.set_request_id("0b9c36a2f1d94f0c8d6e7a5b4c3d2e1f");
  create.set_division("370481109");
  create.set_channel(intake::v1::CHANNEL_PUBLIC_WEB);
  create.mutable_deadline()->set_seconds(1'555'290'000);
  create.set_title("砂场强买强卖");
  intake::v1::TriageLeadRequest triage;
  triage.set_etag("7");
  triage.set_summary("反映强买强卖");
  events::v1::DeliverRequest deliver;
  deliver.add_envelopes()->set_type("hecha.intake.v1.LeadAssigned");
  return {create.SerializeAsString(), triage.SerializeAsString(), deliver.SerializeAsString()};
}

const bool kRegistered = Register({"envelope", Run, Seeds});

}  // namespace
}  // namespace hecha::fuzz
