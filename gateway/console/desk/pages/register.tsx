// Registers a lead: the channel first, then what that channel must say.
import { Card, Flex, Segmented } from "antd";
import { useState } from "react";
import { type Channel, channelValues } from "@generated/api";
import { Heading } from "../parts/heading";
import { VerbForm } from "../parts/verb_form";
import { navigate } from "../shell/router";
import { useSession } from "../shell/session";
import { useLanguage } from "../words/language";

const COMMON = ["division", "title", "narrative", "sector", "identity", "receivedAt", "umbrella", "keyLead", "accusedUnitIds", "subjects", "reporter"];
const FROM_ABOVE = ["level", "instruction", "documentNo", "issuingBody", "deadline"];

const OWN: Readonly<{ [Each in Channel]?: readonly string[] }> = {
  CHANNEL_PUBLIC_PHONE: ["contact"],
  CHANNEL_PUBLIC_VISIT: ["contact"],
  CHANNEL_PUBLIC_LETTER: ["letter"],
  CHANNEL_HOTLINE_12337: ["documentNo"],
  CHANNEL_INSPECTION_GROUP: FROM_ABOVE,
  CHANNEL_SUPERIOR_OFFICE: FROM_ABOVE,
  CHANNEL_JUSTICE_ORGAN: ["documentNo", "issuingBody"],
  CHANNEL_REGULATOR: ["sweepId", "documentNo", "issuingBody"],
  CHANNEL_DISCIPLINE: ["documentNo", "issuingBody"],
  CHANNEL_AUDIT: ["documentNo", "issuingBody"],
};

// Citizens' own reports come through the public page.
const CHANNELS = channelValues.filter(
  (channel) => channel !== "CHANNEL_UNSPECIFIED" && channel !== "CHANNEL_PUBLIC_WEB",
);

export default function Register() {
  const { words, value: wordOf, field } = useLanguage();
  const { user } = useSession();
  const [channel, setChannel] = useState<Channel>("CHANNEL_PUBLIC_PHONE");
  return (
    <Flex vertical gap={16} style={{ maxWidth: 960 }}>
      <Heading>{words.register}</Heading>
      <div style={{ overflowX: "auto" }}>
        <Segmented
          aria-label={field("channel")}
          value={channel}
          onChange={setChannel}
          options={CHANNELS.map((each) => ({ value: each, label: wordOf(each) }))}
        />
      </div>
      <Card size="small">
        <VerbForm
          method="createLead"
          fixed={{ channel }}
          initial={{ division: user.division }}
          only={[...COMMON, ...(OWN[channel] ?? [])]}
          onDone={(lead) => navigate(`/leads/${String(lead.id)}`)}
        />
      </Card>
    </Flex>
  );
}
