// JSON bodies: what is taken is valid, and says the same when it is written and read again.
#include <google/protobuf/util/message_differencer.h>

#include <string>

#include "gateway/transcoding/json_reader.h"
#include "gateway/transcoding/json_writer.h"
#include "hecha/intake/v1/lead.pb.h"
#include "tests/fuzz/target.h"

namespace hecha::fuzz {
namespace {

void Run(std::string_view input) {
  intake::v1::CreateLeadRequest read;
  if (!transcoding::ReadJson(input, read).ok()) return;
  intake::v1::CreateLeadRequest again;
  Check(transcoding::ReadJson(transcoding::WriteJson(read), again).ok(),
        "what was written can be read");
  Check(google::protobuf::util::MessageDifferencer::Equals(read, again),
        "what was read is what was written");
}

std::string Nested(std::string_view open, size_t depth) {
  std::string text;
  for (size_t i = 0; i < depth; ++i) text += open;
  return text;
}

std::vector<std::string> Seeds() {
  constexpr size_t kDeep = 100'000;
  return {Nested("[", kDeep),
          Nested(R"({"subjects":[)", kDeep),
          Nested(R"({"contact":)", kDeep),
          "{\"title\":\"" + std::string(500'000, 'x') + "\"}",
          "{\"title\":\"\xff\xfe\"}",
          R"({"title":"\ud800"})"};
}

const bool kRegistered = Register({"json", Run, Seeds});

}  // namespace
}  // namespace hecha::fuzz
