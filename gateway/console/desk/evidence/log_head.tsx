// The head of the log: the key that this browser keeps for it, the newest checkpoint, and whether
// it only grew since it was last seen here.
import { Button, Card, Flex, Form, Input, Typography } from "antd";
import { useState } from "react";
import { RefusalAlert } from "../parts/refusal_alert";
import { Value } from "../parts/value";
import { filled, useLanguage } from "../words/language";
import type { Called } from "../parts/use_call";
import type { AuditedCheckpoint } from "./audit";
import { forgetLog, lastSeen, pinKey, pinnedKey } from "./pinned";
import { Verdict } from "./verdict";

// The key that was given out of band, pasted in.
function OtherKey({ onPinned }: { onPinned: () => void }) {
  const { words } = useLanguage();
  const pin = ({ key }: { key: string }) => {
    if (key.trim() === pinnedKey()) return;
    forgetLog();
    pinKey(key);
    onPinned();
  };
  return (
    <details>
      <summary>{words.otherLogKey}</summary>
      <Form layout="vertical" onFinish={pin} requiredMark={false}>
        <Form.Item name="key" label={words.logKey} extra={words.logKeyHelp} rules={[{ required: true, pattern: /^\s*\S+\+[0-9a-f]{8}\+\S+\s*$/ }]}>
          <Input autoComplete="off" />
        </Form.Item>
        <Button htmlType="submit">{words.pinLogKey}</Button>
      </Form>
    </details>
  );
}

export function LogHead({ audited }: { audited: Called<AuditedCheckpoint> }) {
  const { words } = useLanguage();
  // As it was before this visit's checkpoint took its place.
  const [before] = useState(lastSeen);
  const { data, error, reload } = audited;
  return (
    <Card size="small" title={words.checkpoint} data-part="log">
      <Flex vertical gap={8}>
        <RefusalAlert refusal={error} />
        {data && <Verdict checks={data.checks} good={words.logHolds} bad={words.logFails} />}
        {before && (
          <Typography.Text type="secondary">
            {filled(words.seenBefore, { size: before.treeSize })}{" "}
            <Value name="at" field={{ type: "time" }} value={before.at} />
          </Typography.Text>
        )}
        <details>
          <summary>{words.checkpointNote}</summary>
          <pre className="words">{data?.checkpoint.note}</pre>
        </details>
        <div>
          {words.logKey} <Typography.Text code className="id">{pinnedKey() ?? data?.checkpoint.verifierKey}</Typography.Text>
        </div>
        <OtherKey onPinned={reload} />
      </Flex>
    </Card>
  );
}
