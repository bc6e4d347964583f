// Registrations that come at once, on a real database behind a real server: they share commits,
// but neither faults nor answers.
#include "services/intake/registrar.h"

#include <gmock/gmock.h>

#include <map>
#include <set>
#include <thread>

#include "tests/services/intake/intake_host.h"

namespace hecha::intake {
namespace {

using ::testing::Each;
using ::testing::SizeIs;

class RegistrarTest : public IntakeTest {
 protected:
  // Sends all of `requests` at once, each on a thread of its own.
  std::vector<absl::StatusOr<v1::Lead>> CreateAll(
      const std::vector<v1::CreateLeadRequest>& requests) {
    std::vector<absl::StatusOr<v1::Lead>> answers(requests.size(), absl::UnknownError(""));
    std::vector<std::thread> threads;
    for (size_t i = 0; i < requests.size(); ++i)
      threads.emplace_back([&, i] { answers[i] = Create(requests[i]); });
    for (std::thread& thread : threads) thread.join();
    return answers;
  }

  int64_t Leads() { return host_.Count("SELECT COUNT(*) FROM lead"); }
};

TEST_F(RegistrarTest, EachOfManyGetsItsOwnLeadNumberAndEvent) {
  std::vector<v1::CreateLeadRequest> requests;
  for (int i = 0; i < 48; ++i) requests.push_back(Draft("第" + std::to_string(i) + "条"));
  std::set<std::string> ids;
  std::set<std::string> numbers;
  const auto answers = CreateAll(requests);
  for (size_t i = 0; i < answers.size(); ++i) {
    ASSERT_OK(answers[i]);
    EXPECT_EQ(answers[i]->title(), requests[i].title());
    ids.insert(answers[i]->id());
    numbers.insert(answers[i]->lead_no());
  }
  EXPECT_THAT(ids, SizeIs(48));
  EXPECT_THAT(numbers, SizeIs(48));
  std::map<Uuid, int> told;
  for (const auto& event : host_.Outbox()) ++told[event.aggregate_id];
  EXPECT_THAT(told, SizeIs(48));
  EXPECT_THAT(told, Each(::testing::Pair(::testing::_, 1)));
}

TEST_F(RegistrarTest, FirstAnswerEqualsEveryLaterOne) {
  v1::CreateLeadRequest request = Draft();
  request.mutable_received_at()->set_seconds(absl::ToUnixSeconds(kStart) - 60);
  request.mutable_received_at()->set_nanos(123'456'789);
  const UnitId late = UnitId::New(kStart + absl::Hours(1));
  request.add_accused_unit_ids(late.ToString());
  request.add_accused_unit_ids(bureau_.ToString());
  request.add_accused_unit_ids(late.ToString());
  ASSERT_OK_AND_ASSIGN(const v1::Lead created, Create(request));
  EXPECT_EQ(created.accused_unit_ids_size(), 2);
  ASSERT_OK_AND_ASSIGN(const v1::Lead read, Get(clerk_, created.id()));
  EXPECT_EQ(created.SerializeAsString(), read.SerializeAsString());
}

TEST_F(RegistrarTest, EqualRequestsAtOnceAreOneLead) {
  for (int round = 1; round <= 5; ++round) {
    v1::CreateLeadRequest request = Draft();
    request.set_request_id("5f0c36a2f1d94f0c8d6e7a5b4c3d2e0" + std::to_string(round));
    std::set<std::string> answers;
    for (const auto& answer : CreateAll(std::vector<v1::CreateLeadRequest>(16, request))) {
      ASSERT_OK(answer);
      answers.insert(answer->SerializeAsString());
    }
    EXPECT_THAT(answers, SizeIs(1));
    EXPECT_EQ(Leads(), round);
    EXPECT_THAT(host_.Outbox(), SizeIs(round));
  }
}

TEST_F(RegistrarTest, OneRequestIdForTwoRequestsAtOnceIsOneOfThem) {
  v1::CreateLeadRequest one = Draft("一件事");
  one.set_request_id("7a0c36a2f1d94f0c8d6e7a5b4c3d2e1f");
  v1::CreateLeadRequest another = one;
  another.set_title("另一件事");
  const auto answers = CreateAll({one, another});
  EXPECT_NE(answers[0].ok(), answers[1].ok());
  EXPECT_THAT(answers[answers[0].ok() ? 1 : 0], RefusedBy("REQUEST_ID_REUSED"));
  EXPECT_EQ(Leads(), 1);
}

TEST_F(RegistrarTest, RefusalConcernsOneOnly) {
  std::vector<v1::CreateLeadRequest> requests(24, Draft());
  for (size_t i = 0; i < requests.size(); i += 3) requests[i].set_division("370481199");
  for (size_t i = 1; i < requests.size(); i += 3) requests[i].clear_title();
  const Actor city = User({Role::kClerk}, kCity);
  std::vector<std::thread> threads;
  std::vector<absl::StatusOr<v1::Lead>> answers(requests.size(), absl::UnknownError(""));
  for (size_t i = 0; i < requests.size(); ++i)
    threads.emplace_back([&, i] { answers[i] = Do(city, "CreateLead", requests[i]); });
  for (std::thread& thread : threads) thread.join();
  for (size_t i = 0; i < answers.size(); ++i) {
    if (i % 3 == 0) {
      EXPECT_THAT(answers[i], RefusedBy("UNKNOWN_TOWN"));
    } else if (i % 3 == 1) {
      EXPECT_THAT(answers[i], StatusIs(absl::StatusCode::kInvalidArgument));
    } else {
      EXPECT_OK(answers[i]);
    }
  }
  EXPECT_EQ(Leads(), 8);
}

// No rule of ours refuses it: that shows only within the transaction that all of a batch share.
TEST_F(RegistrarTest, RowThatTheDatabaseRefusesFailsAlone) {
  host_.Tamper(fmt::format("ALTER TABLE lead ADD CONSTRAINT no_sand CHECK (sector <> {})",
                           static_cast<int>(v1::SECTOR_SAND_WASHING)));
  std::vector<v1::CreateLeadRequest> requests(48, Draft());
  for (size_t i = 0; i < requests.size(); i += 16) requests[i].set_sector(v1::SECTOR_SAND_WASHING);
  const auto answers = CreateAll(requests);
  for (size_t i = 0; i < answers.size(); ++i) {
    if (i % 16 == 0) {
      EXPECT_THAT(answers[i], StatusIs(absl::StatusCode::kInternal)) << i;
    } else {
      EXPECT_OK(answers[i]) << i;
    }
  }
  EXPECT_EQ(Leads(), 45);
  EXPECT_THAT(host_.Outbox(), SizeIs(45));
}

TEST_F(RegistrarTest, RefusalSpendsNoNumber) {
  ASSERT_OK_AND_ASSIGN(const v1::Lead first, Create(Draft()));
  v1::CreateLeadRequest bad = Draft();
  bad.clear_title();
  EXPECT_FALSE(Create(bad).ok());
  ASSERT_OK_AND_ASSIGN(const v1::Lead second, Create(Draft()));
  EXPECT_EQ(std::stoi(second.lead_no().substr(second.lead_no().rfind('-') + 1)),
            std::stoi(first.lead_no().substr(first.lead_no().rfind('-') + 1)) + 1);
}

TEST_F(RegistrarTest, TwoProcessesMakeOneLeadOfEqualRequests) {
  ServiceHost other(host_);
  v1::CreateLeadRequest request = Draft();
  request.set_request_id("9b0c36a2f1d94f0c8d6e7a5b4c3d2e1f");
  std::vector<absl::StatusOr<v1::Lead>> answers(16, absl::UnknownError(""));
  std::vector<std::thread> threads;
  for (size_t i = 0; i < answers.size(); ++i) {
    threads.emplace_back([&, i] {
      answers[i] = i % 2 == 0 ? Create(request)
                              : other.Ask<v1::Lead>(
                                    clerk_, "hecha.intake.v1.LeadService/CreateLead", request);
    });
  }
  for (std::thread& thread : threads) thread.join();
  std::set<std::string> ids;
  for (const auto& answer : answers) {
    ASSERT_OK(answer);
    ids.insert(answer->id());
  }
  EXPECT_THAT(ids, SizeIs(1));
  EXPECT_EQ(Leads(), 1);
}

}  // namespace
}  // namespace hecha::intake
