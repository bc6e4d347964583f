// The way of a lead, for everybody who may read it; and for whoever may read the evidence log, what
// that has on record of the lead itself.
import { Collapse, Empty, Flex, Spin, Timeline as Line, Typography } from "antd";
import type { Lead } from "@generated/api";
import type { Subject } from "../parts/detail_page";
import { RefusalAlert } from "../parts/refusal_alert";
import { useCall } from "../parts/use_call";
import { formatTime, Value } from "../parts/value";
import { useChanges } from "../shell/changes";
import { useDirectory } from "../shell/directory";
import { useSession } from "../shell/session";
import { Due } from "../tasks/due";
import { type Happening, historyOf } from "../timeline/happenings";
import { useLanguage } from "../words/language";
import { Timeline } from "./timeline";

function One({ happening }: { happening: Happening }) {
  const { code: language, act } = useLanguage();
  const { nameOf, units } = useDirectory();
  const { at, userId, unitId, note, code } = happening;
  const by = [unitId && units.get(unitId)?.name, userId && nameOf(userId)].filter(Boolean).join("　");
  return (
    <Flex vertical data-act={happening.act}>
      <Flex gap={8} wrap align="center">
        <Typography.Text type="secondary">{formatTime(at, language)}</Typography.Text>
        <Typography.Text strong>{act(happening.act)}</Typography.Text>
        {code && <Value name="state" field={{ type: "enum", of: code.of }} value={code.value} />}
        {by && <span>{by}</span>}
      </Flex>
      {note && <Typography.Text className="words">{note}</Typography.Text>}
    </Flex>
  );
}

export function LeadTimeline({ row }: Subject) {
  const { words } = useLanguage();
  const { may } = useSession();
  const called = useCall((signal) => historyOf(row as unknown as Lead, may, signal), [row.etag]);
  useChanges(["cases", "clocks", "transfers", "reviews"], called.reload);
  if (!called.data) return called.error ? <RefusalAlert refusal={called.error} /> : <Spin />;
  const { happenings, limits } = called.data;
  const items = [
    ...happenings.map((happening, at) => ({ key: `${at}`, content: <One happening={happening} /> })),
    ...limits.map(({ id, due, unitName }) => ({
      key: id,
      color: "gray",
      content: (
        <Flex gap={8} wrap>
          <Typography.Text type="secondary">{words.dueThen}</Typography.Text>
          <Due at={due ?? ""} />
          <span>{unitName}</span>
        </Flex>
      ),
    })),
  ];
  return (
    <Flex vertical gap={16}>
      {items.length === 0 ? <Empty description={words.none} /> : <Line items={items} />}
      {may("listEntries") && (
        <Collapse
          size="small"
          items={[{ key: "log", label: words.evidence, children: <Timeline id={String(row.id)} /> }]}
        />
      )}
    </Flex>
  );
}
