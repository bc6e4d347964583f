// The Taskforce 专班 of a case: who works on it, in which role, and who stands aside.
//
// Who left stays on record. Nothing here knows the state of the case; see Case for when each
// change may be made.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/time/time.h"
#include "services/common/base/id.h"
#include "services/verification/investigator.h"

namespace hecha::verification {

// Numbers equal those of hecha.verification.v1.TeamRole.
enum class TeamRole : uint8_t { kLeader = 1, kHandler, kMember };

struct TeamSeat {
  UserId user;
  std::optional<TeamRole> role;
};

struct TeamMember {
  UserId user;
  UnitId unit;
  TeamRole role = TeamRole::kMember;
  absl::Time joined_at;
  std::optional<absl::Time> left_at;
  // Conflict-of-interest declaration 回避声明; empty until it is made.
  std::string declaration;
  std::optional<absl::Time> declared_at;
  // Keyed fingerprints of the names that the member declared.
  std::set<std::string> related;
};

// What a member declares.
struct Declaration {
  std::string text;
  // True to stand aside.
  bool conflict = false;
  // Keyed fingerprints: of the own name, of relatives, employers, companies.
  std::set<std::string> related;
};

// Numbers equal those of hecha.verification.v1.Recusal.Ground.
enum class RecusalGround : uint8_t { kDeclared = 1, kMatched, kDirected };
// "DECLARED".
std::string_view GroundName(RecusalGround ground);

struct Recusal {
  UserId user;
  RecusalGround ground = RecusalGround::kDirected;
  std::string reason;
  // Unset where the system found it.
  std::optional<UserId> directed_by;
  absl::Time recused_at;
};

// One hand-over 交接: from someone to someone, or only one of the two.
struct TeamChange {
  std::optional<UserId> from;
  std::optional<UserId> to;
  TeamRole role = TeamRole::kMember;
  std::string reason;
  UserId changed_by;
  absl::Time changed_at;
};

struct Taskforce {
  // Everyone who ever belonged to it, in the order of joining.
  std::vector<TeamMember> members;
  std::vector<Recusal> recusals;
  std::vector<TeamChange> changes;
  // Keyed fingerprints of the names of the lead's subjects and their employers; kept apart from
  // the rest, as intake tells of them.
  std::set<std::string> subjects;
  // Who stood aside from the lead, in this case or another, when it was loaded.
  std::set<UserId> aside;
  // Who was in the first case's team, where this one verifies again.
  std::set<UserId> first_team;
  // Version of the case that last changed any of this; 0 before there is one.
  int64_t version = 0;

  // Seats the team; who had a seat and has none now leaves. `staff` are the town's
  // investigators: TOO_FEW_INVESTIGATORS below two, NOT_AN_INVESTIGATOR, RECUSED,
  // OF_FIRST_TEAM, and ONE_LEADER_ONE_HANDLER. Unchanged on any refusal.
  absl::Status Seat(const std::vector<TeamSeat>& seats, const std::vector<Investigator>& staff,
                    absl::Time now);

  // Records the declaration of the active member `user`; recuses the member for a conflict that
  // was declared, or that the lead's subjects show.
  absl::Status Declare(UserId user, Declaration declaration, absl::Time now);

  // Lets `change.to` take the place of `change.from`. SUCCESSOR_REQUIRED for a leader or handler
  // who would leave without one, ALREADY_IN_TEAM, TOO_FEW_INVESTIGATORS where fewer than two are
  // left and it adds none. Unchanged on any refusal.
  absl::Status HandOver(TeamChange change, const std::vector<Investigator>& staff);

  // Takes `recusal.user` out of the team, if in it. ALREADY_RECUSED.
  absl::Status Recuse(Recusal recusal);

  // The active members whose declared names are among `fingerprints`, and those of the units
  // `barred`.
  std::vector<UserId> ConcernedBy(const std::set<std::string>& fingerprints,
                                  const std::set<UnitId>& barred) const;

  // TEAM_INCOMPLETE or DECLARATION_MISSING unless it may work.
  absl::Status CheckReady() const;

  // The active member, or null.
  const TeamMember* Find(UserId user) const;
  // The active member in this role, or null.
  const TeamMember* FindRole(TeamRole role) const;
  std::vector<const TeamMember*> Active() const;
  // True for whoever ever belonged to it.
  bool Ever(UserId user) const;
  // True for whoever stands aside from the lead.
  bool Recused(UserId user) const;

 private:
  absl::Status CheckCandidate(UserId user, const std::vector<Investigator>& staff,
                              std::string_view field) const;
  void Join(UserId user, TeamRole role, const std::vector<Investigator>& staff, absl::Time now);
};

}  // namespace hecha::verification
