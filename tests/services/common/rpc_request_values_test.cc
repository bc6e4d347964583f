// Values that parse but that no type defines never reach a handler: the function alone, then
// through a real server.
#include "services/common/rpc/request_values.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>

#include "tests/services/common/rpc_probe_server.h"
#include "tests/testing/status_matchers.h"

namespace hecha::rpc {
namespace {

using probe::v1::ProbeCode;
using probe::v1::ProbePart;

std::string FieldOf(const absl::Status& status) { return RefusalOf(status)->field; }

TEST(RequestValuesTest, KnownCodesAndTimesPass) {
  ProbeRequest request;
  EXPECT_OK(CheckValues(request));
  request.set_code(probe::v1::PROBE_CODE_ONE);
  ProbePart& part = *request.add_parts();
  part.add_codes(probe::v1::PROBE_CODE_UNSPECIFIED);
  part.add_codes(probe::v1::PROBE_CODE_ONE);
  part.mutable_at()->set_seconds(1'555'200'000);
  part.mutable_at()->set_nanos(999'999'999);
  EXPECT_OK(CheckValues(request));
}

TEST(RequestValuesTest, UnknownCodeIsRefusedWhereverItStands) {
  ProbeRequest top;
  top.set_code(static_cast<ProbeCode>(7));
  EXPECT_THAT(CheckValues(top), RefusedBy("UNKNOWN_CODE"));
  EXPECT_EQ(FieldOf(CheckValues(top)), "code");

  ProbeRequest deep;
  deep.add_parts();
  deep.add_parts()->add_codes(probe::v1::PROBE_CODE_ONE);
  deep.mutable_parts(1)->add_codes(static_cast<ProbeCode>(-1));
  EXPECT_THAT(CheckValues(deep), RefusedBy("UNKNOWN_CODE"));
  EXPECT_EQ(FieldOf(CheckValues(deep)), "parts[1].codes[1]");
}

TEST(RequestValuesTest, TimeThatIsNoneIsRefused) {
  struct {
    int64_t seconds;
    int32_t nanos;
  } const cases[] = {{-62'135'596'801, 0},
                     {253'402'300'800, 0},
                     {std::numeric_limits<int64_t>::max(), 0},
                     {std::numeric_limits<int64_t>::min(), 0},
                     {0, -1},
                     {0, 1'000'000'000}};
  for (const auto& [seconds, nanos] : cases) {
    ProbeRequest request;
    request.add_parts()->mutable_at()->set_seconds(seconds);
    request.mutable_parts(0)->mutable_at()->set_nanos(nanos);
    const absl::Status status = CheckValues(request);
    EXPECT_THAT(status, RefusedBy("TIMESTAMP_RANGE")) << seconds << " " << nanos;
    EXPECT_EQ(FieldOf(status), "parts[0].at");
  }
}

TEST(RequestValuesTest, RouterRefusesBeforeTheHandler) {
  bool reached = false;
  ProbeServer server([&](const Call&, const ProbeRequest&) {
    reached = true;
    return ProbeResponse();
  });
  ProbeRequest request;
  request.add_parts()->add_codes(static_cast<ProbeCode>(99));
  const absl::Status status = server.Send("Open", {}, request);
  EXPECT_THAT(status, StatusIs(absl::StatusCode::kInvalidArgument));
  EXPECT_THAT(status, RefusedBy("UNKNOWN_CODE"));
  EXPECT_EQ(FieldOf(status), "parts[0].codes[0]");
  EXPECT_FALSE(reached);
}

}  // namespace
}  // namespace hecha::rpc
