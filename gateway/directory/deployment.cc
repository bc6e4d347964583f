#include "gateway/directory/deployment.h"

#include <fmt/format.h>

#include <algorithm>
#include <istream>
#include <optional>
#include <string_view>

#include "hecha/directory/v1/events.pb.h"
#include "hecha/intake/v1/codes.pb.h"
#include "hecha/options/v1/policy.pb.h"
#include "services/common/base/parse_id.h"
#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/security/keyring.h"

namespace hecha::directory {
namespace {

constexpr char kDivisionUsage[] = "usage: hecha-gateway division put CODE NAME";
constexpr char kUnitUsage[] = "usage: hecha-gateway unit ensure DIVISION FUNCTION NAME [SECTOR]...";
constexpr char kUserUsage[] =
    "usage: hecha-gateway user open USERNAME UNIT_ID ROLE NAME < PASSWORD | "
    "set-password USERNAME < PASSWORD | disable USERNAME | reset-factor USERNAME";

Call OwnCall(const Clock& clock, std::string method) {
  Call call;
  call.actor.kind = Actor::Kind::kService;
  call.actor.service = "gateway";
  call.method = std::move(method);
  call.now = clock.Now();
  call.request_id = Uuid::V7(call.now).ToString();
  call.request_hash = security::Sha256(call.request_id);
  return call;
}

// "discipline" as ROLE_DISCIPLINE.
template <class Parse, class Proto>
absl::Status ParseCode(std::string_view prefix, std::string word, Parse parse, Proto* code) {
  std::ranges::transform(word, word.begin(),
                         [](unsigned char c) { return c >= 'a' && c <= 'z' ? c - 32 : c; });
  if (parse(fmt::format("{}_{}", prefix, word), code)) return absl::OkStatus();
  return absl::InvalidArgumentError(fmt::format("there is no {}_{}", prefix, word));
}

absl::StatusOr<UserId> IdOf(Directory& directory, const Call& call, const std::string& username) {
  ASSIGN_OR_RETURN(const std::optional<User> user, directory.users.FindByUsername(call, username));
  if (!user.has_value()) return absl::NotFoundError("there is no user " + username);
  return user->id;
}

absl::Status Open(Directory& directory, const Call& call, const Words& words,
                  const std::string& password) {
  ASSIGN_OR_RETURN(const UnitId unit, ParseId<UnitId>("unit_id", words[2]));
  options::v1::Role role;
  RETURN_IF_ERROR(ParseCode("ROLE", words[3], options::v1::Role_Parse, &role));
  ASSIGN_OR_RETURN(const User user,
                   directory.users.Create(
                       call, unit, {words[1], words[4], {static_cast<Role>(role)}}, password));
  fmt::print("{}\n", user.id.ToString());
  return absl::OkStatus();
}

}  // namespace

absl::Status RunDivisionCommand(Directory& directory, const Clock& clock, const Words& words) {
  if (words.size() != 3 || words[0] != "put") return absl::InvalidArgumentError(kDivisionUsage);
  return directory.divisions.Put(OwnCall(clock, "division.put"), {{words[1], words[2]}});
}

absl::Status RunUnitCommand(Directory& directory, const Clock& clock, const Words& words) {
  if (words.size() < 4 || words[0] != "ensure") return absl::InvalidArgumentError(kUnitUsage);
  v1::UnitFunction function;
  RETURN_IF_ERROR(ParseCode("UNIT_FUNCTION", words[2], v1::UnitFunction_Parse, &function));
  std::set<Sector> sectors;
  for (size_t i = 4; i < words.size(); ++i) {
    intake::v1::Sector sector;
    RETURN_IF_ERROR(ParseCode("SECTOR", words[i], intake::v1::Sector_Parse, &sector));
    sectors.insert(static_cast<Sector>(sector));
  }
  ASSIGN_OR_RETURN(const Unit unit,
                   directory.units.Ensure(OwnCall(clock, "unit.ensure"), words[1], words[3],
                                          static_cast<UnitFunction>(function), sectors));
  fmt::print("{}\n", unit.id.ToString());
  return absl::OkStatus();
}

absl::Status RunUserCommand(Directory& directory, const Clock& clock, const Words& words,
                            std::istream& in) {
  const std::string verb = words.empty() ? "" : words[0];
  const bool opens = verb == "open" && words.size() == 5;
  const bool changes =
      (verb == "set-password" || verb == "disable" || verb == "reset-factor") && words.size() == 2;
  if (!opens && !changes) return absl::InvalidArgumentError(kUserUsage);
  const Call call = OwnCall(clock, "user." + verb);
  std::string password;
  if (opens || verb == "set-password") std::getline(in, password);
  if (opens) return Open(directory, call, words, password);
  ASSIGN_OR_RETURN(const UserId id, IdOf(directory, call, words[1]));
  if (verb == "disable") return directory.users.Disable(call, id).status();
  if (verb == "reset-factor") return directory.second_factors.Reset(call, id).status();
  return directory.users.ResetPassword(call, id, password).status();
}

}  // namespace hecha::directory
