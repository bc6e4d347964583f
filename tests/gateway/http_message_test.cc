// Decoding of what a URL and a Cookie header hold.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gateway/http/message.h"
#include "tests/testing/status_matchers.h"

namespace hecha::http {
namespace {

using testing::ElementsAre;
using testing::Pair;

TEST(PercentDecode, DecodesUtf8) {
  EXPECT_THAT(PercentDecode("%E8%A5%BF%E5%B2%97%E9%95%87"), IsOkAndHolds(std::string("西岗镇")));
  EXPECT_THAT(PercentDecode("a+b%2B"), IsOkAndHolds(std::string("a+b+")));
  EXPECT_THAT(PercentDecode("a+b%2b", true), IsOkAndHolds(std::string("a b+")));
}

TEST(PercentDecode, RefusesBrokenEscapesAndBytes) {
  for (const char* broken : {"%", "%4", "a%4", "%zz", "%-1"}) {
    EXPECT_THAT(PercentDecode(broken), RefusedBy("BAD_URL")) << broken;
  }
  EXPECT_THAT(PercentDecode("%FF"), RefusedBy("INVALID_UTF8"));
}

TEST(ParseQuery, KeepsOrderAndRepeats) {
  EXPECT_THAT(ParseQuery("b=2&a=1&&a=&c&d=x=y"),
              IsOkAndHolds(ElementsAre(Pair("b", "2"), Pair("a", "1"), Pair("a", ""), Pair("c", ""),
                                       Pair("d", "x=y"))));
  EXPECT_THAT(ParseQuery("a=%"), RefusedBy("BAD_URL"));
}

TEST(Request, FindsHeadersAndCookies) {
  const Request request{.headers = {{"cookie", "a=1; hecha_session=tok=en; b=2"}, {"x", "1"}}};
  EXPECT_EQ(request.Header("x"), "1");
  EXPECT_EQ(request.Header("y"), "");
  EXPECT_EQ(request.Cookie("hecha_session"), "tok=en");
  EXPECT_EQ(request.Cookie("b"), "2");
  EXPECT_EQ(request.Cookie("hecha"), "");
}

}  // namespace
}  // namespace hecha::http
