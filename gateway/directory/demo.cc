#include "gateway/directory/demo.h"

#include <sodium.h>

#include <map>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "gateway/directory/demo_data.h"
#include "gateway/directory/demo_file.h"
#include "services/common/base/status_macros.h"
#include "services/common/security/keyring.h"

namespace hecha::directory {
namespace {

std::string_view RoleName(Role role) {
  switch (role) {
    case Role::kClerk:
      return "clerk";
    case Role::kOffice:
      return "office";
    case Role::kInvestigator:
      return "investigator";
    case Role::kUnitHead:
      return "unit_head";
    case Role::kLeader:
      return "leader";
    case Role::kDiscipline:
      return "discipline";
    case Role::kOrganisation:
      return "organisation";
    case Role::kCityOffice:
      return "city_office";
    case Role::kOperator:
      return "operator";
  }
  return "";
}

// 16 characters that are not mistaken for one another: 79 bits.
std::string RandomPassword() {
  constexpr std::string_view kAlphabet = "abcdefghjkmnpqrstuvwxyz23456789";
  std::string password;
  for (int i = 0; i < 16; ++i) password += kAlphabet[randombytes_uniform(kAlphabet.size())];
  return password;
}

// A person of the demo in the unit that was set up.
struct Planned {
  DemoUser user;
  UnitId unit;
  Account account;
};

class Seeding {
 public:
  Seeding(Directory& directory, const Clock& clock) : directory_(directory), clock_(clock) {}

  absl::Status AddDivisions() {
    std::vector<Division> divisions = DemoAncestors();
    divisions.push_back(DemoCity().division);
    for (const DemoPlace& town : DemoTowns()) divisions.push_back(town.division);
    return directory_.divisions.Put(NewCall(), divisions);
  }

  // Adds the units of `place` and plans their people.
  absl::Status AddUnits(const DemoPlace& place, const std::vector<DemoUnit>& units) {
    for (const DemoUnit& demo : units) {
      ASSIGN_OR_RETURN(const Unit unit, directory_.units.Ensure(NewCall(), place.division.code,
                                                                place.division.name + demo.name,
                                                                demo.function, demo.sectors));
      for (const DemoPerson& person : demo.people) {
        Planned planned;
        planned.unit = unit.id;
        planned.account = {place.key + "." + person.key, unit.name + person.title, {person.role}};
        planned.user.username = planned.account.username;
        planned.user.role = RoleName(person.role);
        planned.user.division = unit.division;
        planned.user.unit_id = unit.id.ToString();
        people_.push_back(std::move(planned));
      }
    }
    return absl::OkStatus();
  }

  absl::Status AddUsers(const std::string& file) {
    RETURN_IF_ERROR(ChoosePasswords(file));
    // Written before the users exist: cut short, the next run finds the passwords here.
    RETURN_IF_ERROR(Write(file));
    for (Planned& planned : people_) {
      if (!planned.user.user_id.empty()) continue;
      ASSIGN_OR_RETURN(
          const User user,
          directory_.users.Create(NewCall(), planned.unit, planned.account, planned.user.password));
      planned.user.user_id = user.id.ToString();
    }
    return Write(file);
  }

 private:
  // The deployment itself acts.
  Call NewCall() const {
    Call call;
    call.actor.kind = Actor::Kind::kService;
    call.actor.service = "gateway";
    call.method = "seed";
    call.now = clock_.Now();
    call.request_id = Uuid::V7(call.now).ToString();
    call.request_hash = security::Sha256(call.request_id);
    return call;
  }

  // What an earlier run wrote stays; only someone who is neither there nor in the file gets a
  // new password.
  absl::Status ChoosePasswords(const std::string& file) {
    std::map<std::string, std::string> known;
    ASSIGN_OR_RETURN(const std::vector<DemoUser> earlier, ReadDemoFile(file));
    for (const DemoUser& user : earlier) known[user.username] = user.password;
    for (Planned& planned : people_) {
      planned.user.password = known[planned.user.username];
      ASSIGN_OR_RETURN(const std::optional<User> user,
                       directory_.users.FindByUsername(NewCall(), planned.user.username));
      if (user.has_value()) {
        planned.user.user_id = user->id.ToString();
      } else if (planned.user.password.empty()) {
        planned.user.password = RandomPassword();
      }
    }
    return absl::OkStatus();
  }

  absl::Status Write(const std::string& file) const {
    std::vector<DemoUser> users;
    for (const Planned& planned : people_) users.push_back(planned.user);
    return WriteDemoFile(file, users);
  }

  Directory& directory_;
  const Clock& clock_;
  std::vector<Planned> people_;
};

}  // namespace

absl::Status SeedDemo(Directory& directory, const Clock& clock, const std::string& file) {
  Seeding seeding(directory, clock);
  RETURN_IF_ERROR(seeding.AddDivisions());
  RETURN_IF_ERROR(seeding.AddUnits(DemoCity(), DemoCityUnits()));
  for (const DemoPlace& town : DemoTowns())
    RETURN_IF_ERROR(seeding.AddUnits(town, DemoTownUnits()));
  return seeding.AddUsers(file);
}

}  // namespace hecha::directory
