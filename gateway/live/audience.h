// Who hears that something of a noun changed: whoever may list it, by the policy of the method that
// does. So the stream tells nobody of what is kept from them.
#pragma once

#include <string_view>

#include "services/common/base/actor.h"

namespace hecha::live {

// Whether `actor` may know that there is news of `aggregate`, as events name it. Nobody hears of an
// aggregate that no list shows.
bool MayHear(const Actor& actor, std::string_view aggregate);

}  // namespace hecha::live
