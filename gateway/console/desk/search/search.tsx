// Leads by their words, which are sealed: the server opens what it finds, and every search is on
// record. What was searched for never stands in an address.
import { Alert, Button, Empty, Flex, Form, Input, Spin, Typography } from "antd";
import { useState } from "react";
import type { SearchHit, SearchLeadsResponse } from "@generated/api";
import { given } from "../parts/answers";
import { Control } from "../parts/input";
import { RefusalAlert } from "../parts/refusal_alert";
import { methodOf, run, type Row } from "../schema";
import { useLanguage } from "../words/language";
import { Hit } from "./hit";

const FILTERS = ["order", "state", "sector", "channel", "unitId", "receivedFrom", "receivedBefore"];

export function Search({ onLeave }: { onLeave: () => void }) {
  const { words, field } = useLanguage();
  const [asked, setAsked] = useState<Row>();
  const [hits, setHits] = useState<SearchHit[]>([]);
  const [next, setNext] = useState("");
  const [truncated, setTruncated] = useState(false);
  const [refusal, setRefusal] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const { request } = methodOf("searchLeads");
  const ask = async (question: Row, pageToken: string) => {
    setBusy(true);
    setRefusal(undefined);
    try {
      const answer = await run<SearchLeadsResponse>("searchLeads", { ...question, pageToken });
      setHits((before) => (pageToken ? [...before, ...answer.hits] : answer.hits));
      setNext(answer.nextPageToken);
      setTruncated(answer.truncated);
      setAsked(question);
    } catch (error) {
      setRefusal(error);
    }
    setBusy(false);
  };
  return (
    <Flex vertical gap={16}>
      <Form layout="vertical" role="search" onFinish={(answers: Row) => void ask(given(answers), "")}>
        <Form.Item name="query" label={words.searchTerms} rules={[{ required: true }]}>
          <Input.Search autoFocus maxLength={100} enterButton={words.search} onSearch={(_, event) => event?.currentTarget.closest("form")?.requestSubmit()} />
        </Form.Item>
        <div className="filters">
          {FILTERS.map((name) => (
            <Form.Item key={name} name={name} label={field(name, "SearchLeadsRequest")}>
              <Control name={name} field={request[name] ?? { type: "string" }} />
            </Form.Item>
          ))}
        </div>
      </Form>
      <Alert type="info" title={words.searchOnRecord} />
      <RefusalAlert refusal={refusal} />
      {busy && hits.length === 0 && <Spin />}
      {asked && truncated && <Alert type="warning" title={words.searchTruncated} />}
      {asked && hits.length === 0 && !busy && !truncated && <Empty description={words.noHits} />}
      <Flex vertical gap={8} component="section" aria-label={words.searchResults} aria-live="polite">
        {hits.map((hit) => (
          <Hit key={hit.lead?.id} hit={hit} onOpen={onLeave} />
        ))}
      </Flex>
      {asked && next && (
        <Button loading={busy} onClick={() => void ask(asked, next)}>
          {words.more}
        </Button>
      )}
      {hits.length > 0 && !next && <Typography.Text type="secondary">{words.noMore}</Typography.Text>}
    </Flex>
  );
}
