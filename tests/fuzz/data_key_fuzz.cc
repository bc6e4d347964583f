// Columns under a subject's data key, and data keys under the keyring. Nothing that was altered or
// moved opens, and a shredded key is no key.
#include <string>
#include <vector>

#include "services/common/base/id.h"
#include "services/common/security/aead.h"
#include "services/common/security/data_key.h"
#include "services/common/security/keyring.h"
#include "services/common/security/text_vault.h"
#include "tests/fuzz/target.h"

namespace hecha::fuzz {
namespace {

constexpr char kText[] = "what was sealed";
constexpr char kColumn[] = "narrative";
constexpr char kContext[] = "lead/id/narrative";

// A subject with its key, and values under it.
struct Subject {
  std::unique_ptr<security::Keyring> keyring = security::Keyring::Ephemeral();
  security::DataKeyStore store{*keyring};
  Uuid id = Uuid::V7(absl::FromUnixSeconds(1'555'290'000));
  security::Secret secret = security::Secret::Random();
  security::DataKey key{secret};
  security::DataKey pair = key.With(security::DataKey(security::Secret::Random()));
  security::TextVault vault = security::TextVault::Over(key, "ledger_line", id).value();
  std::string wrapped = keyring->Seal("370481109", secret.view(),
                                      security::ColumnContext("data_key", id.bytes(), "wrapped"));
  std::string sealed = key.Seal(kText, kContext);
  std::string sealed_of_two = pair.Seal(kText, kContext);
  std::string sealed_words = vault.Seal(kText, kColumn);
};

const Subject& TheSubject() {
  static const Subject& subject = *new Subject;
  return subject;
}

void Run(std::string_view input) {
  const Subject& subject = TheSubject();
  if (subject.key.Open(input, kContext).ok())
    Check(input == subject.sealed, "an altered column does not open");
  if (subject.pair.Open(input, kContext).ok())
    Check(input == subject.sealed_of_two, "what is said of two opens under the keys of both");
  const auto key = subject.store.Unwrap(subject.id, input);
  if (key.ok()) Check(input == subject.wrapped, "an altered data key is none");
  if (input.empty() || input[0] == '\0')
    Check(absl::IsNotFound(key.status()), "a shredded key is no key");
  std::string words(input);
  if (subject.vault.Open(words, kColumn).ok() && !input.empty())
    Check(input == subject.sealed_words && words == kText, "altered words do not open");
}

std::vector<std::string> Seeds() {
  const Subject& subject = TheSubject();
  return {subject.wrapped, subject.sealed, subject.sealed_of_two, subject.sealed_words,
          std::string(subject.wrapped.size(), '\0')};
}

const bool kRegistered = Register({"data_key", Run, Seeds});

}  // namespace
}  // namespace hecha::fuzz
