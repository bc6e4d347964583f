#include "gateway/directory/division_rpc.h"

#include "hecha/directory/v1/division.pb.h"
#include "services/common/base/status_macros.h"

namespace hecha::directory {
namespace {

v1::Division ToProto(const Division& division) {
  v1::Division proto;
  proto.set_code(division.code);
  proto.set_name(division.name);
  proto.set_parent(division.Parent());
  return proto;
}

}  // namespace

void RegisterDivisionRpc(rpc::Router& router, DivisionService& service) {
  router.Handle("hecha.directory.v1.DivisionService/ListDivisions",
                [&service](const Call& call, const v1::ListDivisionsRequest& request)
                    -> absl::StatusOr<v1::ListDivisionsResponse> {
                  ASSIGN_OR_RETURN(const DivisionService::Listing listing,
                                   service.List(call, request.within(), request.page_size(),
                                                request.page_token()));
                  v1::ListDivisionsResponse response;
                  for (const Division& division : listing.divisions)
                    *response.add_divisions() = ToProto(division);
                  response.set_next_page_token(listing.next_page_token);
                  return response;
                });
}

}  // namespace hecha::directory
