// Where a subject works, as somebody wrote it, and which unit of the town that is: whoever works
// there must not verify the lead.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "services/intake/registration.h"
#include "services/intake/unit.h"

namespace hecha::intake {

// The unit that `employer` names, or nullptr: one in whose name it ends, or whose name of four
// characters or more it holds, whatever stands before (“滕州市公安局西岗镇派出所” is 西岗派出所).
// The words for divisions do not count; of several units the one with the longest name.
const Unit* EmployerAmong(std::span<const Unit> units, std::string_view employer);

// Sets the unit of each subject whose employer is one of `units` and that has none yet.
void ResolveEmployers(std::span<const Unit> units, std::vector<Subject>& subjects);

}  // namespace hecha::intake
