// The triage board 研判台: what waits for the office in a column for each step, and the leads of a
// column one after the other.
import { Card, Empty, Flex, Spin, Tag, Typography } from "antd";
import { Heading } from "../parts/heading";
import { RefusalAlert } from "../parts/refusal_alert";
import { useCall } from "../parts/use_call";
import { run } from "../schema";
import { useChanges } from "../shell/changes";
import { Link, usePath } from "../shell/router";
import { useLanguage } from "../words/language";
import { Due } from "../tasks/due";
import { idOf, type TriageBoard, type TriageCard, type TriageColumn } from "./board";
import { Desk } from "./desk";

function Lead({ card }: { card: TriageCard }) {
  const { words, value } = useLanguage();
  const lead = card.lead;
  if (!lead) return null;
  return (
    <Link to={`/triage/${lead.id}`} className="triage-card" data-lead={lead.id}>
      <Flex vertical gap={4}>
        <Typography.Text strong ellipsis={{ tooltip: false }}>
          {lead.title || lead.leadNo}
        </Typography.Text>
        <Flex wrap gap={4} align="center">
          {lead.keyLead && <Tag color="red">{words.keyLead}</Tag>}
          {lead.umbrella === "UMBRELLA_SUSPECTED" && <Tag color="purple">{words.umbrellaSuspected}</Tag>}
          {lead.level !== "LEVEL_TOWN" && <Tag>{value(lead.level, "Level")}</Tag>}
          <Tag>{value(lead.channel, "Channel")}</Tag>
          {card.openMatches > 0 && (
            <Tag color="gold">
              {words.matches} {card.openMatches}
            </Tag>
          )}
        </Flex>
        <Flex justify="space-between" gap="0 8px" wrap>
          <Typography.Text type="secondary">{lead.leadNo}</Typography.Text>
          <Due at={lead.deadline ?? ""} />
        </Flex>
      </Flex>
    </Link>
  );
}

function Column({ column }: { column: TriageColumn }) {
  const { words, value } = useLanguage();
  const rest = column.count - column.cards.length;
  return (
    <Card
      size="small"
      className="triage-column"
      data-step={column.step}
      title={
        <h2>
          {value(column.step, "TriageStep")} <Tag>{column.count}</Tag>
        </h2>
      }
    >
      <Flex vertical gap={8}>
        {column.cards.length === 0 && (
          <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.nothingToDo} />
        )}
        {column.cards.map((card) => (
          <Lead key={idOf(card)} card={card} />
        ))}
        {rest > 0 && <Typography.Text type="secondary">{words.more} {rest}</Typography.Text>}
      </Flex>
    </Card>
  );
}

export default function Triage() {
  const { words } = useLanguage();
  const [, leadId] = usePath();
  const called = useCall((signal) => run<TriageBoard>("getTriageBoard", { columnSize: 50 }, signal), []);
  useChanges(["leads", "matches"], called.reload);
  const board = called.data;
  if (!board) return called.error ? <RefusalAlert refusal={called.error} /> : <Spin />;
  if (leadId) return <Desk key={leadId} leadId={leadId} board={board} reload={called.reload} />;
  return (
    <Flex vertical gap={16}>
      <Heading>{words.triage}</Heading>
      <RefusalAlert refusal={called.error} />
      <div className="triage-board">
        {board.columns.map((column) => (
          <Column key={column.step} column={column} />
        ))}
      </div>
    </Flex>
  );
}
