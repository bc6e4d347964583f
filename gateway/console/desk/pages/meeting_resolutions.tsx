// What a meeting resolved; each owner reports its own.
import { Card, Flex } from "antd";
import type { Subject } from "../parts/detail_page";
import { Sheet } from "../parts/record";
import { VerbButton } from "../parts/verb_button";
import { actionsOf, type Row } from "../schema";
import { useSession } from "../shell/session";
import { filled, useLanguage } from "../words/language";

export function MeetingResolutions({ row, reload }: Subject) {
  const { words } = useLanguage();
  const { user } = useSession();
  const resolutions = (row.resolutions as Row[] | undefined) ?? [];
  // "complete" says that there is one for the caller's unit to do.
  const completes = actionsOf(row).includes("complete");
  return (
    <Flex vertical gap={12}>
      {resolutions.map((resolution) => (
        <Card
          key={String(resolution.number)}
          size="small"
          title={filled(words.resolution, { n: String(resolution.number) })}
          extra={
            completes &&
            resolution.ownerUnitId === user.unitId &&
            !resolution.doneAt && (
              <VerbButton
                method="completeResolution"
                fixed={{ meetingId: row.id, number: resolution.number, etag: row.etag }}
                onDone={reload}
                onStale={reload}
              />
            )
          }
        >
          <Sheet message="Resolution" row={resolution} hidden={["number"]} />
        </Card>
      ))}
    </Flex>
  );
}
