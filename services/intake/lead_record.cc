#include "services/intake/lead_record.h"

#include <fmt/format.h>

#include <charconv>
#include <iterator>
#include <optional>
#include <utility>

#include "services/common/base/status_macros.h"

namespace hecha::intake {
namespace {

// A record is a row of values, each "LENGTH:BYTES": what people write needs no escaping. Each part
// begins with a value that names it.
constexpr std::string_view kContact = "contact";
constexpr std::string_view kLetter = "letter";
constexpr std::string_view kInstructedBy = "instructed_by";
constexpr std::string_view kSubject = "subject";
// Of the subject before it.
constexpr std::string_view kKnownAs = "known_as";
constexpr std::string_view kIdentityCheck = "identity_check";
constexpr std::string_view kUmbrellaClearance = "umbrella_clearance";
constexpr std::string_view kReporterPassage = "reporter_passage";

class Writer {
 public:
  void Add(std::string_view value) {
    fmt::format_to(std::back_inserter(text_), "{}:", value.size());
    text_ += value;
  }
  void Add(int64_t value) { Add(std::string_view(std::to_string(value))); }
  std::string Take() { return std::move(text_); }

 private:
  std::string text_;
};

class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  bool done() const { return rest_.empty(); }

  absl::StatusOr<std::string> Text() {
    size_t length = 0;
    const auto [end, error] = std::from_chars(rest_.data(), rest_.data() + rest_.size(), length);
    const size_t digits = static_cast<size_t>(end - rest_.data());
    if (error != std::errc() || digits == rest_.size() || *end != ':' ||
        rest_.size() - digits - 1 < length)
      return Damaged();
    std::string value(rest_.substr(digits + 1, length));
    rest_.remove_prefix(digits + 1 + length);
    return value;
  }

  absl::StatusOr<int64_t> Int() {
    ASSIGN_OR_RETURN(const std::string text, Text());
    int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return Damaged();
    return value;
  }

 private:
  static absl::Status Damaged() { return absl::DataLossError("a lead's record is damaged"); }

  std::string_view rest_;
};

absl::StatusOr<ContactRecord> ReadContact(Reader& reader) {
  ContactRecord contact;
  // 0 is no time that a call can have begun.
  ASSIGN_OR_RETURN(const int64_t began_at, reader.Int());
  if (began_at != 0) contact.began_at = absl::FromUnixMicros(began_at);
  ASSIGN_OR_RETURN(contact.minutes, reader.Int());
  ASSIGN_OR_RETURN(contact.people, reader.Int());
  ASSIGN_OR_RETURN(contact.received_by, reader.Text());
  ASSIGN_OR_RETURN(contact.summary, reader.Text());
  return contact;
}

absl::StatusOr<LetterRecord> ReadLetter(Reader& reader) {
  LetterRecord letter;
  ASSIGN_OR_RETURN(const int64_t medium, reader.Int());
  letter.medium = static_cast<LetterMedium>(medium);
  ASSIGN_OR_RETURN(letter.postmark, reader.Text());
  return letter;
}

absl::StatusOr<Subject> ReadSubject(Reader& reader) {
  Subject subject;
  ASSIGN_OR_RETURN(subject.name, reader.Text());
  ASSIGN_OR_RETURN(const int64_t role, reader.Int());
  subject.role = static_cast<SubjectRole>(role);
  ASSIGN_OR_RETURN(subject.employer, reader.Text());
  ASSIGN_OR_RETURN(const std::string unit, reader.Text());
  ASSIGN_OR_RETURN(subject.employer_unit.uuid, Uuid::FromBytes(unit));
  return subject;
}

absl::StatusOr<IdentityCheck> ReadIdentityCheck(Reader& reader) {
  IdentityCheck check;
  ASSIGN_OR_RETURN(const int64_t verdict, reader.Int());
  check.verdict = static_cast<IdentityVerdict>(verdict);
  ASSIGN_OR_RETURN(const std::string by, reader.Text());
  ASSIGN_OR_RETURN(check.checked_by.uuid, Uuid::FromBytes(by));
  ASSIGN_OR_RETURN(const int64_t at, reader.Int());
  check.checked_at = absl::FromUnixMicros(at);
  ASSIGN_OR_RETURN(check.basis, reader.Text());
  return check;
}

absl::StatusOr<UmbrellaClearance> ReadUmbrellaClearance(Reader& reader) {
  UmbrellaClearance clearance;
  ASSIGN_OR_RETURN(const std::string by, reader.Text());
  ASSIGN_OR_RETURN(clearance.cleared_by.uuid, Uuid::FromBytes(by));
  ASSIGN_OR_RETURN(const int64_t at, reader.Int());
  clearance.cleared_at = absl::FromUnixMicros(at);
  ASSIGN_OR_RETURN(clearance.reason, reader.Text());
  return clearance;
}

absl::Status ReadPart(Reader& reader, Registration& into) {
  ASSIGN_OR_RETURN(const std::string part, reader.Text());
  if (part == kContact) {
    ASSIGN_OR_RETURN(into.contact, ReadContact(reader));
  } else if (part == kLetter) {
    ASSIGN_OR_RETURN(into.letter, ReadLetter(reader));
  } else if (part == kInstructedBy) {
    ASSIGN_OR_RETURN(into.instructed_by, reader.Text());
  } else if (part == kSubject) {
    ASSIGN_OR_RETURN(Subject subject, ReadSubject(reader));
    into.subjects.push_back(std::move(subject));
  } else if (part == kKnownAs && !into.subjects.empty()) {
    ASSIGN_OR_RETURN(into.subjects.back().alias, reader.Text());
    ASSIGN_OR_RETURN(into.subjects.back().place, reader.Text());
  } else if (part == kIdentityCheck) {
    ASSIGN_OR_RETURN(into.identity_check, ReadIdentityCheck(reader));
  } else if (part == kUmbrellaClearance) {
    ASSIGN_OR_RETURN(into.umbrella_clearance, ReadUmbrellaClearance(reader));
  } else if (part == kReporterPassage) {
    ASSIGN_OR_RETURN(std::string passage, reader.Text());
    into.reporter_passages.push_back(std::move(passage));
  } else {
    return absl::DataLossError("a lead's record has an unknown part");
  }
  return absl::OkStatus();
}

}  // namespace

std::string EncodeRecord(const Registration& registration) {
  Writer writer;
  if (registration.contact.has_value()) {
    const ContactRecord& contact = *registration.contact;
    writer.Add(kContact);
    writer.Add(contact.began_at.has_value() ? absl::ToUnixMicros(*contact.began_at) : int64_t{0});
    writer.Add(int64_t{contact.minutes});
    writer.Add(int64_t{contact.people});
    writer.Add(contact.received_by);
    writer.Add(contact.summary);
  }
  if (registration.letter.has_value()) {
    writer.Add(kLetter);
    writer.Add(static_cast<int64_t>(registration.letter->medium));
    writer.Add(registration.letter->postmark);
  }
  if (!registration.instructed_by.empty()) {
    writer.Add(kInstructedBy);
    writer.Add(registration.instructed_by);
  }
  for (const Subject& subject : registration.subjects) {
    writer.Add(kSubject);
    writer.Add(subject.name);
    writer.Add(static_cast<int64_t>(subject.role));
    writer.Add(subject.employer);
    writer.Add(subject.employer_unit.uuid.bytes());
    if (subject.alias.empty() && subject.place.empty()) continue;
    writer.Add(kKnownAs);
    writer.Add(subject.alias);
    writer.Add(subject.place);
  }
  if (registration.identity_check.has_value()) {
    const IdentityCheck& check = *registration.identity_check;
    writer.Add(kIdentityCheck);
    writer.Add(static_cast<int64_t>(check.verdict));
    writer.Add(check.checked_by.uuid.bytes());
    writer.Add(absl::ToUnixMicros(check.checked_at));
    writer.Add(check.basis);
  }
  if (registration.umbrella_clearance.has_value()) {
    const UmbrellaClearance& clearance = *registration.umbrella_clearance;
    writer.Add(kUmbrellaClearance);
    writer.Add(clearance.cleared_by.uuid.bytes());
    writer.Add(absl::ToUnixMicros(clearance.cleared_at));
    writer.Add(clearance.reason);
  }
  for (const std::string& passage : registration.reporter_passages) {
    writer.Add(kReporterPassage);
    writer.Add(passage);
  }
  return writer.Take();
}

absl::Status DecodeRecord(std::string_view record, Registration& registration) {
  registration.contact.reset();
  registration.letter.reset();
  registration.instructed_by.clear();
  registration.subjects.clear();
  registration.identity_check.reset();
  registration.umbrella_clearance.reset();
  registration.reporter_passages.clear();
  Reader reader(record);
  while (!reader.done()) RETURN_IF_ERROR(ReadPart(reader, registration));
  return absl::OkStatus();
}

}  // namespace hecha::intake
