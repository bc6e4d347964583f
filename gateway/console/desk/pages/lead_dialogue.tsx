// What the office and the reporter wrote to each other.
import { Card, Flex, Typography } from "antd";
import { useState } from "react";
import type { ListMessagesResponse } from "@generated/api";
import type { Subject } from "../parts/detail_page";
import { Sheet } from "../parts/record";
import { RefusalAlert } from "../parts/refusal_alert";
import { useCall } from "../parts/use_call";
import { formatTime } from "../parts/value";
import { VerbForm } from "../parts/verb_form";
import { run } from "../schema";
import { useChanges } from "../shell/changes";
import { useSession } from "../shell/session";
import { useLanguage } from "../words/language";

export function LeadDialogue({ row }: Subject) {
  const { value: wordOf, code } = useLanguage();
  const { may } = useSession();
  const called = useCall(() => run<ListMessagesResponse>("listMessages", { leadId: row.id }), [row.id]);
  useChanges(["dialogues", "leads"], called.reload);
  const [sent, setSent] = useState(0);
  const messages = called.data?.messages ?? [];
  return (
    <Flex vertical gap={12}>
      <RefusalAlert refusal={called.error} />
      {called.data && <Sheet message="ListMessagesResponse" row={{ ...called.data }} />}
      {messages.map((message) => (
        <Card
          key={message.id}
          size="small"
          style={{ maxWidth: 640, alignSelf: message.speaker === "SPEAKER_OFFICE" ? "end" : "start" }}
        >
          <Typography.Text type="secondary">
            {wordOf(message.speaker, "Speaker")} {message.sentAt && formatTime(message.sentAt, code)}
          </Typography.Text>
          <Typography.Paragraph style={{ whiteSpace: "pre-wrap", marginBottom: 0 }}>
            {message.text}
          </Typography.Paragraph>
        </Card>
      ))}
      {may("sendMessage") && (
        <VerbForm
          // Empty again after what was sent, but not under somebody who writes while others do.
          key={sent}
          method="sendMessage"
          fixed={{ leadId: row.id }}
          onDone={() => {
            setSent(sent + 1);
            called.reload();
          }}
        />
      )}
    </Flex>
  );
}
