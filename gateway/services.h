// The proto services that the gateway leads to: every service of the protos that someone else
// than a service may call.
#pragma once

#include <google/protobuf/descriptor.h>

#include <vector>

namespace hecha::gateway {

// In the order of their files. A service all of whose methods are for services only is left
// out; one method for others brings it in.
std::vector<const google::protobuf::ServiceDescriptor*> ServedServices();

}  // namespace hecha::gateway
