// The stored files of a lead: what each is, a picture where there is one, and the file itself.
import { Button, Empty, Modal, Space, Tag } from "antd";
import { useEffect, useState } from "react";
import { type Attachment, readContent, readPreview } from "@generated/api";
import { RefusalAlert } from "../parts/refusal_alert";
import { saveFile } from "../parts/save_file";
import { Value } from "../parts/value";
import { VerbButton } from "../parts/verb_button";
import { WideTable } from "../parts/wide_table";
import { useSession } from "../shell/session";
import { useLanguage } from "../words/language";

const KIB = 1024;
const OFFICE: ReadonlySet<string> = new Set(["ROLE_CLERK", "ROLE_OFFICE", "ROLE_DISCIPLINE"]);

export function sizeOf(bytes: number): string {
  return bytes < KIB * KIB ? `${Math.ceil(bytes / KIB)} KB` : `${(bytes / KIB / KIB).toFixed(1)} MB`;
}

function Picture({ attachment, onClose }: { attachment: Attachment; onClose: () => void }) {
  const [address, setAddress] = useState("");
  const [refusal, setRefusal] = useState<unknown>();
  useEffect(() => {
    let made = "";
    let gone = false;
    readPreview({ attachmentId: attachment.id }).then(
      (blob) => {
        if (gone) return;
        made = URL.createObjectURL(blob);
        setAddress(made);
      },
      setRefusal,
    );
    return () => {
      gone = true;
      if (made) URL.revokeObjectURL(made);
    };
  }, [attachment.id]);
  return (
    <Modal open title={attachment.name} footer={null} onCancel={onClose} width={860}>
      <RefusalAlert refusal={refusal} />
      {address && <img src={address} alt={attachment.name} className="picture" />}
    </Modal>
  );
}

interface AttachmentLinesProps {
  attachments: readonly Attachment[];
  onChange: () => void;
}

// What a reporter sent is kept from units, as it came, until the office releases it.
const isWithheld = (each: Attachment): boolean => each.source === "SPEAKER_REPORTER" && !each.releasedAt;

export function AttachmentLines({ attachments, onChange }: AttachmentLinesProps) {
  const { words, field, value: wordOf } = useLanguage();
  const { may, user } = useSession();
  const ofOffice = user.roles.some((role) => OFFICE.has(role));
  const [shown, setShown] = useState<Attachment>();
  const [refusal, setRefusal] = useState<unknown>();
  const download = async ({ id, name }: Attachment) => {
    setRefusal(undefined);
    try {
      saveFile(await readContent({ attachmentId: id }), name);
    } catch (error) {
      setRefusal(error);
    }
  };
  const columns = [
    {
      title: field("fileName"),
      render: (_: unknown, each: Attachment) => (
        <Space wrap>
          <span className="words">{each.name}</span>
          {each.visibleToReporter && <Tag color="blue">{field("visibleToReporter")}</Tag>}
        </Space>
      ),
    },
    { title: field("type"), render: (_: unknown, each: Attachment) => wordOf(each.type, "AttachmentType") },
    {
      title: field("size"),
      align: "end" as const,
      render: (_: unknown, each: Attachment) => sizeOf(Number(each.size)),
    },
    { title: words.cameFrom, render: (_: unknown, each: Attachment) => wordOf(each.source, "Speaker") },
    {
      title: field("storedAt"),
      render: (_: unknown, each: Attachment) => (
        <Value name="storedAt" field={{ type: "time" }} value={each.storedAt} />
      ),
    },
    {
      title: words.actions,
      render: (_: unknown, each: Attachment) => (
        <Space wrap>
          {each.preview === "ATTACHMENT_PREVIEW_READY" && (
            <Button size="small" onClick={() => setShown(each)}>
              {words.preview}
            </Button>
          )}
          {(ofOffice || !isWithheld(each)) && (
            <Button size="small" onClick={() => void download(each)}>
              {words.download}
            </Button>
          )}
          {may("releaseOriginal") && isWithheld(each) && (
            <VerbButton method="releaseOriginal" fixed={{ attachmentId: each.id }} onDone={onChange} />
          )}
        </Space>
      ),
    },
  ];
  return (
    <>
      <RefusalAlert refusal={refusal} />
      {attachments.length === 0 ? (
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.noAttachments} />
      ) : (
        <WideTable<Attachment>
          size="small"
          rowKey="id"
          pagination={false}
          dataSource={[...attachments]}
          columns={columns}
        />
      )}
      {shown && <Picture attachment={shown} onClose={() => setShown(undefined)} />}
    </>
  );
}
