// Every noun of the desk: its list, its detail, and what hangs on it. A page of its own is only
// written where drawing from the API's schema is not enough.
import { lazy, type ReactNode } from "react";
import { DetailPage, type DetailPageProps } from "./parts/detail_page";
import { ListPage, type ListPageProps } from "./parts/list_page";
import { SubList } from "./parts/sub_list";
import { LeadAttachments } from "./pages/lead_attachments";
import { LeadDialogue } from "./pages/lead_dialogue";
import { LeadHints } from "./pages/lead_hints";
import { LeadMatches } from "./pages/lead_matches";
import { LeadProposal } from "./pages/lead_proposal";
import { LeadRetention } from "./pages/lead_retention";
import { ReviewMaterial } from "./case/review_material";
import { LeadTimeline } from "./pages/lead_timeline";
import { MeetingResolutions } from "./pages/meeting_resolutions";
import { Timeline } from "./pages/timeline";
import { withLights } from "./tasks/lights";

const CasePage = lazy(() => import("./case/case_page"));
// Brings the cryptography of sealed boxes with it.
const ReporterUnlocks = lazy(() => import("./pages/reporter_unlocks"));
// Brings the charts with it.
const LeadGraphPanel = lazy(() => import("./pages/lead_graph"));

export interface Noun {
  list: ListPageProps;
  detail?: Omit<DetailPageProps, "id" | "noun">;
  // In place of a detail that is drawn from the schema.
  page?: (id: string) => ReactNode;
}

const pathTo = (noun: string) => (row: { id?: unknown }) => `/${noun}/${String(row.id)}`;

const HISTORY = {
  title: "timeline",
  needs: "listEntries",
  draw: ({ row }) => <Timeline id={String(row.id)} />,
} as const satisfies NonNullable<DetailPageProps["panels"]>[number];

// Retention begins when a lead is closed.
const isKept = ({ state }: { state?: unknown }) =>
  ["STATE_CLOSED", "STATE_ARCHIVED", "STATE_PURGED", "STATE_REVERIFYING"].includes(String(state));

export const nouns: Readonly<Record<string, Noun>> = {
  leads: {
    list: {
      title: "leads",
      list: "listLeads",
      columns: ["leadNo", "state", "light", "channel", "level", "sector", "title", "unitName", "keyLead", "receivedAt", "deadline"],
      within: ["title"],
      path: pathTo("leads"),
      orders: { receivedAt: "LEAD_ORDER_RECEIVED", deadline: "LEAD_ORDER_DEADLINE" },
      also: { fields: { light: { type: "enum", of: "Light" } }, needs: "listClocks", join: withLights },
    },
    detail: {
      get: "getLead",
      idField: "leadId",
      heading: "leadNo",
      subtitle: "title",
      hidden: ["reporterHints"],
      notice: (subject) => <LeadHints {...subject} />,
      panels: [
        { title: "matches", needs: "listMatches", draw: (subject) => <LeadMatches {...subject} /> },
        { title: "proposal", needs: "proposeAssignment", draw: (subject) => <LeadProposal {...subject} /> },
        { title: "graph", needs: "getLeadGraph", draw: (subject) => <LeadGraphPanel {...subject} /> },
        { title: "dialogue", needs: "listMessages", draw: (subject) => <LeadDialogue {...subject} /> },
        { title: "reporter", needs: "listUnlocks", draw: (subject) => <ReporterUnlocks {...subject} /> },
        { title: "attachments", needs: "listAttachments", draw: (subject) => <LeadAttachments {...subject} /> },
        { title: "merges", needs: "listMerges", draw: ({ row }) => <SubList list="listMerges" parent={{ leadId: row.id }} /> },
        {
          title: "listChanges",
          needs: "listListChanges",
          draw: ({ row }) => (
            <SubList
              list="listListChanges"
              parent={{ leadId: row.id }}
              rowId="listChangeId"
              rowVerbs={["acceptListChange", "declineListChange"]}
            />
          ),
        },
        { title: "retention", needs: "getRetention", when: isKept, draw: (subject) => <LeadRetention {...subject} /> },
        { title: "timeline", draw: (subject) => <LeadTimeline {...subject} /> },
      ],
    },
  },
  cases: {
    list: {
      title: "cases",
      list: "listCases",
      columns: ["leadNo", "round", "state", "unitName", "sector", "level", "keyLead", "deadline", "openedAt"],
      path: pathTo("cases"),
    },
    page: (id) => <CasePage key={id} id={id} />,
  },
  reviews: {
    list: {
      title: "reviews",
      list: "listReviews",
      columns: ["leadNo", "state", "origin", "firstUnitName", "unitName", "queuedAt", "concludedAt"],
      path: pathTo("reviews"),
      creates: ["reviewServiceRequestReview"],
    },
    detail: {
      get: "getReview",
      idField: "reviewId",
      heading: "leadNo",
      panels: [
        {
          title: "firstMaterial",
          needs: "getReviewMaterial",
          draw: ({ row }) => <ReviewMaterial reviewId={String(row.id)} />,
        },
        HISTORY,
      ],
    },
  },
  contributions: {
    list: {
      title: "contributions",
      list: "listContributions",
      columns: ["state", "askingUnitId", "unitId", "request", "due", "overdue"],
      path: pathTo("contributions"),
    },
    detail: { get: "getContribution", idField: "contributionId", heading: "", subtitle: "request", panels: [HISTORY] },
  },
  revisits: {
    list: {
      title: "revisits",
      list: "listRevisits",
      columns: ["leadNo", "state", "dueAt", "attitude", "note", "contactedAt"],
      rowVerbs: ["recordRevisit"],
      rowId: "revisitId",
    },
  },
  sweeps: {
    list: {
      title: "sweeps",
      list: "listSweeps",
      columns: ["title", "type", "round", "state", "sector", "deadline"],
      path: pathTo("sweeps"),
      creates: ["openSweep"],
    },
    detail: { get: "getSweep", idField: "sweepId", heading: "title", panels: [HISTORY] },
  },
  publications: {
    list: {
      title: "publications",
      list: "listPublications",
      columns: ["title", "kind", "state", "division", "editedAt", "publishedAt"],
      path: pathTo("publications"),
      creates: ["draftPublication"],
    },
    detail: {
      get: "getPublication",
      idField: "publicationId",
      heading: "title",
      panels: [
        {
          title: "timeline",
          needs: "listPublicationEntries",
          draw: ({ row }) => <SubList list="listPublicationEntries" parent={{ publicationId: row.id }} />,
        },
      ],
    },
  },
  meetings: {
    list: {
      title: "meetings",
      list: "listMeetings",
      columns: ["subject", "state", "division", "takesPlace", "place", "chairId"],
      path: pathTo("meetings"),
      creates: ["proposeMeeting"],
    },
    detail: {
      get: "getMeeting",
      idField: "meetingId",
      heading: "subject",
      hidden: ["resolutions"],
      panels: [
        {
          title: "resolutions",
          when: ({ resolutions }) => Array.isArray(resolutions) && resolutions.length > 0,
          draw: (subject) => <MeetingResolutions {...subject} />,
        },
        HISTORY,
      ],
    },
  },
  transfers: {
    list: {
      title: "transfers",
      list: "listTransfers",
      columns: ["letterNo", "state", "division", "leadNo", "issuedAt", "acknowledgedAt", "concludedAt"],
      path: pathTo("transfers"),
    },
    detail: { get: "getTransfer", idField: "transferId", heading: "letterNo", panels: [HISTORY] },
  },
  jointFiles: {
    list: {
      title: "jointFiles",
      list: "listJointFiles",
      columns: ["state", "leadId", "policeUnitId", "gapDays", "gapAlarm", "openedAt", "closedAt"],
      path: pathTo("jointFiles"),
      creates: ["openJointFile"],
    },
    detail: { get: "getJointFile", idField: "jointFileId", heading: "", panels: [HISTORY] },
  },
  campaigns: {
    list: {
      title: "campaigns",
      list: "listCampaigns",
      columns: ["code", "name", "division", "basis", "starts", "ends", "day", "days"],
      creates: ["openCampaign"],
    },
  },
  clocks: {
    list: {
      title: "clocks",
      list: "listClocks",
      columns: ["light", "leadNo", "step", "unitName", "state", "started", "due"],
      path: (row) => `/leads/${String(row.leadId)}`,
    },
  },
  problems: {
    list: {
      title: "problems",
      list: "listProblems",
      columns: ["state", "unitName", "description", "due", "raisedAt"],
      path: pathTo("problems"),
      creates: ["raiseProblem"],
    },
    detail: { get: "getProblem", idField: "problemId", heading: "unitName", subtitle: "description", panels: [HISTORY] },
  },
  proceedings: {
    list: {
      title: "proceedings",
      list: "listProceedings",
      columns: ["state", "trigger", "unitName", "leadNo", "cause", "measure", "updatedAt"],
      path: pathTo("proceedings"),
      creates: ["createProceeding"],
    },
    detail: { get: "getProceeding", idField: "proceedingId", heading: "unitName", subtitle: "cause", panels: [HISTORY] },
  },
  retentions: {
    list: {
      title: "retentions",
      list: "listDue",
      columns: ["leadNo", "outcome", "restricted", "closedAt", "archivedAt", "purgeAfter", "purgeBlockers"],
      path: (row) => `/leads/${String(row.leadId)}`,
    },
  },
  retentionTerms: {
    list: {
      title: "retentionTerms",
      list: "listRetentionTerms",
      columns: ["outcome", "effectiveFrom", "days"],
      creates: ["setRetentionTerm"],
    },
  },
  triageRules: {
    list: {
      title: "triageRules",
      list: "listTriageRules",
      columns: ["division", "level", "sector", "umbrella", "keyLead", "aboutLeader", "grade", "route", "weight", "reason", "effectiveFrom"],
    },
  },
  levelRules: {
    list: {
      title: "levelRules",
      list: "listLevelRules",
      columns: ["level", "effectiveAt", "grade", "basis"],
    },
  },
  triageRuleChanges: {
    list: {
      title: "triageRuleChanges",
      list: "listTriageRuleChanges",
      columns: ["state", "rule", "proposedBy", "proposedAt", "decidedBy", "decidedAt"],
      creates: ["proposeTriageRule"],
      rowVerbs: ["approveTriageRule", "declineTriageRule"],
      rowId: "triageRuleChangeId",
    },
  },
  signerPolicies: {
    list: {
      title: "signerPolicies",
      list: "listSignerPolicies",
      columns: ["level", "effectiveFrom", "seats"],
    },
  },
  revisitPolicies: {
    list: {
      title: "revisitPolicies",
      list: "listRevisitPolicies",
      columns: ["effectiveFrom", "perMille", "afterDays"],
    },
  },
  ruleChanges: {
    list: {
      title: "ruleChanges",
      list: "listRuleChanges",
      columns: ["state", "kind", "effectiveFrom", "basis", "proposedBy", "proposedAt", "decidedBy"],
      creates: ["proposeRuleChange"],
      rowVerbs: ["approveRuleChange", "declineRuleChange"],
      rowId: "ruleChangeId",
    },
  },
  caseTemplates: {
    list: {
      title: "caseTemplates",
      list: "listCaseTemplates",
      columns: ["sector", "title", "steps", "documents"],
    },
  },
  users: {
    list: {
      title: "users",
      list: "listUsers",
      columns: ["username", "displayName", "unitId", "roles", "disabled"],
      creates: ["createUser"],
      rowVerbs: ["disableUser", "resetSecondFactor"],
      rowId: "userId",
    },
  },
};

export function drawNoun(key: string, id: string | undefined): ReactNode {
  const noun = nouns[key];
  if (!noun) return undefined;
  if (!id) return <ListPage key={key} {...noun.list} />;
  if (noun.page) return noun.page(id);
  return noun.detail && <DetailPage key={id} noun={key} id={id} {...noun.detail} />;
}
