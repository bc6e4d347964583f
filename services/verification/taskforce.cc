#include "services/verification/taskforce.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "services/common/base/refusal.h"
#include "services/common/base/status_macros.h"
#include "services/common/base/text.h"

namespace hecha::verification {
namespace {

constexpr size_t kMinTeam = 2;
constexpr size_t kMaxTeam = 20;
constexpr size_t kMaxReason = 500;

constexpr std::array<std::string_view, 4> kGroundNames = {"", "DECLARED", "MATCHED", "DIRECTED"};

const Investigator* FindIn(const std::vector<Investigator>& staff, UserId user) {
  const auto known = std::find_if(staff.begin(), staff.end(), [&](const Investigator& one) {
    return one.id == user && one.active;
  });
  return known == staff.end() ? nullptr : &*known;
}

absl::Status RefuseSize(std::string_view field) {
  return RefuseField("TOO_FEW_INVESTIGATORS", field, "核查组须有 2 至 20 名不同的核查人员",
                     "a team has 2 to 20 different investigators");
}

absl::Status RefuseRoles(std::string_view field) {
  return RefuseField("ONE_LEADER_ONE_HANDLER", field, "核查组须有一名组长和一名承办人",
                     "a team has one leader and one handler");
}

bool Meet(const std::set<std::string>& one, const std::set<std::string>& other) {
  return std::any_of(one.begin(), one.end(),
                     [&](const std::string& name) { return other.contains(name); });
}

// The roles of the seats: as named, or by their order where no seat names one.
std::vector<TeamRole> RolesOf(const std::vector<TeamSeat>& seats) {
  const bool named = std::any_of(seats.begin(), seats.end(),
                                 [](const TeamSeat& seat) { return seat.role.has_value(); });
  std::vector<TeamRole> roles;
  for (const TeamSeat& seat : seats) {
    if (named)
      roles.push_back(seat.role.value_or(TeamRole::kMember));
    else
      roles.push_back(static_cast<TeamRole>(std::min<size_t>(roles.size() + 1, 3)));
  }
  return roles;
}

absl::Status CheckSeats(const std::vector<TeamSeat>& seats, const std::vector<TeamRole>& roles) {
  std::set<UserId> users;
  for (const TeamSeat& seat : seats) users.insert(seat.user);
  if (users.size() < kMinTeam || users.size() != seats.size() || seats.size() > kMaxTeam)
    return RefuseSize("team");
  if (std::count(roles.begin(), roles.end(), TeamRole::kLeader) != 1 ||
      std::count(roles.begin(), roles.end(), TeamRole::kHandler) != 1)
    return RefuseRoles("team");
  return absl::OkStatus();
}

}  // namespace

std::string_view GroundName(RecusalGround ground) {
  return kGroundNames[static_cast<size_t>(ground)];
}

absl::Status Taskforce::Seat(const std::vector<TeamSeat>& seats,
                             const std::vector<Investigator>& staff, absl::Time now) {
  const std::vector<TeamRole> roles = RolesOf(seats);
  for (size_t i = 0; i < seats.size(); ++i)
    RETURN_IF_ERROR(CheckCandidate(seats[i].user, staff, fmt::format("team[{}].user_id", i)));
  RETURN_IF_ERROR(CheckSeats(seats, roles));
  for (TeamMember& member : members) {
    const bool seated = std::any_of(seats.begin(), seats.end(),
                                    [&](const TeamSeat& seat) { return seat.user == member.user; });
    if (!seated && !member.left_at.has_value()) member.left_at = now;
  }
  for (size_t i = 0; i < seats.size(); ++i) Join(seats[i].user, roles[i], staff, now);
  return absl::OkStatus();
}

absl::Status Taskforce::CheckCandidate(UserId user, const std::vector<Investigator>& staff,
                                       std::string_view field) const {
  if (Recused(user))
    return RefuseField("RECUSED", field, "该人员已回避本案",
                       "that person is recused from the case");
  if (first_team.contains(user))
    return RefuseField("OF_FIRST_TEAM", field, "原核查组成员不得参加复核",
                       "whoever verified it first does not verify it again");
  if (FindIn(staff, user) == nullptr)
    return RefuseField("NOT_AN_INVESTIGATOR", field, "核查组成员须是本镇成员单位的核查人员",
                       "a member of the team must be an investigator of a unit of the town");
  return absl::OkStatus();
}

// Whoever is a member already only changes the role, and keeps the declaration.
void Taskforce::Join(UserId user, TeamRole role, const std::vector<Investigator>& staff,
                     absl::Time now) {
  for (TeamMember& member : members) {
    if (member.user != user || member.left_at.has_value()) continue;
    member.role = role;
    return;
  }
  TeamMember joined;
  joined.user = user;
  joined.unit = FindIn(staff, user)->unit;
  joined.role = role;
  joined.joined_at = now;
  members.push_back(std::move(joined));
}

absl::Status Taskforce::Declare(UserId user, Declaration declaration, absl::Time now) {
  RETURN_IF_ERROR(CheckLength("text", declaration.text, 1, kMaxReason));
  const auto own = std::find_if(members.begin(), members.end(), [&](const TeamMember& member) {
    return member.user == user && !member.left_at.has_value();
  });
  if (own == members.end()) return absl::InternalError("who declares is not in the team");
  own->declaration = std::move(declaration.text);
  own->declared_at = now;
  own->related = std::move(declaration.related);
  if (declaration.conflict)
    return Recuse({user, RecusalGround::kDeclared, own->declaration, std::nullopt, now});
  if (Meet(own->related, subjects))
    return Recuse({user, RecusalGround::kMatched, "", std::nullopt, now});
  return absl::OkStatus();
}

absl::Status Taskforce::HandOver(TeamChange change, const std::vector<Investigator>& staff) {
  RETURN_IF_ERROR(CheckLength("reason", change.reason, 1, kMaxReason));
  if (!change.from.has_value() && !change.to.has_value())
    return RefuseField("REQUIRED", "to_user_id", "须写明交出人或者接收人",
                       "a hand-over names who leaves or who joins");
  const TeamMember* leaving = change.from.has_value() ? Find(*change.from) : nullptr;
  if (change.from.has_value() && leaving == nullptr)
    return RefuseField("NOT_OF_TEAM", "from_user_id", "该人员不在核查组", "not in the team");
  if (leaving != nullptr) change.role = leaving->role;
  const bool needed = change.role != TeamRole::kMember;
  if (!change.to.has_value() && needed)
    return RefuseField("SUCCESSOR_REQUIRED", "to_user_id", "组长和承办人须有人接任",
                       "a leader or handler has a successor");
  if (leaving == nullptr && needed && FindRole(change.role) != nullptr) return RefuseRoles("role");
  if (change.to.has_value()) {
    const TeamMember* known = Find(*change.to);
    if (known != nullptr && (leaving == nullptr || known->role != TeamRole::kMember))
      return RefuseField("ALREADY_IN_TEAM", "to_user_id", "该人员已在核查组",
                         "already in the team");
    RETURN_IF_ERROR(CheckCandidate(*change.to, staff, "to_user_id"));
  }
  // A member who takes over another's role leaves one investigator less as well.
  const bool joins = change.to.has_value() && Find(*change.to) == nullptr;
  const size_t before = Active().size();
  const size_t after = before + (joins ? 1 : 0) - (leaving != nullptr ? 1 : 0);
  if (after > kMaxTeam) return RefuseSize("to_user_id");
  // Recusals leave any number: one by one, a team is filled again (see CheckReady).
  if (after < kMinTeam && after <= before) return RefuseSize("from_user_id");
  for (TeamMember& member : members)
    if (&member == leaving) member.left_at = change.changed_at;
  if (change.to.has_value()) Join(*change.to, change.role, staff, change.changed_at);
  changes.push_back(std::move(change));
  return absl::OkStatus();
}

absl::Status Taskforce::Recuse(Recusal recusal) {
  if (Recused(recusal.user))
    return RefuseState("ALREADY_RECUSED", "该人员已回避本案", "that person is recused already");
  for (TeamMember& member : members)
    if (member.user == recusal.user && !member.left_at.has_value())
      member.left_at = recusal.recused_at;
  recusals.push_back(std::move(recusal));
  return absl::OkStatus();
}

std::vector<UserId> Taskforce::ConcernedBy(const std::set<std::string>& fingerprints,
                                           const std::set<UnitId>& barred) const {
  std::vector<UserId> concerned;
  for (const TeamMember* member : Active())
    if (Meet(member->related, fingerprints) || barred.contains(member->unit))
      concerned.push_back(member->user);
  return concerned;
}

absl::Status Taskforce::CheckReady() const {
  const std::vector<const TeamMember*> active = Active();
  if (active.size() < kMinTeam || FindRole(TeamRole::kLeader) == nullptr ||
      FindRole(TeamRole::kHandler) == nullptr)
    return RefuseState("TEAM_INCOMPLETE", "核查组须有组长、承办人，且不少于两人",
                       "a team has a leader, a handler, and at least two investigators");
  for (const TeamMember* member : active)
    if (!member->declared_at.has_value())
      return RefuseState("DECLARATION_MISSING", "每名核查人员须作出回避声明",
                         "every investigator makes a conflict-of-interest declaration");
  return absl::OkStatus();
}

const TeamMember* Taskforce::Find(UserId user) const {
  for (const TeamMember& member : members)
    if (member.user == user && !member.left_at.has_value()) return &member;
  return nullptr;
}

const TeamMember* Taskforce::FindRole(TeamRole role) const {
  for (const TeamMember& member : members)
    if (member.role == role && !member.left_at.has_value()) return &member;
  return nullptr;
}

std::vector<const TeamMember*> Taskforce::Active() const {
  std::vector<const TeamMember*> active;
  for (const TeamMember& member : members)
    if (!member.left_at.has_value()) active.push_back(&member);
  return active;
}

bool Taskforce::Ever(UserId user) const {
  return std::any_of(members.begin(), members.end(),
                     [&](const TeamMember& member) { return member.user == user; });
}

bool Taskforce::Recused(UserId user) const {
  return aside.contains(user) ||
         std::any_of(recusals.begin(), recusals.end(),
                     [&](const Recusal& recusal) { return recusal.user == user; });
}

}  // namespace hecha::verification
