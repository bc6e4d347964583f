// Registers a lead: the channel first, then what that channel must say.
import { Button, Card, Flex, Grid, Segmented, Select, Typography } from "antd";
import { useEffect, useMemo, useRef, useState } from "react";
import { useUploads } from "@api/uploads";
import { type Channel, channelValues } from "@generated/api";
import { sizeOf } from "../files/attachment_lines";
import { FileButton } from "../files/file_button";
import { uploadsOf } from "../files/lead_uploads";
import { UploadList } from "../files/upload_list";
import { Heading } from "../parts/heading";
import { VerbForm } from "../parts/verb_form";
import { navigate } from "../shell/router";
import { useSession } from "../shell/session";
import { useUnsaved } from "../shell/unsaved";
import { useLanguage } from "../words/language";

// What is said first, then the channel's own, then whom it is about and who says it.
const MATTER = ["title", "narrative", "sector", "receivedAt", "identity", "umbrella", "keyLead", "division"];
const PEOPLE = ["accusedUnitIds", "subjects", "reporter"];
// A superior may have passed down what came by any channel but the public's own.
const FROM_ABOVE = ["level", "instruction", "documentNo", "issuingBody", "instructedBy", "deadline"];
const BY_DOCUMENT = ["documentNo", "issuingBody"];

interface Asked {
  asks: readonly string[];
  // Of these and of the common ones, those without which the channel's lead is refused.
  requires: readonly string[];
}

// Citizens' own reports come through the public page.
type DeskChannel = Exclude<Channel, "CHANNEL_UNSPECIFIED" | "CHANNEL_PUBLIC_WEB">;

const BY_SUPERIOR: Asked = {
  asks: FROM_ABOVE,
  requires: ["level", "instruction", ...BY_DOCUMENT, "deadline"],
};
const CONTACT: Asked = { asks: ["contact"], requires: ["contact"] };

// As services/intake/registration.cc demands it.
const OWN: Readonly<Record<DeskChannel, Asked>> = {
  CHANNEL_PUBLIC_PHONE: CONTACT,
  CHANNEL_PUBLIC_VISIT: CONTACT,
  CHANNEL_PUBLIC_LETTER: { asks: ["letter"], requires: ["letter"] },
  CHANNEL_HOTLINE_12337: { asks: FROM_ABOVE, requires: ["documentNo"] },
  CHANNEL_INSPECTION_GROUP: BY_SUPERIOR,
  CHANNEL_SUPERIOR_OFFICE: BY_SUPERIOR,
  CHANNEL_JUSTICE_ORGAN: { asks: FROM_ABOVE, requires: BY_DOCUMENT },
  CHANNEL_REGULATOR: { asks: ["sweepId", "sweepUnitId", ...FROM_ABOVE], requires: ["sector"] },
  CHANNEL_DISCIPLINE: { asks: FROM_ABOVE, requires: ["documentNo"] },
  CHANNEL_DENUNCIATION: { asks: FROM_ABOVE, requires: ["issuingBody"] },
  CHANNEL_AUDIT: { asks: FROM_ABOVE, requires: BY_DOCUMENT },
};

const CHANNELS = channelValues.filter((channel): channel is DeskChannel => channel in OWN);

// The lead is registered; now its files go up.
function Sending({ leadId, files }: { leadId: string; files: readonly File[] }) {
  const { words } = useLanguage();
  const begun = useRef(false);
  const uploads = useUploads(useMemo(() => uploadsOf(leadId, false), [leadId]));
  const { add } = uploads;
  useEffect(() => {
    if (!begun.current) void add(files);
    begun.current = true;
  }, [add, files]);
  const left = uploads.uploads.filter(({ state }) => state !== "done").length;
  useEffect(() => {
    if (uploads.uploads.length > 0 && left === 0) navigate(`/leads/${leadId}`);
  }, [uploads.uploads.length, left, leadId]);
  return (
    <Card size="small" title={words.attachments}>
      <UploadList {...uploads} />
      <Button onClick={() => navigate(`/leads/${leadId}`)}>{words.openLead}</Button>
    </Card>
  );
}

interface FilesProps {
  files: readonly File[];
  onFiles: (files: readonly File[]) => void;
}

function ChosenFiles({ files, onFiles }: FilesProps) {
  const { words } = useLanguage();
  return (
    <Card size="small" title={words.attachments}>
      {files.map((file) => (
        <Flex key={`${file.name} ${file.size}`} gap={12} align="center">
          <Typography.Text ellipsis>{file.name}</Typography.Text>
          <Typography.Text type="secondary">{sizeOf(file.size)}</Typography.Text>
          <Button
            type="link"
            aria-label={`${words.remove} ${file.name}`}
            onClick={() => onFiles(files.filter((each) => each !== file))}
          >
            {words.remove}
          </Button>
        </Flex>
      ))}
      <FileButton label={words.addFiles} onPick={(picked) => onFiles([...files, ...picked])} />
    </Card>
  );
}

export default function Register() {
  const { words, value: wordOf, field } = useLanguage();
  const { user, may } = useSession();
  const wide = Grid.useBreakpoint().lg ?? true;
  const [channel, setChannel] = useState<DeskChannel>("CHANNEL_PUBLIC_PHONE");
  const [files, setFiles] = useState<readonly File[]>([]);
  const chosen = useUnsaved();
  useEffect(() => chosen.set(files.length > 0), [chosen, files]);
  const [registered, setRegistered] = useState("");
  const options = CHANNELS.map((each) => ({ value: each, label: wordOf(each) }));
  const done = (leadId: string) => {
    if (files.length === 0) return navigate(`/leads/${leadId}`);
    chosen.set(false);
    setRegistered(leadId);
  };
  if (registered) return <Sending leadId={registered} files={files} />;
  return (
    <Flex vertical gap={16} style={{ maxWidth: 960 }}>
      <Heading>{words.register}</Heading>
      {wide ? (
        <Segmented aria-label={field("channel")} value={channel} onChange={setChannel} options={options} />
      ) : (
        <Select aria-label={field("channel")} value={channel} onChange={setChannel} options={options} />
      )}
      {may("createAttachment") && <ChosenFiles files={files} onFiles={setFiles} />}
      <Card size="small" className="pairs">
        <VerbForm
          method="createLead"
          fixed={{ channel }}
          initial={{ division: user.division }}
          only={[...MATTER, ...OWN[channel].asks, ...PEOPLE]}
          requires={OWN[channel].requires}
          onDone={(lead) => done(String(lead.id))}
        />
      </Card>
    </Flex>
  );
}
