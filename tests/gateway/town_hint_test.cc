// What shows of a request's town before it is read: nothing that is not there, and no harm from
// what is malformed.
#include "gateway/proxy/town_hint.h"

#include <gmock/gmock.h>
#include <grpcpp/support/slice.h>

#include "hecha/directory/v1/challenge.pb.h"
#include "hecha/intake/v1/reporter.pb.h"

namespace hecha::proxy {
namespace {

grpc::ByteBuffer Bytes(const std::string& bytes) {
  const grpc::Slice slice(bytes);
  return {&slice, 1};
}

TEST(TownHintTest, IsReadFromJsonWhereverItStands) {
  EXPECT_EQ(TownInJson(R"({"division":"370481104"})"), "370481104");
  EXPECT_EQ(TownInJson("{\"title\": \"一\",\n \"division\" :\t\"370481104\", \"x\": 1}"),
            "370481104");
}

TEST(TownHintTest, WordsOfAReportAreNoTown) {
  EXPECT_EQ(TownInJson(R"({"title":"\"division\":\"370481104\""})"), "");
}

TEST(TownHintTest, WhatIsNoCodeIsNoTown) {
  for (const char* json : {"", "{}", R"({"division")", R"({"division":)", R"({"division": 7})",
                           R"({"division":"西岗镇"})", R"({"division":"3704811041041041"})"})
    EXPECT_EQ(TownInJson(json), "") << json;
}

TEST(TownHintTest, IsReadFromAMessage) {
  intake::v1::FileReportRequest report;
  report.set_request_id("1");
  report.set_division("370481104");
  report.set_title("一");
  const auto& type = *report.GetDescriptor();
  const std::string bytes = report.SerializeAsString();
  EXPECT_EQ(TownInMessage(type, Bytes(bytes)), "370481104");
  EXPECT_EQ(TownInMessage(type, Bytes("")), "");
  for (size_t cut = 1; cut < bytes.size(); ++cut)
    (void)TownInMessage(type, Bytes(bytes.substr(cut)));
  EXPECT_EQ(TownInMessage(*directory::v1::GetChallengeRequest::descriptor(), Bytes(bytes)), "");
}

}  // namespace
}  // namespace hecha::proxy
