// How long a closed lead is kept, who holds it, and how two people purge it.
import { Alert, Card, Flex, Modal } from "antd";
import { useState } from "react";
import { getRetention, type Lead } from "@generated/api";
import type { Subject } from "../parts/detail_page";
import { Record, Sheet } from "../parts/record";
import { RefusalAlert } from "../parts/refusal_alert";
import { useCall } from "../parts/use_call";
import { VerbButton } from "../parts/verb_button";
import { Verbs } from "../parts/verbs";
import { useChanges } from "../shell/changes";
import { useSession } from "../shell/session";
import { useLanguage } from "../words/language";

// The content of a restricted lead, for a reason, and only while this stands open.
function ReadRestricted({ leadId }: { leadId: string }) {
  const { verb } = useLanguage();
  const [lead, setLead] = useState<Lead>();
  return (
    <>
      <VerbButton
        method="readRestrictedLead"
        fixed={{ leadId }}
        onDone={(answer) => setLead(answer as unknown as Lead)}
      />
      {lead && (
        <Modal open footer={null} width={960} title={verb("readRestrictedLead")} onCancel={() => setLead(undefined)}>
          <Record message="Lead" row={{ ...lead }} />
        </Modal>
      )}
    </>
  );
}

export function LeadRetention({ row, reload }: Subject) {
  const { words } = useLanguage();
  const { may } = useSession();
  const leadId = String(row.id);
  const called = useCall(() => getRetention({ leadId }), [leadId]);
  const changed = () => {
    called.reload();
    reload();
  };
  useChanges(["retentions"], called.reload);
  const retention = called.data;
  if (!retention) return <RefusalAlert refusal={called.error} />;
  const subject = { row: { ...retention }, reload: changed };
  const releases = retention.actions.includes("release") && may("releaseHold");
  return (
    <Flex vertical gap={12}>
      {retention.restricted && <Alert type="warning" showIcon title={words.restrictedLead} />}
      <Verbs
        base="/v1/leads/{lead_id}"
        fixed={{ leadId }}
        subject={subject}
        special={{ readRestrictedLead: () => <ReadRestricted leadId={leadId} /> }}
      />
      <Sheet message="Retention" row={{ ...retention }} hidden={["leadId", "leadNo"]} />
      {retention.holds.map((hold) => (
        <Card
          key={hold.id}
          size="small"
          title={words.hold}
          extra={
            releases &&
            !hold.releasedAt && (
              <VerbButton
                method="releaseHold"
                fixed={{ leadId, holdId: hold.id, etag: retention.etag }}
                onDone={changed}
                onStale={changed}
              />
            )
          }
        >
          <Sheet message="Hold" row={{ ...hold }} />
        </Card>
      ))}
    </Flex>
  );
}
