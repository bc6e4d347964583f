// The states of a noun: their words, and the table of which action leads from where to where.
//
// A noun whose rules are few asks its StateWords what state an action requires. One with many
// writes them down once, as a StateTable: the rules act from it, refusals speak in its words,
// and clients are told from it what they may do. Both live in constant data; any thread may ask.
#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace hecha {

// What something is called: in the API, "TRIAGED", and by people, “研判”.
struct Wording {
  std::string_view en;
  std::string_view zh;
};

// FailedPrecondition ILLEGAL_TRANSITION: “线索处于“研判”状态，不能交办”, "a lead that is TRIAGED
// cannot be assigned", for the noun {"a lead", "线索"}.
absl::Status RefuseTransition(const Wording& noun, const Wording& state, std::string_view zh,
                              std::string_view en);

// Values of State start at 1, as in the API; 0 is no state.
template <class State>
struct StateWords {
  Wording noun;
  // From value 1 on.
  std::span<const Wording> names;

  constexpr const Wording& operator[](State state) const {
    return names[static_cast<size_t>(state) - 1];
  }

  // ILLEGAL_TRANSITION: what `zh` and `en` ("be struck off") say cannot be done in `state`.
  absl::Status Refuse(State state, std::string_view zh, std::string_view en) const {
    return RefuseTransition(noun, (*this)[state], zh, en);
  }

  // OK in one of `allowed`, else what Refuse() says.
  absl::Status Require(State state, std::initializer_list<State> allowed, std::string_view zh,
                       std::string_view en) const {
    if (std::find(allowed.begin(), allowed.end(), state) != allowed.end()) return absl::OkStatus();
    return Refuse(state, zh, en);
  }
};

template <class State>
struct Transition {
  State from;
  State to;
};

template <class State, class Action, class Duty>
struct ActionRule {
  Action action;
  // As the API's `actions` name it, "reportUp"; empty where it has no method of its own.
  std::string_view verb;
  // As a refusal says it, after “不能” and after "cannot".
  std::string_view zh;
  std::string_view en;
  // Whose duty it is.
  Duty duty;
  std::span<const Transition<State>> transitions;
};

template <class State, class Action, class Duty>
class StateTable {
 public:
  using Rule = ActionRule<State, Action, Duty>;

  // `rules` has every action once, in the order of Action; anything else does not compile.
  consteval StateTable(const StateWords<State>& words, std::span<const Rule> rules)
      : words_(words), rules_(rules) {
    for (size_t i = 0; i < rules.size(); ++i)
      if (static_cast<size_t>(rules[i].action) != i) throw "rules stand in the order of Action";
  }

  std::span<const Rule> rules() const { return rules_; }
  const StateWords<State>& words() const { return words_; }
  const Rule& operator[](Action action) const { return rules_[static_cast<size_t>(action)]; }

  // The state that `action` leads to. ILLEGAL_TRANSITION, which names both, where there is none.
  absl::StatusOr<State> Next(State state, Action action) const {
    const Rule& rule = (*this)[action];
    for (const Transition<State>& transition : rule.transitions)
      if (transition.from == state) return transition.to;
    return words_.Refuse(state, rule.zh, rule.en);
  }

 private:
  StateWords<State> words_;
  std::span<const Rule> rules_;
};

}  // namespace hecha
