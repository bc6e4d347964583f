// The files of a lead, the reporter's too, and how more are added.
import { Checkbox, Flex, Space } from "antd";
import { useMemo, useState } from "react";
import { useUploads } from "@api/uploads";
import { listAttachments } from "@generated/api";
import { AttachmentLines } from "../files/attachment_lines";
import { FileButton } from "../files/file_button";
import { uploadsOf } from "../files/lead_uploads";
import { UploadList } from "../files/upload_list";
import type { Subject } from "../parts/detail_page";
import { RefusalAlert } from "../parts/refusal_alert";
import { useCall } from "../parts/use_call";
import { useChanges } from "../shell/changes";
import { useSession } from "../shell/session";
import { useLanguage } from "../words/language";

export function LeadAttachments({ row }: Subject) {
  const { words, field } = useLanguage();
  const { may, user } = useSession();
  const leadId = String(row.id);
  const [visible, setVisible] = useState(false);
  const called = useCall(() => listAttachments({ leadId }), [leadId]);
  useChanges(["attachments"], called.reload);
  const uploads = useUploads(useMemo(() => uploadsOf(leadId, visible), [leadId, visible]));
  const offersToReporter = user.roles.some((role) => role === "ROLE_OFFICE" || role === "ROLE_CLERK");
  return (
    <Flex vertical gap={12}>
      <RefusalAlert refusal={called.error} />
      {may("createAttachment") && (
        <Space wrap>
          <FileButton
            label={words.addFiles}
            onPick={(files) => void uploads.add(files).then(called.reload)}
          />
          {offersToReporter && (
            <Checkbox checked={visible} onChange={(event) => setVisible(event.target.checked)}>
              {field("visibleToReporter")}
            </Checkbox>
          )}
        </Space>
      )}
      <UploadList {...uploads} />
      {called.data && <AttachmentLines attachments={called.data.attachments} onChange={called.reload} />}
    </Flex>
  );
}
