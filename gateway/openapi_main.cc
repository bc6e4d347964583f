// hecha-openapi: prints the OpenAPI document of this build, from which the console's client is
// made.

#include <cstdio>

#include "gateway/services.h"
#include "gateway/transcoding/openapi.h"
#include "gateway/transcoding/route_table.h"

int main() {
  const auto routes = hecha::transcoding::RouteTable::Build(hecha::gateway::ServedServices());
  if (!routes.ok()) {
    std::fprintf(stderr, "%s\n", routes.status().ToString().c_str());
    return 1;
  }
  std::puts(hecha::transcoding::OpenApiDocument(*routes).c_str());
}
