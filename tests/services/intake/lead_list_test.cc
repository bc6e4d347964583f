// Lists of leads on a real database: what they filter by, the orders and their pages, and that a
// sealed lead neither stands in an order nor is chosen by what its stub hides.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <limits>

#include "tests/services/intake/intake_host.h"

namespace hecha::intake {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr absl::Duration kDay = absl::Hours(24);

class LeadListTest : public IntakeTest {
 protected:
  // Registered now, received `days` ago; due in `due` days, or never.
  std::string Received(int days, int due = 0, v1::Level level = v1::LEVEL_TOWN) {
    v1::CreateLeadRequest request = Draft();
    const absl::Time now = host_.clock().Now();
    events::SetTimestamp(now - days * kDay, request.mutable_received_at());
    if (due != 0) events::SetTimestamp(now + due * kDay, request.mutable_deadline());
    request.set_level(level);
    if (level != v1::LEVEL_TOWN) {
      request.set_instruction(v1::INSTRUCTION_ASSIGN);
      request.set_document_no("滕扫黑交〔2019〕3 号");
      request.set_issuing_body("滕州市扫黑办");
    }
    host_.clock().Advance(absl::Seconds(1));
    return Create(request).value().id();
  }

  // The ids of every page, two a page.
  std::vector<std::string> Pages(v1::ListLeadsRequest request) {
    std::vector<std::string> ids;
    request.set_page_size(2);
    do {
      const v1::ListLeadsResponse page = List(office_, request);
      EXPECT_LE(page.leads_size(), 2);
      for (const v1::Lead& lead : page.leads()) ids.push_back(lead.id());
      request.set_page_token(page.next_page_token());
    } while (!request.page_token().empty());
    return ids;
  }

  static v1::ListLeadsRequest InOrder(v1::LeadOrder order) {
    v1::ListLeadsRequest request;
    request.set_order(order);
    return request;
  }
};

TEST_F(LeadListTest, OrdersByReceptionAndByDeadlineAcrossPages) {
  const std::string old = Received(9, 30);
  const std::string fresh = Received(1);
  const std::string middle = Received(5, 10);
  // At one moment the later registered goes first.
  const absl::Time same = host_.clock().Now() - 5 * kDay;
  v1::CreateLeadRequest twin = Draft();
  events::SetTimestamp(same, twin.mutable_received_at());
  const std::string first_twin = Create(twin).value().id();
  host_.clock().Advance(absl::Seconds(1));
  const std::string second_twin = Create(twin).value().id();

  EXPECT_THAT(Pages(InOrder(v1::LEAD_ORDER_RECEIVED)),
              ElementsAre(fresh, second_twin, first_twin, middle, old));
  EXPECT_THAT(Pages(InOrder(v1::LEAD_ORDER_DEADLINE)), ElementsAre(middle, old))
      << "those without a deadline are left out";
  EXPECT_THAT(Pages({}), ElementsAre(second_twin, first_twin, middle, fresh, old));
}

TEST_F(LeadListTest, FiltersByLevelInstructionKeyAndDates) {
  const std::string above = Received(9, 30, v1::LEVEL_COUNTY_CITY);
  const std::string own = Received(3, 10);
  v1::CreateLeadRequest key = Draft();
  key.set_key_lead(true);
  const std::string important = Create(key).value().id();

  v1::ListLeadsRequest by;
  by.set_level(v1::LEVEL_COUNTY_CITY);
  EXPECT_THAT(Pages(by), ElementsAre(above));
  by.Clear();
  by.set_instruction(v1::INSTRUCTION_OWN);
  EXPECT_THAT(Pages(by), ElementsAre(important, own));
  by.Clear();
  by.set_key_lead(true);
  EXPECT_THAT(Pages(by), ElementsAre(important));
  by.Clear();
  const absl::Time now = host_.clock().Now();
  events::SetTimestamp(now - 10 * kDay, by.mutable_received_from());
  events::SetTimestamp(now - 2 * kDay, by.mutable_received_before());
  EXPECT_THAT(Pages(by), ElementsAre(own, above)) << "in the order of reception";
  by.Clear();
  events::SetTimestamp(now + 20 * kDay, by.mutable_deadline_before());
  EXPECT_THAT(Pages(by), ElementsAre(own));
}

TEST_F(LeadListTest, TokenOfAnotherOrderIsRefused) {
  for (int i = 0; i < 3; ++i) Received(i);
  v1::ListLeadsRequest request;
  request.set_page_size(1);
  const std::string by_registration = List(office_, request).next_page_token();
  request.set_order(v1::LEAD_ORDER_RECEIVED);
  const std::string by_reception = List(office_, request).next_page_token();
  const auto with = [&](v1::LeadOrder order, const std::string& token) {
    request.set_order(order);
    request.set_page_token(token);
    return host_.Ask<v1::ListLeadsResponse>(office_, "hecha.intake.v1.LeadService/ListLeads",
                                            request);
  };
  EXPECT_THAT(with(v1::LEAD_ORDER_RECEIVED, by_registration), RefusedBy("PAGE_TOKEN"));
  EXPECT_THAT(with(v1::LEAD_ORDER_UNSPECIFIED, by_reception), RefusedBy("PAGE_TOKEN"));
  EXPECT_THAT(with(v1::LEAD_ORDER_RECEIVED, "now_" + by_registration), RefusedBy("PAGE_TOKEN"));
  const std::string never = fmt::format("{}_", std::numeric_limits<int64_t>::max());
  EXPECT_THAT(with(v1::LEAD_ORDER_RECEIVED, never + by_registration), RefusedBy("PAGE_TOKEN"));
  EXPECT_OK(with(v1::LEAD_ORDER_RECEIVED, by_reception));
}

TEST_F(LeadListTest, SealedLeadStandsInNoOrderAndIsChosenByNothingThatItsStubHides) {
  v1::CreateLeadRequest request = Draft();
  request.set_umbrella(v1::UMBRELLA_SUSPECTED);
  request.set_key_lead(true);
  events::SetTimestamp(kStart + 10 * kDay, request.mutable_deadline());
  const std::string id = Create(request).value().id();
  ASSERT_OK(Do(clerk_, "TriageLead", Judgement(id)));
  v1::SealLeadRequest seal;
  seal.set_lead_id(id);
  ASSERT_OK(Do(office_, "SealLead", seal));
  EXPECT_THAT(Pages({}), ElementsAre(id)) << "its stub";

  std::vector<v1::ListLeadsRequest> asked(6);
  asked[0].set_level(v1::LEVEL_TOWN);
  asked[1].set_instruction(v1::INSTRUCTION_OWN);
  asked[2].set_key_lead(true);
  events::SetTimestamp(kStart - kDay, asked[3].mutable_received_from());
  events::SetTimestamp(kStart + 20 * kDay, asked[4].mutable_deadline_before());
  asked[5].set_order(v1::LEAD_ORDER_RECEIVED);
  for (const v1::ListLeadsRequest& each : asked) {
    EXPECT_THAT(Pages(each), IsEmpty()) << each.ShortDebugString();
    EXPECT_EQ(List(User({Role::kDiscipline}), each).leads_size(), 1) << each.ShortDebugString();
  }
}

}  // namespace
}  // namespace hecha::intake
