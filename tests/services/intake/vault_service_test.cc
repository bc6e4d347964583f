// Named reporters, on a real database behind a real server: whoever has the whole database and all
// of its keys still has no name; two custodians together have, and it is on record.
#include "services/intake/vault_service.h"

#include <gmock/gmock.h>

#include <string>

#include "hecha/intake/v1/custodian_key.pb.h"
#include "hecha/intake/v1/lead_import.pb.h"
#include "hecha/intake/v1/retention.pb.h"
#include "hecha/intake/v1/vault.pb.h"
#include "services/common/security/sealed_box.h"
#include "tests/services/intake/reporter_test_host.h"

namespace hecha::intake {
namespace {

using security::BoxKey;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr char kName[] = "CANARY7V张三";
constexpr char kPhone[] = "13899997777";

class VaultServiceTest : public ReporterSideTest {
 protected:
  template <class Response, class Request>
  absl::StatusOr<Response> Key(const Actor& actor, const std::string& method,
                               const Request& request) {
    return host_.Ask<Response>(actor, "hecha.intake.v1.CustodianKeyService/" + method, request);
  }

  absl::StatusOr<v1::CustodianKey> Enrol(const Actor& actor, const std::string& public_key) {
    v1::EnrolCustodianKeyRequest request;
    request.set_public_key(public_key);
    return Key<v1::CustodianKey>(actor, "EnrolCustodianKey", request);
  }

  absl::StatusOr<v1::CustodianKey> Confirm(const Actor& actor, const std::string& id) {
    v1::ConfirmCustodianKeyRequest request;
    request.set_custodian_key_id(id);
    return Key<v1::CustodianKey>(actor, "ConfirmCustodianKey", request);
  }

  std::string Custodian(const Actor& actor, const BoxKey& key) {
    const std::string id = Enrol(actor, key.public_key).value().id();
    EXPECT_OK(Confirm(city_, id));
    return id;
  }

  static v1::FileReportRequest NamedReport() {
    v1::FileReportRequest request = Report();
    request.mutable_identity()->set_name(kName);
    request.mutable_identity()->set_phone(kPhone);
    request.mutable_identity()->set_id_number("370481199001010019");
    request.mutable_identity()->set_address("西岗镇前泉村");
    return request;
  }

  // A named report in a town with two custodians; returns the id of its lead.
  std::string Named() {
    Custodian(clerk_, clerk_key_);
    Custodian(office_, office_key_);
    EXPECT_OK(File(NamedReport()));
    return List(clerk_).leads(0).id();
  }

  template <class Response, class Request>
  absl::StatusOr<Response> Vault(const Actor& actor, const std::string& method,
                                 const std::string& lead, Request request) {
    request.set_lead_id(lead);
    return host_.Ask<Response>(actor, "hecha.intake.v1.VaultService/" + method, request);
  }

  absl::StatusOr<v1::Unlock> RequestUnlock(const Actor& actor, const std::string& lead) {
    v1::RequestUnlockRequest request;
    request.set_reason("需当面核实");
    return Vault<v1::Unlock>(actor, "RequestUnlock", lead, request);
  }

  absl::StatusOr<v1::Unlock> Approve(const Actor& actor, const std::string& lead,
                                     const std::string& unlock) {
    v1::ApproveUnlockRequest request;
    request.set_unlock_id(unlock);
    return Vault<v1::Unlock>(actor, "ApproveUnlock", lead, request);
  }

  absl::StatusOr<v1::UnlockIdentityResponse> Unlock(const Actor& actor, const std::string& lead,
                                                    const std::string& unlock,
                                                    const std::string& request_id = "") {
    v1::UnlockIdentityRequest request;
    request.set_unlock_id(unlock);
    request.set_request_id(request_id);
    return Vault<v1::UnlockIdentityResponse>(actor, "UnlockIdentity", lead, request);
  }

  // What an approved unlock gives to the holder of `key`.
  v1::SealedIdentity Opened(const Actor& actor, const BoxKey& key, const std::string& lead,
                            const std::string& unlock) {
    const v1::UnlockIdentityResponse box = Unlock(actor, lead, unlock).value();
    v1::SealedIdentity sealed;
    EXPECT_TRUE(sealed.ParseFromString(
        security::OpenBox(key, box.sealed_identity(), kIdentityBlock).value()));
    return sealed;
  }

  const Actor city_ = User({Role::kCityOffice}, kCity);
  const BoxKey clerk_key_ = BoxKey::Generate();
  const BoxKey office_key_ = BoxKey::Generate();
};

TEST_F(VaultServiceTest, TownWithoutCustodianTakesNoNames) {
  EXPECT_THAT(File(NamedReport()), RefusedBy("NO_CUSTODIAN"));
  // Enrolled is not enough: nobody has vouched for the key.
  ASSERT_OK(Enrol(clerk_, clerk_key_.public_key));
  EXPECT_THAT(File(NamedReport()), RefusedBy("NO_CUSTODIAN"));
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM lead"), 0);
  EXPECT_OK(File(Report()));
}

TEST_F(VaultServiceTest, KeyNeedsASecondPersonAndAnHonestPoint) {
  EXPECT_THAT(Enrol(clerk_, "short"), RefusedBy("KEY_LENGTH"));
  EXPECT_THAT(Enrol(clerk_, std::string(32, '\0')), RefusedBy("KEY_WEAK"));
  ASSERT_OK_AND_ASSIGN(const v1::CustodianKey key, Enrol(office_, office_key_.public_key));
  EXPECT_THAT(Enrol(clerk_, office_key_.public_key), RefusedBy("KEY_TAKEN"));
  EXPECT_THAT(Confirm(office_, key.id()), RefusedBy("OWN_KEY"));
  EXPECT_THAT(Confirm(User({Role::kOffice}, kNextTown), key.id()),
              StatusIs(absl::StatusCode::kNotFound));
  ASSERT_OK_AND_ASSIGN(const v1::CustodianKey confirmed, Confirm(city_, key.id()));
  EXPECT_EQ(confirmed.state(), v1::CustodianKey::STATE_CONFIRMED);
}

TEST_F(VaultServiceTest, TwoCustodiansOpenWhatNobodyElseCan) {
  const std::string lead = Named();
  EXPECT_EQ(List(clerk_).leads(0).identity(), v1::IDENTITY_NAMED);
  ASSERT_OK_AND_ASSIGN(const v1::Unlock requested, RequestUnlock(clerk_, lead));
  EXPECT_THAT(Unlock(clerk_, lead, requested.id()), RefusedBy("NOT_APPROVED"));
  EXPECT_THAT(Approve(clerk_, lead, requested.id()), RefusedBy("OWN_UNLOCK"));
  EXPECT_THAT(Approve(User({Role::kOffice}), lead, requested.id()), RefusedBy("NOT_CUSTODIAN"));
  ASSERT_OK(Approve(office_, lead, requested.id()));
  EXPECT_THAT(Unlock(office_, lead, requested.id()), RefusedBy("UNLOCK_OF_ANOTHER"));
  ASSERT_OK_AND_ASSIGN(const v1::UnlockIdentityResponse box, Unlock(clerk_, lead, requested.id()));
  EXPECT_EQ(box.public_key(), clerk_key_.public_key);
  EXPECT_FALSE(security::OpenBox(office_key_, box.sealed_identity(), kIdentityBlock).ok());
  ASSERT_OK_AND_ASSIGN(const std::string bytes,
                       security::OpenBox(clerk_key_, box.sealed_identity(), kIdentityBlock));
  v1::SealedIdentity sealed;
  ASSERT_TRUE(sealed.ParseFromString(bytes));
  EXPECT_EQ(sealed.lead_id(), lead);
  EXPECT_EQ(sealed.identity().name(), kName);
  EXPECT_EQ(sealed.identity().phone(), kPhone);

  std::vector<std::string> steps;
  for (const ServiceHost::Told& told : host_.Outbox())
    if (told.action.starts_with("unlock.")) steps.push_back(told.action);
  EXPECT_THAT(steps, ElementsAre("unlock.request", "unlock.approve", "unlock.open"));
}

TEST_F(VaultServiceTest, NameRestsNowhereInTheClear) {
  const std::string lead = Named();
  const v1::Unlock unlock = RequestUnlock(clerk_, lead).value();
  ASSERT_OK(Approve(office_, lead, unlock.id()));
  testing::internal::CaptureStderr();
  testing::internal::CaptureStdout();
  ASSERT_OK(Unlock(clerk_, lead, unlock.id()));
  EXPECT_OK(File(NamedReport()));
  v1::FileReportRequest bad = NamedReport();
  bad.set_title("");
  EXPECT_THAT(File(bad), RefusedBy("REQUIRED"));
  const std::string logged =
      testing::internal::GetCapturedStderr() + testing::internal::GetCapturedStdout();
  for (const std::string& canary : {std::string(kName), std::string(kPhone)}) {
    EXPECT_THAT(host_.ColumnsHolding(canary), IsEmpty());
    EXPECT_EQ(logged.find(canary), std::string::npos);
    for (const ServiceHost::Told& told : host_.Outbox())
      EXPECT_EQ(told.payload.find(canary), std::string::npos) << told.action;
  }
}

// With all of our keys one could test guesses of a name against a hash of the request.
TEST_F(VaultServiceTest, NameInTheTextIsFlaggedAndHoldsTheLeadBack) {
  Custodian(clerk_, clerk_key_);
  Custodian(office_, office_key_);
  v1::FileReportRequest report = NamedReport();
  report.set_narrative(std::string(kName) + "说市场东门每月收一次，可打138 9999 7777。");
  ASSERT_OK(File(report));
  const v1::Lead lead = List(clerk_).leads(0);
  EXPECT_THAT(lead.reporter_hints(), ElementsAre(kName, "138 9999 7777", kPhone));
  EXPECT_THAT(host_.ColumnsHolding(kName), IsEmpty());
  ASSERT_OK(Do(clerk_, "TriageLead", Judgement(lead.id())));
  v1::AssignLeadRequest request;
  request.set_lead_id(lead.id());
  request.set_unit_id(station_.ToString());
  EXPECT_THAT(Do(office_, "AssignLead", request), RefusedBy("HINTS_UNACKNOWLEDGED"));
  request.set_hints_acknowledged(true);
  ASSERT_OK(Do(office_, "AssignLead", request));
  EXPECT_TRUE(host_.Payloads<v1::LeadAssigned>().at(0).hints_acknowledged());
}

TEST_F(VaultServiceTest, NothingStoredDependsOnTheName) {
  Custodian(clerk_, clerk_key_);
  v1::FileReportRequest request = NamedReport();
  request.set_request_id("6d1f7b0c2a934e58b7c1d2e3f4a5b6c7");
  ASSERT_OK_AND_ASSIGN(const v1::FileReportResponse first, File(request));
  request.mutable_identity()->set_name("李四");
  ASSERT_OK_AND_ASSIGN(const v1::FileReportResponse second, File(request));
  EXPECT_EQ(second.receipt(), first.receipt());
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM identity_box"), 1);
  EXPECT_EQ(host_.Count("SELECT COUNT(DISTINCT LENGTH(sealed)) FROM identity_box"), 1);
}

TEST_F(VaultServiceTest, UnlockExpires) {
  const std::string lead = Named();
  const v1::Unlock late = RequestUnlock(clerk_, lead).value();
  host_.clock().Advance(absl::Hours(24));
  EXPECT_THAT(Approve(office_, lead, late.id()), RefusedBy("UNLOCK_EXPIRED"));
  const v1::Unlock unlock = RequestUnlock(clerk_, lead).value();
  ASSERT_OK(Approve(office_, lead, unlock.id()));
  ASSERT_OK(Unlock(clerk_, lead, unlock.id(), "open-1"));
  host_.clock().Advance(absl::Hours(24));
  EXPECT_THAT(Unlock(clerk_, lead, unlock.id()), RefusedBy("UNLOCK_EXPIRED"));
  EXPECT_THAT(Unlock(clerk_, lead, unlock.id(), "open-1"), RefusedBy("UNLOCK_EXPIRED"));
}

TEST_F(VaultServiceTest, RetriedUnlockIsOneOpening) {
  const std::string lead = Named();
  const v1::Unlock unlock = RequestUnlock(clerk_, lead).value();
  ASSERT_OK(Approve(office_, lead, unlock.id()));
  const auto first = Unlock(clerk_, lead, unlock.id(), "open-1");
  const auto second = Unlock(clerk_, lead, unlock.id(), "open-1");
  ASSERT_OK(second);
  EXPECT_EQ(second->sealed_identity(), first->sealed_identity());
  EXPECT_EQ(host_.Payloads<v1::IdentityUnlocked>().size(), 1u);
  v1::ListUnlocksRequest list;
  EXPECT_EQ(Vault<v1::ListUnlocksResponse>(office_, "ListUnlocks", lead, list)->unlocks(0).opened(),
            1);
}

TEST_F(VaultServiceTest, StrangersAndRevokedCustodiansGetNothing) {
  const std::string lead = Named();
  const Actor late = User({Role::kOffice});
  Custodian(late, BoxKey::Generate());
  EXPECT_THAT(RequestUnlock(late, lead), RefusedBy("NO_IDENTITY"))
      << "became a custodian after the report";
  EXPECT_THAT(RequestUnlock(User({Role::kOffice}, kNextTown), lead),
              StatusIs(absl::StatusCode::kNotFound));
  EXPECT_THAT(RequestUnlock(User({Role::kClerk}), lead), RefusedBy("NOT_CUSTODIAN"));
  const v1::Unlock unlock = RequestUnlock(clerk_, lead).value();
  ASSERT_OK(Approve(late, lead, unlock.id()));
  v1::RevokeCustodianKeyRequest revoke;
  revoke.set_reason("调离");
  revoke.set_custodian_key_id(Key<v1::ListCustodianKeysResponse>(clerk_, "ListCustodianKeys",
                                                                 v1::ListCustodianKeysRequest())
                                  ->custodian_keys(2)
                                  .id());
  ASSERT_OK(Key<v1::CustodianKey>(clerk_, "RevokeCustodianKey", revoke));
  EXPECT_THAT(Unlock(clerk_, lead, unlock.id()), RefusedBy("NOT_CUSTODIAN"));
}

TEST_F(VaultServiceTest, NameGivenToAClerkIsSealedAsAnyOther) {
  v1::CreateLeadRequest visit = Draft();
  visit.set_identity(v1::IDENTITY_NAMED);
  EXPECT_THAT(Create(visit), RefusedBy("REQUIRED"));
  *visit.mutable_reporter() = NamedReport().identity();
  EXPECT_THAT(Create(visit), RefusedBy("NO_CUSTODIAN"));
  Custodian(clerk_, clerk_key_);
  Custodian(office_, office_key_);
  ASSERT_OK_AND_ASSIGN(const v1::Lead lead, Create(visit));
  EXPECT_THAT(host_.ColumnsHolding(kName), IsEmpty());
  const v1::Unlock unlock = RequestUnlock(clerk_, lead.id()).value();
  ASSERT_OK(Approve(office_, lead.id(), unlock.id()));
  EXPECT_EQ(Opened(clerk_, clerk_key_, lead.id(), unlock.id()).identity().name(), kName);
}

TEST_F(VaultServiceTest, NameInAListIsSealedAsAnyOther) {
  v1::ImportFileRequest list;
  list.set_division(kTown);
  list.set_source("来信登记");
  list.set_file(
      fmt::format("编号,标题,内容,实名/匿名,举报人,举报人电话\n"
                  "1,强买强卖,砂石场垄断供料,实名,{0},{1}\n"
                  "2,非法采砂,夜间偷采河砂,匿名,{0},{1}\n"
                  "3,欠薪,拖欠工人工资,匿名,,\n",
                  kName, kPhone));
  const auto take = [&] {
    return host_
        .Ask<v1::ImportFileResponse>(clerk_, "hecha.intake.v1.LeadImportService/ImportFile", list)
        .value();
  };
  const auto outcomes = [](const v1::ImportFileResponse& taken) {
    std::vector<int> each;
    for (const v1::ImportResult& result : taken.results()) each.push_back(result.outcome());
    return each;
  };
  using Result = v1::ImportResult;
  EXPECT_THAT(outcomes(take()), ElementsAre(Result::OUTCOME_REFUSED, Result::OUTCOME_REFUSED,
                                            Result::OUTCOME_CREATED))
      << "a name where nobody could open it, and one of an anonymous reporter";
  Custodian(clerk_, clerk_key_);
  Custodian(office_, office_key_);
  const v1::ImportFileResponse taken = take();
  EXPECT_THAT(outcomes(taken), ElementsAre(Result::OUTCOME_CREATED, Result::OUTCOME_REFUSED,
                                           Result::OUTCOME_UNCHANGED));
  const std::string lead = taken.results(0).lead_id();
  EXPECT_EQ(Get(clerk_, lead)->identity(), v1::IDENTITY_NAMED);
  EXPECT_THAT(host_.ColumnsHolding(kName), IsEmpty());
  const v1::Unlock unlock = RequestUnlock(clerk_, lead).value();
  ASSERT_OK(Approve(office_, lead, unlock.id()));
  EXPECT_EQ(Opened(clerk_, clerk_key_, lead, unlock.id()).identity().phone(), kPhone);
  // Nothing stored depends on the name: another one is no change of the row.
  std::string file = list.file();
  file.replace(file.find(kName), std::string_view(kName).size(), "李四");
  list.set_file(file);
  EXPECT_EQ(outcomes(take())[0], Result::OUTCOME_UNCHANGED);
}

TEST_F(VaultServiceTest, AnonymousLeadOfAClerkHasNoNameAndADoubtfulOneMayHave) {
  Custodian(clerk_, clerk_key_);
  v1::CreateLeadRequest lead = Draft();
  *lead.mutable_reporter() = NamedReport().identity();
  EXPECT_THAT(Create(lead), RefusedBy("IDENTITY_CONTRADICTS"));
  lead.set_identity(v1::IDENTITY_SUSPECTED_FALSE_NAME);
  EXPECT_OK(Create(lead));
  lead.mutable_reporter()->clear_name();
  const absl::Status nameless = Create(lead).status();
  EXPECT_THAT(nameless, RefusedBy("REQUIRED"));
  EXPECT_EQ(RefusalOf(nameless)->field, "reporter.name");
}

TEST_F(VaultServiceTest, LaterCustodianOpensWhatAnEarlierOneSealedAnew) {
  const std::string lead = Named();
  const Actor late = User({Role::kOffice});
  const BoxKey late_key = BoxKey::Generate();
  const std::string late_id = Custodian(late, late_key);
  const v1::Unlock unlock = RequestUnlock(clerk_, lead).value();
  v1::ResealIdentityRequest request;
  request.set_unlock_id(unlock.id());
  request.set_custodian_key_id(late_id);
  request.set_sealed_identity("too short");
  EXPECT_THAT(Vault<v1::Unlock>(clerk_, "ResealIdentity", lead, request),
              RefusedBy("NOT_APPROVED"));
  ASSERT_OK(Approve(office_, lead, unlock.id()));
  EXPECT_THAT(Vault<v1::Unlock>(clerk_, "ResealIdentity", lead, request), RefusedBy("NOT_OPENED"));
  const v1::SealedIdentity identity = Opened(clerk_, clerk_key_, lead, unlock.id());
  EXPECT_THAT(Vault<v1::Unlock>(clerk_, "ResealIdentity", lead, request), RefusedBy("BOX_LENGTH"));
  request.set_sealed_identity(
      security::SealTo(late_key.public_key, identity.SerializeAsString(), kIdentityBlock).value());
  EXPECT_THAT(Vault<v1::Unlock>(office_, "ResealIdentity", lead, request),
              RefusedBy("UNLOCK_OF_ANOTHER"));
  ASSERT_OK(Vault<v1::Unlock>(clerk_, "ResealIdentity", lead, request));
  EXPECT_THAT(Vault<v1::Unlock>(clerk_, "ResealIdentity", lead, request),
              RefusedBy("ALREADY_SEALED"));

  const v1::Unlock own = RequestUnlock(late, lead).value();
  ASSERT_OK(Approve(office_, lead, own.id()));
  EXPECT_EQ(Opened(late, late_key, lead, own.id()).identity().name(), kName);
  EXPECT_EQ(host_.Payloads<v1::IdentityResealed>().size(), 1u);
}

TEST_F(VaultServiceTest, NameThatWasMisusedIsErased) {
  const std::string lead = Named();
  const std::string unlock = RequestUnlock(clerk_, lead)->id();
  ASSERT_OK(Approve(office_, lead, unlock));
  ASSERT_OK(Unlock(clerk_, lead, unlock));
  for (const v1::IdentityVerdict verdict :
       {v1::IDENTITY_VERDICT_SUSPECTED, v1::IDENTITY_VERDICT_DENIED}) {
    v1::CheckIdentityRequest check;
    check.set_lead_id(lead);
    check.set_verdict(verdict);
    check.set_basis("本人来电否认");
    ASSERT_OK(
        host_.Ask<v1::Lead>(clerk_, "hecha.intake.v1.LeadIdentityService/CheckIdentity", check));
  }
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM identity_box"), 0);
  EXPECT_THAT(Unlock(clerk_, lead, unlock), RefusedBy("NO_IDENTITY"));
  EXPECT_THAT(RequestUnlock(office_, lead), RefusedBy("NO_IDENTITY"));
  EXPECT_EQ(host_.Count("SELECT COUNT(*) FROM identity_unlock"), 1) << "that it was opened stays";
}

TEST_F(VaultServiceTest, PurgeLeavesNoReasonForWhichANameWasOpened) {
  const std::string lead = Named();
  ASSERT_OK(RequestUnlock(clerk_, lead));
  Conclude();
  verification::v1::CaseClosed closed;
  closed.set_outcome(verification::v1::OUTCOME_REFUTED);
  ASSERT_EQ(TellOf(lead, closed), events::v1::DeliveryResult::VERDICT_ACCEPTED)
      << host_.last_reason();
  const auto keep = [&](const Actor& actor, const std::string& method, auto request) {
    request.set_lead_id(lead);
    return host_.Ask<v1::Retention>(actor, "hecha.intake.v1.RetentionService/" + method, request);
  };
  ASSERT_OK(keep(office_, "ArchiveLead", v1::ArchiveLeadRequest()));
  host_.clock().Advance(absl::Hours(24 * 1097));
  v1::RequestPurgeRequest ask;
  ask.set_reason("保管期满");
  ASSERT_OK(keep(office_, "RequestPurge", ask));
  ASSERT_EQ(host_.Payloads<v1::UnlockRequested>().size(), 1u);
  ASSERT_OK(keep(User({Role::kLeader}), "ApprovePurge", v1::ApprovePurgeRequest()));
  EXPECT_THAT(host_.Payloads<v1::UnlockRequested>(), IsEmpty());
}

TEST_F(VaultServiceTest, AnonymousLeadHasNothingToUnlock) {
  Custodian(clerk_, clerk_key_);
  ASSERT_OK(File(Report()));
  EXPECT_THAT(RequestUnlock(clerk_, List(clerk_).leads(0).id()), RefusedBy("NO_IDENTITY"));
}

TEST_F(VaultServiceTest, IncompleteIdentityIsRefused) {
  Custodian(clerk_, clerk_key_);
  v1::FileReportRequest request = NamedReport();
  request.mutable_identity()->clear_name();
  const absl::Status status = File(request).status();
  EXPECT_THAT(status, RefusedBy("REQUIRED"));
  EXPECT_EQ(RefusalOf(status)->field, "identity.name");
}

}  // namespace
}  // namespace hecha::intake
