// Leads that look like this one, side by side, with what they have in common marked.
import { Alert, Card, Col, Empty, Flex, Row, Space, Tag, Typography } from "antd";
import { type ReactNode, useState } from "react";
import { getLead, listMatches, type Match, type MatchPassage } from "@generated/api";
import type { Subject } from "../parts/detail_page";
import { marked, type Span } from "../parts/marked";
import { Pager } from "../parts/pager";
import { RefusalAlert } from "../parts/refusal_alert";
import { useCall } from "../parts/use_call";
import { Value } from "../parts/value";
import { VerbButton } from "../parts/verb_button";
import { actionsOf } from "../schema";
import { useChanges } from "../shell/changes";
import { useSession } from "../shell/session";
import { Link } from "../shell/router";
import { useLanguage } from "../words/language";
import { Likeness } from "./likeness";
import { MatchClusters } from "./match_clusters";

// Each brings the whole other lead with it.
const PAGE_SIZE = 20;

const ours = (passage: MatchPassage): Span => ({ offset: passage.offset, length: passage.length });
const theirs = (passage: MatchPassage): Span => ({
  offset: passage.otherOffset,
  length: passage.otherLength,
});

function Text({ title, text, spans }: { title: ReactNode; text: string; spans: readonly Span[] }) {
  return (
    <Col xs={24} lg={12}>
      <Card size="small" title={title}>
        <div style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{marked(text, spans)}</div>
      </Card>
    </Col>
  );
}

function Comparison({ match, narrative, leadNo }: { match: Match; narrative: string; leadNo: string }) {
  const { value: wordOf } = useLanguage();
  const other = useCall(() => getLead({ leadId: match.otherLeadId }), [match.otherLeadId]);
  const passages = match.reasons?.passages ?? [];
  return (
    <Flex vertical gap={8}>
      <Space wrap>
        <Likeness score={match.score} />
        {(match.reasons?.entities ?? []).map(({ kind, value }) => (
          <Tag key={value} color="gold">
            {wordOf(kind, "EntityKind")} {value}
          </Tag>
        ))}
      </Space>
      <RefusalAlert refusal={other.error} />
      <Row gutter={[12, 12]}>
        <Text title={leadNo} text={narrative} spans={passages.map(ours)} />
        <Text
          title={<Link to={`/leads/${match.otherLeadId}`}>{match.otherLeadNo}</Link>}
          text={other.data?.narrative ?? ""}
          spans={passages.map(theirs)}
        />
      </Row>
    </Flex>
  );
}

export function LeadMatches({ row, reload }: Subject) {
  const { words } = useLanguage();
  const { may } = useSession();
  const leadId = String(row.id);
  const [tokens, setTokens] = useState([""]);
  const pageToken = tokens[tokens.length - 1] ?? "";
  const called = useCall(() => listMatches({ leadId, pageSize: PAGE_SIZE, pageToken }), [leadId, pageToken]);
  useChanges(["matches", "leads"], called.reload);
  const matches = called.data?.matches ?? [];
  const decided = () => {
    called.reload();
    reload();
  };
  // What was judged to be one matter is proposed as one lead.
  const mergeable = actionsOf(row).includes("merge");
  return (
    <Flex vertical gap={16}>
      <RefusalAlert refusal={called.error} />
      <MatchClusters leadId={leadId} turn={called.data} onDecided={decided} />
      {matches.length === 0 && !called.loading && <Empty description={words.none} />}
      {matches.length > 0 && <Typography.Text type="secondary">{words.passages}</Typography.Text>}
      {matches.map((match) => (
        <Card
          key={match.id}
          size="small"
          title={<Value name="state" field={{ type: "enum", of: "MatchState" }} value={match.state} />}
          extra={
            !match.restricted && (
              <Space>
                {mergeable && match.state === "MATCH_STATE_SAME_MATTER" && (
                  <VerbButton
                    method="proposeMerge"
                    primary
                    fixed={{ leadId, etag: row.etag, survivorLeadId: match.otherLeadId }}
                    onDone={decided}
                    onStale={reload}
                  />
                )}
                {may("decideMatch") && (
                  <VerbButton
                    method="decideMatch"
                    fixed={{ leadId, matchId: match.id, etag: match.etag }}
                    onDone={decided}
                    onStale={called.reload}
                  />
                )}
              </Space>
            )
          }
        >
          {match.restricted ? (
            <Alert type="warning" title={match.notice || words.restrictedMatch} />
          ) : (
            <Comparison match={match} narrative={String(row.narrative ?? "")} leadNo={String(row.leadNo)} />
          )}
          {match.reason && <Typography.Paragraph>{match.reason}</Typography.Paragraph>}
        </Card>
      ))}
      <Pager tokens={tokens} next={called.data?.nextPageToken ?? ""} onTokens={setTokens} />
    </Flex>
  );
}
