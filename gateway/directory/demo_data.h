// The demo city: one county-level city, three of its towns, their units and, in each unit, one
// user for each kind of person. Nothing here but the data; demo.cc sets it up.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "gateway/directory/division.h"
#include "gateway/directory/unit.h"
#include "services/common/base/actor.h"

namespace hecha::directory {

struct DemoPerson {
  // Appended to the place's key to make the username: "xigang.clerk".
  std::string key;
  // Appended to the unit's name to make the display name.
  std::string title;
  Role role;
};

struct DemoUnit {
  // Appended to the place's name to make the unit's name.
  std::string name;
  UnitFunction function;
  std::set<Sector> sectors;
  std::vector<DemoPerson> people;
};

struct DemoPlace {
  Division division;
  // First part of its usernames.
  std::string key;
};

// 山东省, 枣庄市: what contains the city.
std::vector<Division> DemoAncestors();
DemoPlace DemoCity();
std::vector<DemoPlace> DemoTowns();
std::vector<DemoUnit> DemoCityUnits();
// The same in every town.
std::vector<DemoUnit> DemoTownUnits();

}  // namespace hecha::directory
