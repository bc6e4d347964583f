// The exhibits of a case: what each is, who holds it, and how it went from hand to hand.
import { App, Button, Card, Flex, Space, Tag, Typography } from "antd";
import type { CustodyEntry, Exhibit } from "@generated/api";
import { hexOf, Value } from "../parts/value";
import { useLanguage } from "../words/language";
import { Opener, Panel, Place, placeOf, useWork } from "./case_work";
import { HandOverForm, ReceiveForm } from "./custody";

const TEXT = { type: "string" } as const;
const TIME = { type: "time" } as const;

function Entry({ number, fromUserId, toUserId, purpose, given, received, takenOver }: CustodyEntry) {
  const { words, field } = useLanguage();
  return (
    <li>
      {number}. <Value name="fromUserId" field={TEXT} value={fromUserId} /> →{" "}
      <Value name="toUserId" field={TEXT} value={toUserId} /> <span className="words">{purpose}</span>{" "}
      <Typography.Text type="secondary">
        {field("given")} <Value name="signedAt" field={TIME} value={given?.signedAt} />
        {received && (
          <>
            {" · "}
            {field("received")} <Value name="signedAt" field={TIME} value={received.signedAt} />
          </>
        )}
      </Typography.Text>{" "}
      {!received && <Tag color="orange">{words.notReceived}</Tag>}
      {takenOver && <Tag color="orange">{words.takenOver}</Tag>}
    </li>
  );
}

const ACTIONS = [
  { action: "handOver", method: "handOverExhibit", draw: HandOverForm },
  { action: "takeOver", method: "handOverExhibit", draw: HandOverForm },
  { action: "receive", method: "receiveExhibit", draw: ReceiveForm },
] as const;

const offeredOf = (exhibit: Exhibit) => ACTIONS.filter(({ action }) => exhibit.actions.includes(action));

function useTitle() {
  const { words, verb } = useLanguage();
  return ({ action, method }: (typeof ACTIONS)[number]) => (action === "takeOver" ? words.takeOver : verb(method));
}

function Verbs({ exhibit }: { exhibit: Exhibit }) {
  const title = useTitle();
  const { opened, open } = useWork();
  return (
    <Space wrap>
      {offeredOf(exhibit).map((offered) => {
        const { method } = offered;
        const place = placeOf(method, exhibit.id);
        return (
          <Button key={method} size="small" aria-expanded={opened === place} onClick={() => open(place)} data-verb={method}>
            {title(offered)}
          </Button>
        );
      })}
    </Space>
  );
}

interface ExhibitProps {
  exhibit: Exhibit;
  // 1 for the first that was taken.
  number: number;
  reload: () => void;
}

function ExhibitLine({ exhibit, number, reload }: ExhibitProps) {
  const { words, field } = useLanguage();
  const { message } = App.useApp();
  const { opened, close } = useWork();
  const title = useTitle();
  const sha = hexOf(exhibit.sha256);
  return (
    <li className="exhibit" data-exhibit={exhibit.id}>
      <Flex gap={8} justify="space-between" align="start" wrap>
        <span className="words">
          <Typography.Text strong>{number}.</Typography.Text> {exhibit.description}
        </span>
        <Verbs exhibit={exhibit} />
      </Flex>
      <Typography.Text type="secondary">
        {field("holderId")} <Value name="holderId" field={TEXT} value={exhibit.holderId} />
        {" · "}
        {field("collectedBy")} <Value name="collectedBy" field={TEXT} value={exhibit.collectedBy} />{" "}
        <Value name="collectedAt" field={TIME} value={exhibit.collectedAt} /> {exhibit.collectedPlace}
        {" · "}SHA-256{" "}
        <Typography.Text code copyable={{ text: sha }}>
          {sha.slice(0, 16)}
        </Typography.Text>
      </Typography.Text>
      {exhibit.custody.length > 0 && (
        <ol className="plain custody" aria-label={field("custody")}>
          {exhibit.custody.map((entry) => (
            <Entry key={entry.number} {...entry} />
          ))}
        </ol>
      )}
      {offeredOf(exhibit)
        .filter(({ method }) => opened === placeOf(method, exhibit.id))
        .map((offered) => (
          <Panel key={offered.method} title={`${title(offered)} · ${exhibit.description}`} onClose={close}>
            <offered.draw
              exhibit={exhibit}
              onDone={() => {
                close();
                void message.success(`${title(offered)}：${words.done}`);
                reload();
              }}
            />
          </Panel>
        ))}
    </li>
  );
}

interface ExhibitsProps {
  // Oldest first.
  exhibits: readonly Exhibit[];
  reload: () => void;
}

export function Exhibits({ exhibits, reload }: ExhibitsProps) {
  const { words } = useLanguage();
  return (
    <Card size="small" title={words.exhibits} extra={<Opener method="collectExhibit" />} data-part="exhibits">
      <Place method="collectExhibit" />
      {exhibits.length === 0 ? (
        <Typography.Text type="secondary">{words.noExhibits}</Typography.Text>
      ) : (
        <ol className="plain">
          {exhibits.map((exhibit, index) => (
            <ExhibitLine key={exhibit.id} exhibit={exhibit} number={index + 1} reload={reload} />
          ))}
        </ol>
      )}
    </Card>
  );
}
