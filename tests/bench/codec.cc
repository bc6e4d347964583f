// The JSON codec beside google::protobuf::util, which defines the mapping, on a lead of 1 KB of
// Chinese text: each of them writes and reads the same message, and reads the same report as the
// gateway gets it. By processor time, because the machines are shared.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <google/protobuf/util/json_util.h>
#include <google/protobuf/util/message_differencer.h>

#include <algorithm>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "gateway/transcoding/json_reader.h"
#include "gateway/transcoding/json_writer.h"
#include "hecha/intake/v1/lead.pb.h"
#include "hecha/intake/v1/reporter.pb.h"
#include "services/common/base/status_macros.h"
#include "tests/bench/report.h"
#include "tests/bench/sample_lead.h"
#include "tests/bench/suite.h"

namespace hecha::bench {
namespace {

using google::protobuf::Message;
namespace util = google::protobuf::util;

// What the suite must reach (issue: codec).
constexpr double kLeast = 5;
constexpr int kRounds = 9;

intake::v1::Lead SampleLead() {
  intake::v1::Lead lead;
  lead.set_id("0190f5c2-7a51-7c3e-9d44-0a6b1f2c3d4e");
  lead.set_etag("\"3\"");
  lead.set_lead_no("370481109-BZ2019-000017");
  lead.set_division(kTown);
  lead.set_state(intake::v1::STATE_ASSIGNED);
  lead.set_channel(intake::v1::CHANNEL_PUBLIC_WEB);
  lead.set_level(intake::v1::LEVEL_TOWN);
  lead.set_instruction(intake::v1::INSTRUCTION_OWN);
  lead.set_identity(intake::v1::IDENTITY_ANONYMOUS);
  lead.set_sector(intake::v1::SECTOR_SAND_WASHING);
  lead.set_umbrella(intake::v1::UMBRELLA_NONE);
  lead.mutable_received_at()->set_seconds(1'555'257'600);
  lead.mutable_registered_at()->set_seconds(1'555'257'601);
  lead.mutable_registered_at()->set_nanos(250'000'000);
  lead.set_title("砂场强收管理费");
  lead.set_narrative(SampleNarrative(17));
  lead.set_unit_id("0190f5c2-7a51-7c3e-9d44-0a6b1f2c3d4f");
  lead.set_unit_name("自然资源所");
  lead.set_round(1);
  return lead;
}

std::string UtilWrite(const Message& message) {
  static const util::JsonPrintOptions options = [] {
    util::JsonPrintOptions all;
    all.always_print_primitive_fields = true;
    return all;
  }();
  std::string json;
  if (!util::MessageToJsonString(message, &json, options).ok()) std::abort();
  return json;
}

// A message that is read again and again, as the threads of the gateway do.
template <class Type, class Read>
std::function<void()> Reading(const std::string& json, Read read) {
  return [json, read, message = std::make_shared<Type>()] {
    message->Clear();
    if (!read(json, *message)) std::abort();
    benchmark::DoNotOptimize(message->ByteSizeLong());
  };
}

bool OurRead(const std::string& json, Message& message) {
  return transcoding::ReadJson(json, message).ok();
}
bool UtilRead(const std::string& json, Message& message) {
  return util::JsonStringToMessage(json, &message).ok();
}

// The microseconds of processor time of each repetition, by the benchmark's name.
class Collector : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs)
      if (run.run_type == Run::RT_Iteration)
        micros_[run.run_name.function_name].push_back(run.GetAdjustedCPUTime());
  }

  // Whatever else ran on the machine only ever adds: the least disturbed repetition counts.
  double Micros(const std::string& name) const {
    const auto times = micros_.find(name);
    if (times == micros_.end()) return 0;
    return *std::min_element(times->second.begin(), times->second.end());
  }

 private:
  std::map<std::string, std::vector<double>> micros_;
};

void Register(const std::string& name, std::function<void()> work) {
  benchmark::RegisterBenchmark(name.c_str(),
                               [work = std::move(work)](benchmark::State& state) {
                                 for (auto _ : state) work();
                               })
      ->Unit(benchmark::kMicrosecond)
      ->Repetitions(kRounds)
      ->MinTime(0.1);
}

Collector RunAll() {
  // In turns, so that a disturbance does not meet one of them alone.
  std::vector<std::string> arguments = {"codec", "--benchmark_enable_random_interleaving=true"};
  std::vector<char*> argv;
  for (std::string& argument : arguments) argv.push_back(argument.data());
  int argc = static_cast<int>(argv.size());
  benchmark::Initialize(&argc, argv.data());
  Collector collector;
  benchmark::RunSpecifiedBenchmarks(&collector);
  return collector;
}

absl::Status CheckSame(const intake::v1::Lead& lead) {
  intake::v1::Lead read;
  RETURN_IF_ERROR(transcoding::ReadJson(UtilWrite(lead), read));
  intake::v1::Lead util_read;
  if (!UtilRead(transcoding::WriteJson(lead), util_read) ||
      !util::MessageDifferencer::Equals(lead, read) ||
      !util::MessageDifferencer::Equals(lead, util_read))
    return absl::InternalError("the codec and the util disagree about the lead");
  return absl::OkStatus();
}

absl::Status Measure(Report& report) {
  const intake::v1::Lead lead = SampleLead();
  RETURN_IF_ERROR(CheckSame(lead));
  const std::string json = transcoding::WriteJson(lead);
  const std::string filed = SampleReport(17, kTown);
  Register("write/ours", [&] { benchmark::DoNotOptimize(transcoding::WriteJson(lead)); });
  Register("write/util", [&] { benchmark::DoNotOptimize(UtilWrite(lead)); });
  Register("read/ours", Reading<intake::v1::Lead>(json, OurRead));
  Register("read/util", Reading<intake::v1::Lead>(json, UtilRead));
  Register("report/ours", Reading<intake::v1::FileReportRequest>(filed, OurRead));
  Register("report/util", Reading<intake::v1::FileReportRequest>(filed, UtilRead));
  const Collector took = RunAll();

  report.Condition("jsonBytes", static_cast<double>(json.size()));
  const auto compare = [&](const std::string& name, const std::string& title) {
    const double ours = took.Micros(name + "/ours");
    const double theirs = took.Micros(name + "/util");
    report.Figure(name + "Micros", title, ours, "µs");
    report.Figure(name + "UtilMicros", "  protobuf util", theirs, "µs");
    report.AtLeast(name + "Ratio", "  倍 times as fast", Ratio(theirs, ours), kLeast, "×");
  };
  compare("write", "写线索 WriteJson of a lead");
  compare("read", "读线索 ReadJson of a lead");
  compare("report", "读举报 ReadJson of a report");
  return absl::OkStatus();
}

}  // namespace
}  // namespace hecha::bench

int main(int argc, char** argv) {
  return hecha::bench::Main(argc, argv, "codec", hecha::bench::Measure);
}
