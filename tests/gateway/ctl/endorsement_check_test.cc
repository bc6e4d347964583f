// A suite that was taken over prepares something else to sign than what is shown: whatever it
// changes is noticed before the key is used.
#include "gateway/ctl/endorsement_check.h"

#include <fmt/format.h>

#include "gateway/ctl/signed_bytes.h"
#include "services/common/events/timestamp.h"
#include "services/common/security/keyring.h"
#include "tests/testing/status_matchers.h"

namespace hecha::ctl {
namespace {

constexpr char kCase[] = "cacacaca-caca-caca-caca-cacacacacaca";
const absl::Time kNow = absl::FromUnixSeconds(1'555'290'123);

std::string FormOf(std::string_view case_id, std::string_view version, std::string_view text) {
  std::string form = "hecha-report-v2\n";
  const std::pair<std::string_view, std::string_view> fields[] = {
      {"case", case_id}, {"version", version},   {"lead", "370481109-01-000001"},
      {"unit", "一所"},  {"outcome", "REFUTED"}, {"report", text}};
  for (const auto& [name, value] : fields)
    form += fmt::format("{} {} {}\n", name, value.size(), value);
  return form;
}

// What an honest suite answers to the leader who signs the second version.
struct Answers {
  verification::v1::PrepareEndorsementResponse prepared;
  verification::v1::Report report;
  directory::v1::User signer;

  Answers() {
    report.set_form(FormOf(kCase, "2", "查否"));
    signer.set_id("11111111-1111-1111-1111-111111111111");
    signer.set_unit_id("22222222-2222-2222-2222-222222222222");
    signer.add_roles(options::v1::ROLE_LEADER);
    prepared.set_liability_text("责任告知");
    prepared.set_report_version(2);
    prepared.set_capacity("LEADER");
    events::SetTimestamp(kNow, prepared.mutable_signed_at());
    Prepare();
  }

  // The bytes that go with the rest, so that only what is shown could tell.
  void Prepare() {
    verification::v1::Endorsement endorsement;
    endorsement.set_report_version(prepared.report_version());
    endorsement.set_signer_id(signer.id());
    endorsement.set_signer_unit_id(signer.unit_id());
    endorsement.set_capacity(prepared.capacity());
    *endorsement.mutable_signed_at() = prepared.signed_at();
    prepared.set_payload(EndorsementPayload(kCase, security::Sha256(report.form()), endorsement,
                                            security::Sha256(prepared.liability_text())));
  }

  absl::StatusOr<std::string> Build() const {
    return BuildEndorsement(kCase, prepared, report, signer, kNow);
  }
};

TEST(EndorsementCheckTest, WhatIsShownIsSigned) {
  const Answers honest;
  EXPECT_THAT(honest.Build(), IsOkAndHolds(honest.prepared.payload()));
}

TEST(EndorsementCheckTest, AnotherReportUnderneathIsNoticed) {
  Answers lying;
  lying.report.set_form(FormOf(kCase, "2", "查实"));
  EXPECT_FALSE(lying.Build().ok());
}

TEST(EndorsementCheckTest, AnotherLiabilityTextUnderneathIsNoticed) {
  Answers lying;
  lying.prepared.set_liability_text("别的告知");
  EXPECT_FALSE(lying.Build().ok());
}

TEST(EndorsementCheckTest, FormOfAnotherCaseOrVersionIsNoticed) {
  for (const std::string& form : {FormOf("dadadada-dada-dada-dada-dadadadadada", "2", "查否"),
                                  FormOf(kCase, "1", "查否"), std::string("no form")}) {
    Answers lying;
    lying.report.set_form(form);
    lying.Prepare();
    EXPECT_FALSE(lying.Build().ok()) << form;
  }
}

TEST(EndorsementCheckTest, CapacityAndTimeAreTheSigners) {
  Answers office;
  office.prepared.set_capacity("OFFICE");
  office.Prepare();
  EXPECT_FALSE(office.Build().ok());
  Answers later;
  events::SetTimestamp(kNow + absl::Hours(1), later.prepared.mutable_signed_at());
  later.Prepare();
  EXPECT_FALSE(later.Build().ok());
}

}  // namespace
}  // namespace hecha::ctl
