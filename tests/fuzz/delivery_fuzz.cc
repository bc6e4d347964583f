// A delivery of events, as far as it is read without a database: the envelopes, and the payloads by
// the types that they name. What passes the check of values can be said in JSON, and means the
// same.
#include <google/protobuf/message.h>
#include <google/protobuf/stubs/logging.h>
#include <google/protobuf/util/message_differencer.h>

#include <memory>
#include <string>

#include "gateway/transcoding/json_reader.h"
#include "gateway/transcoding/json_writer.h"
#include "hecha/events/v1/envelope.pb.h"
#include "hecha/intake/v1/events.pb.h"
#include "hecha/verification/v1/events.pb.h"
#include "services/common/rpc/request_values.h"
#include "tests/fuzz/target.h"

namespace hecha::fuzz {
namespace {

using google::protobuf::Message;
using google::protobuf::MessageFactory;

// An empty message of the type that an envelope names; null where there is none.
std::unique_ptr<Message> PayloadOf(const events::v1::Envelope& envelope) {
  if (!envelope.type().starts_with("hecha.")) return nullptr;
  const google::protobuf::Descriptor* const type =
      google::protobuf::DescriptorPool::generated_pool()->FindMessageTypeByName(envelope.type());
  if (type == nullptr) return nullptr;
  return std::unique_ptr<Message>(MessageFactory::generated_factory()->GetPrototype(type)->New());
}

// JSON has no form for a code without a name, nor for a time outside the years.
void CheckSayable(const Message& payload) {
  const std::unique_ptr<Message> again(payload.New());
  Check(transcoding::ReadJson(transcoding::WriteJson(payload), *again).ok(),
        "a payload can be said in JSON");
  google::protobuf::util::MessageDifferencer differencer;
  differencer.set_message_field_comparison(google::protobuf::util::MessageDifferencer::EQUIVALENT);
  Check(differencer.Compare(payload, *again), "a payload is what JSON says it is");
}

void Run(std::string_view input) {
  const google::protobuf::LogSilencer silence;
  events::v1::DeliverRequest request;
  if (!request.ParseFromArray(input.data(), static_cast<int>(input.size())) ||
      !rpc::CheckValues(request).ok())
    return;
  for (const events::v1::Envelope& envelope : request.envelopes()) {
    const std::unique_ptr<Message> payload = PayloadOf(envelope);
    if (payload == nullptr || !payload->ParseFromString(envelope.payload()) ||
        !rpc::CheckValues(*payload).ok())
      continue;
    payload->DiscardUnknownFields();
    CheckSayable(*payload);
  }
}

std::string Delivering(const Message& payload) {
  events::v1::DeliverRequest request;
  events::v1::Envelope& envelope = *request.add_envelopes();
  envelope.set_id("0190b5a2-0000-7000-8000-000000000001");
  envelope.set_source("intake");
  envelope.set_type(payload.GetDescriptor()->full_name());
  envelope.set_aggregate_id("0190b5a2-0000-7000-8000-000000000002");
  envelope.set_aggregate_version(7);
  envelope.set_payload(payload.SerializeAsString());
  return request.SerializeAsString();
}

std::vector<std::string> Seeds() {
  intake::v1::LeadRegistered registered;
  registered.set_lead_no("370481109-2019-0001");
  registered.set_sector(intake::v1::SECTOR_COAL);
  registered.mutable_received_at()->set_seconds(1'555'290'000);
  intake::v1::LeadAssigned assigned;
  assigned.add_subject_fingerprints("0123456789abcdef");
  assigned.add_barred_unit_ids("0190b5a2-0000-7000-8000-000000000003");
  verification::v1::CaseOpened opened;
  opened.set_case_id("0190b5a2-0000-7000-8000-000000000004");
  return {Delivering(registered), Delivering(assigned), Delivering(opened)};
}

const bool kRegistered = Register({"delivery", Run, Seeds});

}  // namespace
}  // namespace hecha::fuzz
