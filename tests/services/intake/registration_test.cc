// What a registration must say, field by field and channel by channel.
#include "services/intake/registration.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>
#include <string>
#include <utility>

#include "services/intake/employer.h"
#include "services/intake/lead.h"
#include "services/intake/lead_record.h"
#include "tests/testing/status_matchers.h"

namespace hecha::intake {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'555'257'600);
constexpr char kTown[] = "370481104";

Registration Own() {
  Registration registration;
  registration.division = kTown;
  registration.channel = Channel::kPublicPhone;
  registration.received_at = kNow;
  registration.title = "砂石场强买强卖";
  registration.narrative = "来电人反映某砂石场以威胁手段垄断供料。";
  registration.contact = {kNow, 12, 1, "王受理", "来电反映强买强卖"};
  return registration;
}

Registration FromAbove() {
  Registration registration = Own();
  registration.channel = Channel::kSuperiorOffice;
  registration.level = Level::kProvince;
  registration.instruction = Instruction::kSupervise;
  registration.document_no = "鲁扫黑督〔2019〕7 号";
  registration.issuing_body = "省扫黑办";
  registration.deadline = kNow + absl::Hours(24 * 15);
  return registration;
}

absl::StatusOr<Lead> Register(Registration registration) {
  return Lead::Register(LeadId::New(kNow), "370481104-BZ2019-000001", std::move(registration),
                        kNow);
}

TEST(RegistrationTest, NewLeadIsRegisteredAtVersionOne) {
  ASSERT_OK_AND_ASSIGN(const Lead lead, Register(Own()));
  EXPECT_EQ(lead.state, LeadState::kRegistered);
  EXPECT_EQ(lead.version, 1);
  EXPECT_EQ(lead.registered_at, kNow);
  EXPECT_EQ(lead.round, 0);
  EXPECT_OK(Register(FromAbove()));
}

struct BadField {
  const char* rule;
  const char* field;
  std::function<void(Registration&)> spoil;
};

TEST(RegistrationTest, EachFieldIsHeldToItsRule) {
  const BadField cases[] = {
      {"TOWN_REQUIRED", "division", [](auto& r) { r.division = ""; }},
      {"TOWN_REQUIRED", "division", [](auto& r) { r.division = "370481"; }},
      {"TOWN_REQUIRED", "division", [](auto& r) { r.division = "3704811040"; }},
      {"REQUIRED", "title", [](auto& r) { r.title = ""; }},
      {"TOO_LONG", "title", [](auto& r) { r.title = std::string(201, 'x'); }},
      {"REQUIRED", "narrative", [](auto& r) { r.narrative = ""; }},
      {"TOO_LONG", "narrative", [](auto& r) { r.narrative = std::string(20'001, 'x'); }},
      {"TOO_LONG", "document_no", [](auto& r) { r.document_no = std::string(65, '7'); }},
      {"TOO_LONG", "issuing_body", [](auto& r) { r.issuing_body = std::string(129, 'b'); }},
      {"DOCUMENT_NO_REQUIRED", "document_no", [](auto& r) { r.document_no = ""; }},
      {"ISSUING_BODY_REQUIRED", "issuing_body", [](auto& r) { r.issuing_body = ""; }},
      {"INSTRUCTION_REQUIRED", "instruction", [](auto& r) { r.instruction = Instruction::kOwn; }},
      {"LEVEL_REQUIRED", "level", [](auto& r) { r.level = Level::kTown; }},
      {"DEADLINE_REQUIRED", "deadline", [](auto& r) { r.deadline.reset(); }},
      {"DEADLINE_BEFORE_RECEIPT", "deadline", [](auto& r) { r.deadline = r.received_at; }},
      {"RECEIVED_IN_FUTURE", "received_at",
       [](auto& r) { r.received_at = kNow + absl::Minutes(6); }},
      {"UMBRELLA_NOT_YOURS", "umbrella", [](auto& r) { r.umbrella = Umbrella::kTransferred; }},
      {"UMBRELLA_NOT_YOURS", "umbrella", [](auto& r) { r.umbrella = Umbrella::kFiled; }},
      {"UMBRELLA_NOT_YOURS", "umbrella", [](auto& r) { r.umbrella = Umbrella::kRefuted; }},
  };
  for (const BadField& bad : cases) {
    Registration registration = FromAbove();
    bad.spoil(registration);
    const absl::StatusOr<Lead> lead = Register(registration);
    EXPECT_THAT(lead, StatusIs(absl::StatusCode::kInvalidArgument)) << bad.rule;
    EXPECT_THAT(lead, RefusedBy(bad.rule));
    if (lead.ok()) continue;
    EXPECT_EQ(RefusalOf(lead.status())->field, bad.field);
    EXPECT_FALSE(RefusalOf(lead.status())->zh.empty());
    EXPECT_FALSE(RefusalOf(lead.status())->en.empty());
  }
}

TEST(RegistrationTest, LengthsCountCharactersNotBytes) {
  Registration registration = Own();
  registration.title.clear();
  for (int i = 0; i < 200; ++i) registration.title += "砂";
  EXPECT_OK(Register(registration));
  registration.title += "砂";
  EXPECT_THAT(Register(registration), RefusedBy("TOO_LONG"));
}

TEST(RegistrationTest, WhateverComesFromAboveHasADeadline) {
  for (Instruction instruction : {Instruction::kNote, Instruction::kRefer, Instruction::kAssign}) {
    Registration registration = FromAbove();
    registration.instruction = instruction;
    registration.instructed_by = "王书记";
    EXPECT_OK(Register(registration));
    registration.deadline.reset();
    EXPECT_THAT(Register(registration), RefusedBy("DEADLINE_REQUIRED"));
  }
}

TEST(RegistrationTest, ANoteHasALeaderWhoWroteIt) {
  Registration registration = FromAbove();
  registration.instruction = Instruction::kNote;
  EXPECT_THAT(Register(registration), RefusedBy("INSTRUCTED_BY_REQUIRED"));
  registration.instructed_by = "王书记";
  EXPECT_OK(Register(registration));
  Registration own = Own();
  own.instructed_by = "王书记";
  EXPECT_THAT(Register(own), RefusedBy("LEVEL_REQUIRED"));
}

TEST(RegistrationTest, ClockOfTheClerkMayRunAheadALittle) {
  Registration registration = Own();
  registration.received_at = kNow + absl::Minutes(5);
  EXPECT_OK(Register(registration));
}

TEST(RegistrationTest, EachChannelDemandsItsOwn) {
  struct Lack {
    Channel channel;
    const char* rule;
    const char* field;
  };
  const Lack cases[] = {
      {Channel::kPublicPhone, "CONTACT_REQUIRED", "contact"},
      {Channel::kPublicVisit, "CONTACT_REQUIRED", "contact"},
      {Channel::kPublicLetter, "LETTER_REQUIRED", "letter"},
      {Channel::kHotline12337, "DOCUMENT_NO_REQUIRED", "document_no"},
      {Channel::kInspectionGroup, "LEVEL_REQUIRED", "level"},
      {Channel::kSuperiorOffice, "LEVEL_REQUIRED", "level"},
      {Channel::kJusticeOrgan, "DOCUMENT_NO_REQUIRED", "document_no"},
      {Channel::kRegulator, "SECTOR_REQUIRED", "sector"},
      {Channel::kDiscipline, "DOCUMENT_NO_REQUIRED", "document_no"},
      {Channel::kDenunciation, "ISSUING_BODY_REQUIRED", "issuing_body"},
      {Channel::kAudit, "DOCUMENT_NO_REQUIRED", "document_no"},
  };
  for (const Lack& lack : cases) {
    Registration registration = Own();
    registration.channel = lack.channel;
    registration.contact.reset();
    const absl::Status refused = Register(registration).status();
    EXPECT_THAT(refused, RefusedBy(lack.rule)) << RuleOf(lack.channel).en;
    EXPECT_EQ(RefusalOf(refused)->field, lack.field);
    EXPECT_EQ(RuleOf(lack.channel).channel, lack.channel);
    // With all that any channel asks for, each is content.
    Registration full = FromAbove();
    full.channel = lack.channel;
    full.sector = Sector::kCoal;
    full.letter = {LetterMedium::kPost, "滕州 2019.4.12"};
    EXPECT_OK(Register(full)) << RuleOf(lack.channel).en;
  }
}

TEST(RegistrationTest, RecordsAreHeldToTheirRules) {
  const BadField cases[] = {
      {"OUT_OF_RANGE", "contact.minutes", [](auto& r) { r.contact->minutes = 0; }},
      {"OUT_OF_RANGE", "contact.people", [](auto& r) { r.contact->people = 1001; }},
      {"REQUIRED", "contact.received_by", [](auto& r) { r.contact->received_by = ""; }},
      {"REQUIRED", "contact.summary", [](auto& r) { r.contact->summary = ""; }},
      {"CONTACT_IN_FUTURE", "contact.began_at",
       [](auto& r) { r.contact->began_at = kNow + absl::Hours(1); }},
      {"REQUIRED", "letter.postmark",
       [](auto& r) {
         r.letter = {LetterMedium::kPost, ""};
       }},
      {"REQUIRED", "subjects[0].name", [](auto& r) { r.subjects = {{}}; }},
      {"TOO_MANY", "subjects", [](auto& r) { r.subjects.resize(51); }},
  };
  for (const BadField& bad : cases) {
    Registration registration = Own();
    bad.spoil(registration);
    const absl::Status refused = Register(registration).status();
    EXPECT_THAT(refused, RefusedBy(bad.rule));
    EXPECT_EQ(RefusalOf(refused)->field, bad.field);
  }
}

TEST(EmployerTest, UnitIsFoundHoweverItsNameIsWrittenOut) {
  const auto unit = [](const char* name) {
    Unit made;
    made.id = UnitId::New(kNow);
    made.name = name;
    return made;
  };
  const std::vector<Unit> units = {unit("西岗派出所"), unit("司法所"), unit("西岗镇"),
                                   unit("矿产资源监管所")};
  const auto named = [&](std::string_view employer) -> std::string {
    const Unit* found = EmployerAmong(units, employer);
    return found == nullptr ? "" : found->name;
  };
  for (const char* written : {"西岗派出所", "滕州市公安局西岗派出所", "滕州市公安局 西岗镇派出所",
                              "西岗派出所（治安中队）"})
    EXPECT_EQ(named(written), "西岗派出所") << written;
  EXPECT_EQ(named("滕州市司法局西岗司法所"), "司法所");
  for (const char* other : {"", "派出所", "鲍沟派出所", "西岗某煤场", "司法所门口饭店"})
    EXPECT_EQ(named(other), "") << other;
}

TEST(LeadRecordTest, WhatWasEncodedIsDecoded) {
  Registration registration = Own();
  registration.letter = {LetterMedium::kDropBox, "5:无 12:"};
  registration.subjects = {
      {"张某", SubjectRole::kReported, "某砂石场", UnitId::New(kNow)},
      {"李某", SubjectRole::kWitness, "", UnitId(), "李老五", "北村桥头"},
  };
  registration.identity_check = {IdentityVerdict::kConfirmed, UserId::New(kNow), kNow, "已回访"};
  registration.reporter_passages = {"王建国", "138 6320 4417"};
  Registration decoded;
  ASSERT_OK(DecodeRecord(EncodeRecord(registration), decoded));
  EXPECT_EQ(decoded.contact, registration.contact);
  EXPECT_EQ(decoded.letter, registration.letter);
  EXPECT_EQ(decoded.subjects, registration.subjects);
  EXPECT_EQ(decoded.identity_check, registration.identity_check);
  EXPECT_EQ(decoded.reporter_passages, registration.reporter_passages);
  EXPECT_EQ(EncodeRecord(Registration()), "");
}

TEST(LeadRecordTest, CallWhoseBeginningNobodyWroteDownHasNone) {
  Registration registration = Own();
  registration.contact->began_at.reset();
  ASSERT_OK(CheckRegistration(registration, kNow));
  Registration decoded;
  ASSERT_OK(DecodeRecord(EncodeRecord(registration), decoded));
  EXPECT_EQ(decoded.contact, registration.contact);
}

TEST(LeadRecordTest, DamageIsFound) {
  const std::string record = EncodeRecord(Own());
  for (size_t length = 1; length < record.size(); ++length) {
    Registration decoded;
    EXPECT_THAT(DecodeRecord(record.substr(0, length), decoded),
                StatusIs(absl::StatusCode::kDataLoss))
        << length;
  }
}

}  // namespace
}  // namespace hecha::intake
