// Triage rules 分级规则 propose how weightily a lead is verified and by whom (plan
// 三（二）分级核查、 分类处理; 属地管理、谁主管谁负责), and say why. They are data; the office
// decides.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "services/common/base/id.h"
#include "services/intake/lead.h"
#include "services/intake/unit.h"

namespace hecha::intake {

// Numbers equal those of hecha.intake.v1.
enum class TriageRoute : uint8_t { kSectorUnit = 1, kGeneralUnit, kSeal, kUpward };

// One row; an unset condition fits every lead.
struct TriageRule {
  std::string code;
  absl::Time effective_from;
  std::optional<absl::Time> effective_until;
  // Prefix of the division code.
  std::string division;
  std::optional<Level> level;
  std::optional<Sector> sector;
  std::optional<Umbrella> umbrella;
  // True: key leads only; leads about one's own leader only.
  bool key_lead = false;
  bool about_leader = false;
  // What follows.
  Grade grade = Grade::kNone;
  std::optional<TriageRoute> route;
  int weight = 0;
  std::string reason;

  bool InForce(absl::Time now) const {
    return effective_from <= now && (!effective_until.has_value() || now < *effective_until);
  }
  bool Fits(const Lead& lead) const;
};

struct AssignmentCandidate {
  Unit unit;
  int score = 0;
  std::vector<std::string> reasons;
};

struct ExcludedUnit {
  Unit unit;
  std::string reason;
};

struct AssignmentProposal {
  Grade grade = Grade::kOrdinary;
  // kSeal or kUpward where no unit verifies it.
  std::optional<TriageRoute> route;
  std::vector<std::string> reasons;
  // Best first; empty where `route` is set.
  std::vector<AssignmentCandidate> candidates;
  // Units of the town that verify and are not offered. The reason is neutral: it does not say what
  // the lead says of the unit.
  std::vector<ExcludedUnit> excluded;
};

// The rules in force at `now`: of each territory and code the newest, unless it has ended.
std::vector<TriageRule> RulesInForce(std::vector<TriageRule> rules, absl::Time now);

// What `rules`, those in force, propose for `lead` among `units` of its town. Where
// a town and those above it have rules of one code, the town's counts.
AssignmentProposal ProposeAssignment(const Lead& lead, const std::vector<TriageRule>& rules,
                                     const std::vector<Unit>& units);

}  // namespace hecha::intake
