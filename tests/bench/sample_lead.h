// Leads for load: about 1 KB of Chinese text, no two alike.
#pragma once

#include <cstdint>
#include <string>

namespace hecha::bench {

// The text of lead number `serial`, about 1,000 bytes of UTF-8.
std::string SampleNarrative(int64_t serial);

// The body of POST /v1/reports for it, in `division`.
std::string SampleReport(int64_t serial, const std::string& division);

}  // namespace hecha::bench
