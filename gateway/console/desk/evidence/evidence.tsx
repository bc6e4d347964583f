// The evidence log, and a check of any line of it: that what the page shows is what the leaf says,
// and that the leaf is in the log whose checkpoint the known key signed.
import { Button, Card, Flex } from "antd";
import { useState } from "react";
import type { EvidenceEntry, ListEntriesResponse } from "@generated/api";
import { type Check, holds } from "../parts/checks";
import { Filters } from "../parts/filters";
import { Heading } from "../parts/heading";
import { Pager } from "../parts/pager";
import { Sheet } from "../parts/record";
import { RefusalAlert } from "../parts/refusal_alert";
import { Rows } from "../parts/rows";
import { useCall } from "../parts/use_call";
import { isPlumbing, methodOf, run, type Row } from "../schema";
import { setQuery, useQuery } from "../shell/router";
import { useLanguage } from "../words/language";
import { type AuditedCheckpoint, auditCheckpoint, auditEntry } from "./audit";
import { LogHead } from "./log_head";
import { Verdict } from "./verdict";

const COLUMNS = ["entryIndex", "occurredAt", "source", "action", "aggregate", "actorId", "division"];

interface EntryProps {
  entry: EvidenceEntry;
  head: AuditedCheckpoint | undefined;
}

function Entry({ entry, head }: EntryProps) {
  const { words } = useLanguage();
  const [checks, setChecks] = useState<Check[]>();
  const [refusal, setRefusal] = useState<unknown>();
  const verify = async () => {
    if (!head) return;
    setRefusal(undefined);
    try {
      // A line may be newer than the checkpoint that was fetched before it.
      const isNewer = Number(entry.entryIndex) >= Number(head.checkpoint.treeSize);
      const { checkpoint, checks: log } = isNewer ? await auditCheckpoint() : head;
      setChecks([...(await auditEntry(entry, checkpoint)), { name: "logHolds", holds: holds(log) }]);
    } catch (error) {
      setRefusal(error);
    }
  };
  return (
    <Card size="small" title={`#${entry.entryIndex}`} data-part="entry">
      <Flex vertical gap={8} align="start">
        <Sheet message="EvidenceEntry" row={{ ...entry }} hidden={["leaf", "entryIndex"]} />
        <Button type="primary" disabled={!head} onClick={() => void verify()}>
          {words.verify}
        </Button>
        <RefusalAlert refusal={refusal} />
        {checks && <Verdict checks={checks} good={words.verified} bad={words.notVerified} />}
        <details>
          <summary>{words.leafBytes}</summary>
          <pre className="words">{atob(entry.leaf)}</pre>
        </details>
      </Flex>
    </Card>
  );
}

const PAGE_SIZE = 50;

export default function Evidence() {
  const { words } = useLanguage();
  const query = useQuery();
  const [tokens, setTokens] = useState([""]);
  const head = useCall(auditCheckpoint, []);
  const filters = Object.keys(methodOf("listEntries").request).filter((name) => !isPlumbing(name));
  const asked = Object.fromEntries(filters.map((name) => [name, query.get(name) || undefined]));
  const pageToken = tokens.at(-1);
  const list = useCall(
    (signal) => run<ListEntriesResponse>("listEntries", { ...asked, pageSize: PAGE_SIZE, pageToken }, signal),
    [JSON.stringify(asked), pageToken],
  );
  const entries = list.data?.entries ?? [];
  const chosen = entries.find(({ entryIndex }) => entryIndex === query.get("entry"));
  const pathOf = (row: Row) => {
    const next = new URLSearchParams(query);
    next.set("entry", String(row.entryIndex));
    return `/evidence?${next.toString()}`;
  };
  const search = (wanted: Row) => {
    const given = Object.entries(wanted).filter(([, value]) => value !== undefined);
    setTokens([""]);
    setQuery(new URLSearchParams(given.map(([name, value]) => [name, String(value)])));
  };
  return (
    <Flex vertical gap={12}>
      <Heading>{words.evidence}</Heading>
      <LogHead audited={head} />
      {chosen && <Entry key={chosen.entryIndex} entry={chosen} head={head.data} />}
      <Filters list="listEntries" names={filters} asked={asked} onSearch={search} />
      <RefusalAlert refusal={list.error} />
      <Rows
        message="EvidenceEntry"
        columns={COLUMNS}
        rows={entries as unknown as Row[]}
        loading={list.loading}
        reload={list.reload}
        path={pathOf}
      />
      <Pager tokens={tokens} next={list.data?.nextPageToken ?? ""} onTokens={setTokens} />
    </Flex>
  );
}
