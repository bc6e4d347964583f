// What happened to an object, from the evidence log: who, what, when.
import { Timeline as Line } from "antd";
import { listEntries } from "@generated/api";
import { RefusalAlert } from "../parts/refusal_alert";
import { useCall } from "../parts/use_call";
import { formatTime } from "../parts/value";
import { useDirectory } from "../shell/directory";
import { useLanguage } from "../words/language";

export function Timeline({ id }: { id: string }) {
  const { code, act } = useLanguage();
  const { nameOf, units } = useDirectory();
  const called = useCall(() => listEntries({ aggregateId: id, pageSize: 200 }), [id]);
  return (
    <>
      <RefusalAlert refusal={called.error} />
      <Line
        items={(called.data?.entries ?? []).map((entry) => ({
          key: entry.eventId,
          content: [
            entry.occurredAt && formatTime(entry.occurredAt, code),
            act(entry.action),
            units.get(entry.actorUnitId)?.name,
            nameOf(entry.actorId),
          ]
            .filter(Boolean)
            .join("　"),
        }))}
      />
    </>
  );
}
