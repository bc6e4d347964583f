// The OpenAPI 3.1 document of a route table: the same descriptors, for people and tools.
#pragma once

#include <string>

#include "gateway/transcoding/route_table.h"

namespace hecha::transcoding {

// A JSON document that names every route with its parameters, bodies, answers, and the roles
// that may call it ("x-hecha-roles"). Answers hold every field but those marked
// "x-hecha-optional", which are left out where they are unset.
std::string OpenApiDocument(const RouteTable& routes);

}  // namespace hecha::transcoding
