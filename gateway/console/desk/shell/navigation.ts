// The menu: what there is, and what one must be allowed to call to be shown it.
import type { MethodName } from "../schema";
import type { Words } from "../words/zh";

export interface Place {
  path: string;
  title: keyof Words;
  needs: MethodName;
}

export interface Area {
  title: keyof Words;
  places: readonly Place[];
}

export const areas: readonly Area[] = [
  {
    title: "tasks",
    places: [
      { path: "home", title: "home", needs: "getMe" },
      { path: "dashboard", title: "dashboard", needs: "queryStatistics" },
    ],
  },
  {
    title: "intake",
    places: [
      { path: "triage", title: "triage", needs: "getTriageBoard" },
      { path: "leads", title: "leads", needs: "listLeads" },
      { path: "register", title: "register", needs: "createLead" },
      { path: "import", title: "importWizard", needs: "importFile" },
      { path: "sweeps", title: "sweeps", needs: "listSweeps" },
      { path: "retentions", title: "retentions", needs: "listDue" },
      { path: "publications", title: "publications", needs: "listPublications" },
    ],
  },
  {
    title: "verification",
    places: [
      { path: "cases", title: "cases", needs: "listCases" },
      { path: "contributions", title: "contributions", needs: "listContributions" },
      { path: "reviews", title: "reviews", needs: "listReviews" },
      { path: "revisits", title: "revisits", needs: "listRevisits" },
    ],
  },
  {
    title: "consultation",
    places: [
      { path: "meetings", title: "meetings", needs: "listMeetings" },
      { path: "transfers", title: "transfers", needs: "listTransfers" },
      { path: "jointFiles", title: "jointFiles", needs: "listJointFiles" },
    ],
  },
  {
    title: "supervision",
    places: [
      { path: "clocks", title: "clocks", needs: "listClocks" },
      { path: "ledgers", title: "ledgers", needs: "listLines" },
      { path: "problems", title: "problems", needs: "listProblems" },
      { path: "campaigns", title: "campaigns", needs: "openCampaign" },
    ],
  },
  {
    title: "accountability",
    places: [
      { path: "proceedings", title: "proceedings", needs: "listProceedings" },
      { path: "evidence", title: "evidence", needs: "listEntries" },
    ],
  },
  {
    title: "rules",
    places: [
      { path: "triageRules", title: "triageRules", needs: "listTriageRules" },
      { path: "triageRuleChanges", title: "triageRuleChanges", needs: "listTriageRuleChanges" },
      { path: "levelRules", title: "levelRules", needs: "listLevelRules" },
      { path: "signerPolicies", title: "signerPolicies", needs: "listSignerPolicies" },
      { path: "revisitPolicies", title: "revisitPolicies", needs: "listRevisitPolicies" },
      { path: "ruleChanges", title: "ruleChanges", needs: "listRuleChanges" },
      { path: "caseTemplates", title: "caseTemplates", needs: "listCaseTemplates" },
      { path: "retentionTerms", title: "retentionTerms", needs: "listRetentionTerms" },
      { path: "calendar", title: "calendar", needs: "listCalendarDays" },
    ],
  },
  {
    title: "settings",
    places: [
      { path: "keys", title: "keys", needs: "listSigningKeys" },
      { path: "custodianKeys", title: "custodianKeys", needs: "listCustodianKeys" },
      { path: "users", title: "users", needs: "listUsers" },
      { path: "operations", title: "operations", needs: "listProcesses" },
      { path: "account", title: "account", needs: "getMe" },
    ],
  },
];
