// What a client is told that its user may do: the policy and the rule are both asked, and
// neither the aggregate nor anything else changes.

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "services/common/base/refusal.h"
#include "services/common/rpc/offers.h"
#include "tests/services/common/rpc_probe.pb.h"

namespace hecha::rpc {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

struct Door {
  bool open = false;
  absl::Status Open(std::string_view reason) {
    if (open) return RefuseState("OPEN", "已开", "it is open");
    if (reason.empty()) return RefuseField("REQUIRED", "reason", "必填", "a reason is required");
    open = true;
    return absl::OkStatus();
  }
};

Actor UserWith(std::set<Role> roles) {
  Actor actor;
  actor.kind = Actor::Kind::kUser;
  actor.roles = std::move(roles);
  return actor;
}

class OffersTest : public testing::Test {
 protected:
  OffersTest() { probe::v1::ProbeRequest::default_instance(); }

  template <class Rule>
  std::vector<std::string> Offered(const Actor& actor, std::string_view method, Rule rule) {
    google::protobuf::RepeatedPtrField<std::string> actions;
    Offers("hecha.probe.v1.Probe", actor, actions).Offer(method, door_, rule);
    return {actions.begin(), actions.end()};
  }

  Door door_;
};

TEST_F(OffersTest, WhatTheRuleAllowsIsOfferedUnderTheVerbOfItsPath) {
  EXPECT_THAT(
      Offered(UserWith({Role::kOffice}), "Office", [](Door& door) { return door.Open("fire"); }),
      ElementsAre("inspect"));
  EXPECT_FALSE(door_.open) << "a copy is tried";
}

TEST_F(OffersTest, AMethodWithoutAVerbIsOfferedUnderItsOwnName) {
  EXPECT_THAT(Offered(UserWith({}), "SignedIn", [](Door& door) { return door.Open("fire"); }),
              ElementsAre("signedIn"));
}

TEST_F(OffersTest, WordsThatAreStillMissingDoNotStandInTheWay) {
  EXPECT_THAT(
      Offered(UserWith({Role::kOffice}), "Office", [](Door& door) { return door.Open(""); }),
      ElementsAre("inspect"));
}

TEST_F(OffersTest, WhatTheStateRefusesIsNotOffered) {
  door_.open = true;
  EXPECT_THAT(
      Offered(UserWith({Role::kOffice}), "Office", [](Door& door) { return door.Open("fire"); }),
      IsEmpty());
}

TEST_F(OffersTest, WhatThePolicyRefusesIsNotEvenTried) {
  const auto tried = [](Door&) -> absl::Status {
    ADD_FAILURE() << "tried";
    return absl::OkStatus();
  };
  EXPECT_THAT(Offered(UserWith({Role::kClerk}), "Office", tried), IsEmpty());
  EXPECT_THAT(Offered(Actor(), "SignedIn", tried), IsEmpty());
  EXPECT_THAT(Offered(UserWith({Role::kOffice}), "NoSuchMethod", tried), IsEmpty());
}

}  // namespace
}  // namespace hecha::rpc
