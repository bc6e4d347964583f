#include "gateway/directory/directory.h"

#include "gateway/directory/division_rpc.h"
#include "gateway/directory/second_factor_rpc.h"
#include "gateway/directory/session_rpc.h"
#include "gateway/directory/unit_rpc.h"
#include "gateway/directory/user_rpc.h"

namespace hecha::directory {

void RegisterDirectoryRpc(rpc::Router& router, Directory& directory) {
  RegisterDivisionRpc(router, directory.divisions);
  RegisterUnitRpc(router, directory.units);
  RegisterUserRpc(router, directory.users);
  RegisterSessionRpc(router, directory.sessions);
  RegisterSecondFactorRpc(router, directory.second_factors);
}

}  // namespace hecha::directory
