// hechactl login --user NAME: signs in and keeps the session for later commands.
#include <fmt/format.h>

#include "absl/flags/declare.h"
#include "absl/flags/flag.h"
#include "gateway/ctl/command.h"
#include "gateway/ctl/settings.h"
#include "hecha/directory/v1/session.pb.h"

ABSL_DECLARE_FLAG(std::string, user);

namespace hecha::ctl {

int Login(const Arguments& arguments) {
  if (!arguments.empty() || absl::GetFlag(FLAGS_user).empty())
    return Usage("hechactl login --user NAME");
  const absl::StatusOr<Settings> settings = Settings::FromFlags();
  if (!settings.ok()) return Report(settings.status());
  absl::StatusOr<std::unique_ptr<Gateway>> gateway = ConnectSignedIn();
  if (!gateway.ok()) return Report(gateway.status());
  directory::v1::GetMeResponse me;
  if (absl::Status status = (*gateway)->Call("hecha.directory.v1.SessionService/GetMe",
                                             directory::v1::GetMeRequest(), me);
      !status.ok())
    return Report(status);
  if (absl::Status status = KeepToken(settings->grpc, (*gateway)->token()); !status.ok())
    return Report(status);
  fmt::print("{}  {}  {}\n", me.user().display_name(), me.unit().name(), me.user().division());
  return kDone;
}

}  // namespace hecha::ctl
