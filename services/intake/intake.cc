#include "services/intake/intake.h"

#include "absl/flags/flag.h"
#include "services/intake/attachment_preview_service.h"
#include "services/intake/attachment_rpc.h"
#include "services/intake/attachment_service.h"
#include "services/intake/custodian_key_rpc.h"
#include "services/intake/dialogue_rpc.h"
#include "services/intake/dialogue_service.h"
#include "services/intake/import_service.h"
#include "services/intake/inbox.h"
#include "services/intake/lead_graph_rpc.h"
#include "services/intake/lead_merge_rpc.h"
#include "services/intake/lead_merge_service.h"
#include "services/intake/lead_rpc.h"
#include "services/intake/lead_service.h"
#include "services/intake/list_change_rpc.h"
#include "services/intake/match_cluster_rpc.h"
#include "services/intake/match_rpc.h"
#include "services/intake/publication_rpc.h"
#include "services/intake/reporter_rpc.h"
#include "services/intake/reporter_service.h"
#include "services/intake/retention_rpc.h"
#include "services/intake/search_rpc.h"
#include "services/intake/sweep_rpc.h"
#include "services/intake/triage_board_rpc.h"
#include "services/intake/triage_rule_rpc.h"
#include "services/intake/triage_rule_service.h"
#include "services/intake/vault_rpc.h"

ABSL_FLAG(std::string, campaign, "BZ2019",
          "code of the campaign in force, part of every lead number");
ABSL_FLAG(int64_t, attachment_mib, 50, "largest attachment, in MiB");
ABSL_FLAG(int, attachment_files, 20, "attachments of one lead at most");
ABSL_FLAG(int, reporter_files, 10, "of these, how many may come through the receipt");
ABSL_FLAG(int64_t, reporter_mib, 100, "what they may have together, in MiB");

namespace hecha::intake {
namespace {

constexpr absl::Duration kPreviewPeriod = absl::Seconds(1);
constexpr absl::Duration kUploadSweepPeriod = absl::Minutes(10);

AttachmentLimits ReadAttachmentLimits() {
  return {.file_bytes = absl::GetFlag(FLAGS_attachment_mib) << 20,
          .files = absl::GetFlag(FLAGS_attachment_files),
          .reporter_files = absl::GetFlag(FLAGS_reporter_files),
          .reporter_bytes = absl::GetFlag(FLAGS_reporter_mib) << 20};
}

struct Intake {
  explicit Intake(host::Context& context)
      : numbers(context.database, absl::GetFlag(FLAGS_campaign)),
        lead_store(context.keyring),
        search(context.journal, context.keyring, lead_store),
        match_index(context.journal, context.clock, context.keyring, lead_store,
                    MatchStore(context.keyring), search),
        matches(context.journal, lead_store, MatchStore(context.keyring), match_index),
        receipts(context.keyring),
        registrar(context.journal, lead_store, receipts, units, numbers, match_index),
        triage_rules(context.journal, lead_store, units),
        lead_merges(context.journal, context.keyring, lead_store, LeadMergeStore(context.keyring)),
        leads(context.journal, context.keyring, lead_store, units, matches, triage_rules,
              lead_merges),
        triage_board(context.journal, lead_store),
        vault(context.journal, context.metrics, lead_store, CustodianKeyStore(),
              VaultStore(context.keyring)),
        list_changes(context.journal, lead_store, ListChangeStore(context.keyring)),
        imports(context.journal, context.keyring, lead_store, units, registrar, match_index, vault,
                list_changes),
        match_clusters(context.journal, lead_store, MatchStore(context.keyring)),
        lead_graphs(context.journal, lead_store, MatchStore(context.keyring)),
        dialogues(context.journal, lead_store, receipts, DialogueStore(context.keyring),
                  match_index),
        custodian_keys(context.journal, CustodianKeyStore()),
        reporters(context.journal, context.keyring, registrar, lead_store, receipts, dialogues,
                  vault),
        attachments(context.journal, context.clock, ReadAttachmentLimits(), lead_store, receipts,
                    AttachmentStore(context.keyring), reporters),
        previews(context.database, AttachmentStore(context.keyring)),
        sweeps(context.journal, SweepStore(context.keyring), units),
        publications(context.journal, PublicationStore()),
        retentions(context.journal, context.keyring, lead_store) {}

  UnitStore units;
  LeadPersonStore persons;
  LeadNumbers numbers;
  LeadStore lead_store;
  SearchService search;
  MatchIndexService match_index;
  MatchService matches;
  ReporterStore receipts;
  Registrar registrar;
  TriageRuleService triage_rules;
  LeadMergeService lead_merges;
  LeadService leads;
  TriageBoardService triage_board;
  VaultService vault;
  ListChangeService list_changes;
  ImportService imports;
  MatchClusterService match_clusters;
  LeadGraphService lead_graphs;
  DialogueService dialogues;
  CustodianKeyService custodian_keys;
  ReporterService reporters;
  AttachmentService attachments;
  AttachmentPreviewService previews;
  SweepService sweeps;
  PublicationService publications;
  RetentionService retentions;
};

}  // namespace

std::shared_ptr<void> Build(host::Context& context) {
  auto intake = std::make_shared<Intake>(context);
  RegisterLeadRpc(context.router, intake->registrar, intake->leads, intake->imports, intake->vault);
  RegisterLeadMergeRpc(context.router, intake->lead_merges);
  RegisterListChangeRpc(context.router, intake->list_changes);
  RegisterTriageRuleRpc(context.router, intake->triage_rules);
  RegisterTriageBoardRpc(context.router, intake->triage_board);
  RegisterMatchRpc(context.router, intake->matches);
  RegisterMatchClusterRpc(context.router, intake->match_clusters);
  RegisterLeadGraphRpc(context.router, intake->lead_graphs);
  RegisterDialogueRpc(context.router, intake->dialogues);
  RegisterCustodianKeyRpc(context.router, intake->custodian_keys);
  RegisterVaultRpc(context.router, intake->vault);
  RegisterReporterRpc(context.router, intake->reporters);
  RegisterAttachmentRpc(context.router, intake->attachments);
  RegisterSweepRpc(context.router, intake->sweeps);
  RegisterPublicationRpc(context.router, intake->publications);
  RegisterRetentionRpc(context.router, intake->retentions);
  RegisterSearchRpc(context.router, intake->search);
  RegisterInbox(context.inbox, intake->units, intake->persons, intake->leads, intake->reporters,
                intake->retentions);
  // Run itself waits for work.
  context.every("match.index", absl::ZeroDuration(),
                [&index = intake->match_index] { index.Run(); });
  context.every("attachment.sweep", kUploadSweepPeriod,
                [&attachments = intake->attachments] { attachments.DropStale(); });
  context.every("attachment.preview", kPreviewPeriod,
                [&previews = intake->previews] { previews.Run(); });
  return intake;
}

}  // namespace hecha::intake
