// Which town a public request is about, as far as that shows before it is read: by it, towns take
// turns at a full room (room.h). No more than a hint: whoever lies gains the turns of the town that
// they name.
#pragma once

#include <google/protobuf/descriptor.h>
#include <grpcpp/support/byte_buffer.h>

#include <string>
#include <string_view>

namespace hecha::proxy {

// The first member `"division": "370481109"` of `json`; empty if there is none.
std::string TownInJson(std::string_view json);

// The field `division` of a serialised message of this type; empty if there is none.
std::string TownInMessage(const google::protobuf::Descriptor& type,
                          const grpc::ByteBuffer& message);

}  // namespace hecha::proxy
