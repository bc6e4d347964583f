// Matches between their domain and their API.
#pragma once

#include "hecha/intake/v1/match.pb.h"
#include "services/intake/match.h"

namespace hecha::intake {

// `match` as it concerns `lead`, for someone who reads both of its leads.
v1::Match ToProto(const Match& match, LeadId lead);

}  // namespace hecha::intake
