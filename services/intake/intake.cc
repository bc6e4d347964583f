#include "services/intake/intake.h"

#include "absl/flags/flag.h"
#include "services/intake/custodian_key_rpc.h"
#include "services/intake/dialogue_rpc.h"
#include "services/intake/dialogue_service.h"
#include "services/intake/inbox.h"
#include "services/intake/lead_rpc.h"
#include "services/intake/lead_service.h"
#include "services/intake/match_rpc.h"
#include "services/intake/publication_rpc.h"
#include "services/intake/reporter_rpc.h"
#include "services/intake/reporter_service.h"
#include "services/intake/sweep_rpc.h"
#include "services/intake/vault_rpc.h"

ABSL_FLAG(std::string, campaign, "BZ2019",
          "code of the campaign in force, part of every lead number");

namespace hecha::intake {
namespace {

struct Intake {
  explicit Intake(host::Context& context)
      : numbers(context.database, absl::GetFlag(FLAGS_campaign)),
        lead_store(context.keyring),
        match_index(context.journal, context.clock, context.keyring, lead_store,
                    MatchStore(context.keyring)),
        matches(context.journal, lead_store, MatchStore(context.keyring), match_index),
        receipts(context.keyring),
        registrar(context.journal, lead_store, receipts, units, numbers, match_index),
        leads(context.journal, context.keyring, lead_store, units, registrar, matches),
        dialogues(context.journal, lead_store, receipts, DialogueStore(context.keyring)),
        custodian_keys(context.journal, CustodianKeyStore()),
        vault(context.journal, context.metrics, lead_store, CustodianKeyStore(),
              VaultStore(context.keyring)),
        reporters(context.journal, context.keyring, registrar, lead_store, receipts, dialogues,
                  vault),
        sweeps(context.journal, SweepStore(), units),
        publications(context.journal, PublicationStore()) {}

  UnitStore units;
  LeadNumbers numbers;
  LeadStore lead_store;
  MatchIndexService match_index;
  MatchService matches;
  ReporterStore receipts;
  Registrar registrar;
  LeadService leads;
  DialogueService dialogues;
  CustodianKeyService custodian_keys;
  VaultService vault;
  ReporterService reporters;
  SweepService sweeps;
  PublicationService publications;
};

}  // namespace

std::shared_ptr<void> Build(host::Context& context) {
  auto intake = std::make_shared<Intake>(context);
  RegisterLeadRpc(context.router, intake->registrar, intake->leads);
  RegisterMatchRpc(context.router, intake->matches);
  RegisterDialogueRpc(context.router, intake->dialogues);
  RegisterCustodianKeyRpc(context.router, intake->custodian_keys);
  RegisterVaultRpc(context.router, intake->vault);
  RegisterReporterRpc(context.router, intake->reporters);
  RegisterSweepRpc(context.router, intake->sweeps);
  RegisterPublicationRpc(context.router, intake->publications);
  RegisterInbox(context.inbox, intake->units, intake->leads, intake->reporters);
  // Run itself waits for work.
  context.every("match.index", absl::ZeroDuration(),
                [&index = intake->match_index] { index.Run(); });
  return intake;
}

}  // namespace hecha::intake
