// What a clerk writes down beside a lead's text, as one value that a store can seal: the record of
// the visit, call or letter, whose note sent it, whom the lead is about, and what the office
// decided about it for a reason.
#pragma once

#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "services/intake/registration.h"

namespace hecha::intake {

// Contact, letter, instructing leader, subjects, identity check and umbrella clearance of
// `registration`; empty where it has none.
std::string EncodeRecord(const Registration& registration);

// Sets them as EncodeRecord found them. DataLoss for anything that it did not write; they are
// unset then.
absl::Status DecodeRecord(std::string_view record, Registration& registration);

}  // namespace hecha::intake
