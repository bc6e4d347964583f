// A lead that was found, and the passages in which.
import { Card, Space, Tag, Typography } from "antd";
import type { SearchHit } from "@generated/api";
import { marked } from "../parts/marked";
import { Value } from "../parts/value";
import { Link } from "../shell/router";
import { filled, useLanguage } from "../words/language";

export function Hit({ hit, onOpen }: { hit: SearchHit; onOpen: () => void }) {
  const { words, value } = useLanguage();
  const { lead, snippets, occurrences } = hit;
  if (!lead) return null;
  return (
    <Card size="small">
      <Space wrap>
        <Link to={`/leads/${lead.id}`} onFollow={onOpen}>
          {lead.leadNo}
        </Link>
        <Value name="state" field={{ type: "enum", of: "IntakeState" }} value={lead.state} />
        <Value name="receivedAt" field={{ type: "time" }} value={lead.receivedAt} />
        <Typography.Text type="secondary">{filled(words.occurrences, { n: occurrences })}</Typography.Text>
      </Space>
      {snippets.map((snippet, index) => (
        <div key={index} className="words">
          <Tag>{value(snippet.field, "SearchSnippetField")}</Tag>
          {marked(snippet.text, snippet.spans)}
        </div>
      ))}
    </Card>
  );
}
