// What vouches for something: actor tokens, sealed values, boxes, challenges. Nothing that was
// altered is taken.
#include <filesystem>
#include <string>

#include "gateway/proxy/proof_of_work.h"
#include "services/common/base/clock.h"
#include "services/common/events/sealed_payload.h"
#include "services/common/security/actor_token.h"
#include "services/common/security/keyring.h"
#include "services/common/security/sealed_box.h"
#include "services/common/security/signing.h"
#include "tests/fuzz/target.h"
#include "tests/testing/temporary_directory.h"

namespace hecha::fuzz {
namespace {

constexpr char kContext[] = "table/id/column";
constexpr char kText[] = "what was sealed";
constexpr size_t kBlock = 64;

// Everything that the tokens and seals of one run are made with.
struct Desk {
  Desk() {
    (void)key.SavePublic(directory.path() + "/gateway.pub");
    verifier = security::ActorVerifier::Load(directory.path(), clock).value();
    actor.kind = Actor::Kind::kUser;
    actor.user = UserId::New(clock.Now());
    actor.unit = UnitId::New(clock.Now());
    actor.division = "370481109";
    actor.roles = {Role::kClerk};
    token = security::ActorIssuer("gateway", key, clock).Issue(actor, std::string(64, 'a'));
    sealed = keyring->Seal("content", kText, kContext);
    box = security::SealTo(box_key.public_key, kText, kBlock).value();
    payload = events::SealPayload(*keyring, event, kText).bytes;
    challenge = challenges.Issue(8, clock.Now()).text;
  }

  ManualClock clock{absl::FromUnixSeconds(1'555'290'000)};
  TemporaryDirectory directory;
  security::SigningKey key = security::SigningKey::Generate();
  std::unique_ptr<security::ActorVerifier> verifier;
  std::unique_ptr<security::Keyring> keyring = security::Keyring::Ephemeral();
  security::BoxKey box_key = security::BoxKey::Generate();
  proxy::Challenges challenges{std::string(32, 'k')};
  Uuid event = Uuid::V7(clock.Now());
  Actor actor;
  std::string token;
  std::string sealed;
  std::string box;
  std::string payload;
  std::string challenge;
};

Desk& TheDesk() {
  static Desk& desk = *new Desk;
  return desk;
}

void Run(std::string_view input) {
  Desk& desk = TheDesk();
  const absl::StatusOr<Actor> actor = desk.verifier->Verify(input);
  if (actor.ok()) Check(actor->user == desk.actor.user, "a token stands for whom it was issued to");
  const auto open = desk.keyring->Open(input, kContext);
  if (open.ok()) Check(input == desk.sealed, "an altered seal does not open");
  const auto box = security::OpenBox(desk.box_key, input, kBlock);
  if (box.ok()) Check(input == desk.box, "an altered box does not open");
  const auto payload = events::UnsealPayload(*desk.keyring, desk.event, input);
  if (payload.ok()) Check(input == desk.payload, "an altered payload does not open");
  const auto challenge = desk.challenges.Read(input, desk.clock.Now());
  if (challenge.ok()) Check(challenge->difficulty == 8, "a challenge is as it was issued");
  const auto proof = proxy::Proof::Parse(input);
  if (proof.ok())
    Check(proxy::Proof::Parse(proof->ToString())->counter == proof->counter,
          "a proof is read as it is written");
}

std::vector<std::string> Seeds() {
  const Desk& desk = TheDesk();
  return {desk.token, desk.sealed, desk.box, desk.payload, desk.challenge, desk.challenge + ":17"};
}

const bool kRegistered = Register({"credential", Run, Seeds});

}  // namespace
}  // namespace hecha::fuzz
