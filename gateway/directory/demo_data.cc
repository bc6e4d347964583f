#include "gateway/directory/demo_data.h"

namespace hecha::directory {
namespace {

// A unit that verifies: a head, and investigators 1 to `investigators`.
DemoUnit VerificationUnit(const std::string& key, const std::string& name, std::set<Sector> sectors,
                          int investigators) {
  DemoUnit unit{name, UnitFunction::kVerification, std::move(sectors), {}};
  unit.people.push_back({key + ".head", "负责人", Role::kUnitHead});
  for (int i = 1; i <= investigators; ++i)
    unit.people.push_back(
        {key + "." + std::to_string(i), "核查员" + std::to_string(i), Role::kInvestigator});
  return unit;
}

}  // namespace

std::vector<Division> DemoAncestors() { return {{"37", "山东省"}, {"3704", "枣庄市"}}; }

DemoPlace DemoCity() { return {{"370481", "滕州市"}, "tengzhou"}; }

std::vector<DemoPlace> DemoTowns() {
  return {
      {{"370481109", "西岗镇"}, "xigang"},
      {{"370481105", "级索镇"}, "jisuo"},
      {{"370481111", "柴胡店镇"}, "chaihudian"},
  };
}

std::vector<DemoUnit> DemoCityUnits() {
  return {
      {"扫黑办",
       UnitFunction::kOffice,
       {},
       {{"city_office", "主任", Role::kCityOffice}, {"city_deputy", "副主任", Role::kCityOffice}}},
      {"纪委监委", UnitFunction::kDiscipline, {}, {{"discipline", "承办人", Role::kDiscipline}}},
      {"运维", UnitFunction::kOperations, {}, {{"operator", "值班员", Role::kOperator}}},
  };
}

std::vector<DemoUnit> DemoTownUnits() {
  return {
      {"扫黑办",
       UnitFunction::kOffice,
       {},
       {{"clerk", "受理员", Role::kClerk}, {"office", "主任", Role::kOffice}}},
      VerificationUnit("police", "派出所核查专班", {}, 3),
      VerificationUnit("resources", "自然资源所",
                       {Sector::kCoal, Sector::kSandWashing, Sector::kCoalWashing}, 3),
      VerificationUnit("construction", "住建所", {Sector::kConstruction}, 2),
      VerificationUnit("transport", "交管所", {Sector::kTransport}, 2),
      VerificationUnit("markets", "市场监管所", {Sector::kMarkets}, 2),
      VerificationUnit("finance", "财政金融办", {Sector::kFinance}, 2),
      {"纪委", UnitFunction::kDiscipline, {}, {{"discipline", "书记", Role::kDiscipline}}},
      {"组织科", UnitFunction::kOrganisation, {}, {{"organisation", "科长", Role::kOrganisation}}},
      {"党委政府", UnitFunction::kLeadership, {}, {{"leader", "包案领导", Role::kLeader}}},
  };
}

}  // namespace hecha::directory
