// Leads for load: about 1 KB of Chinese text, no two the same.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace hecha::bench {

// The text of lead number `serial`, about 1,000 bytes of UTF-8.
std::string SampleNarrative(int64_t serial);

// The body of POST /v1/reports for it, in `division`.
std::string SampleReport(int64_t serial, const std::string& division);

// Text `serial` of `characters` ideographs at random. Those above are made of a few sentences, so
// that each is like many others, which matching then has to tell people; this one is like none.
std::string DistinctNarrative(int64_t serial, size_t characters);
// The same as a report, as long as the sample.
std::string DistinctReport(int64_t serial, const std::string& division);

}  // namespace hecha::bench
