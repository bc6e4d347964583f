// Offers tell a client what its user may do with an aggregate now: the `actions` of a message.
//
// Nothing is written down twice: the method's policy is asked about the role, and the rule
// itself, on a copy and without the words that are still to be entered, about the rest. What it
// refuses for its input alone (InvalidArgument) is offered, for the input is what a form is for;
// so rules look at the caller and the state before they look at their arguments.
//
// Used by one thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <google/protobuf/repeated_ptr_field.h>

#include "absl/status/status.h"
#include "services/common/base/actor.h"

namespace hecha::rpc {

class Offers {
 public:
  // Offers methods of `service` ("hecha.consultation.v1.MeetingService") to `actor`, adding
  // their names to `actions`. Both outlive it.
  Offers(std::string service, const Actor& actor,
         google::protobuf::RepeatedPtrField<std::string>& actions)
      : service_(std::move(service)), actor_(actor), actions_(actions) {}

  // Offers `method` if the actor may call it and `rule(copy)` refuses neither the caller nor the
  // state. Its name among the actions is the custom verb of its path ("strikeOff" of
  // "…/{problem_id}:strikeOff"); without one, that of the method ("giveOpinion").
  template <class Aggregate, class Rule>
  void Offer(std::string_view method, const Aggregate& aggregate, Rule rule) {
    if (!MayCall(method)) return;
    Aggregate copy = aggregate;
    const absl::Status attempt = rule(copy);
    if (attempt.ok() || absl::IsInvalidArgument(attempt)) *actions_.Add() = ActionName(method);
  }

 private:
  bool MayCall(std::string_view method) const;
  std::string ActionName(std::string_view method) const;

  const std::string service_;
  const Actor& actor_;
  google::protobuf::RepeatedPtrField<std::string>& actions_;
};

}  // namespace hecha::rpc
