import { useUploads } from "@api/uploads";
import { type Attachment, listReceiptAttachments, readReceiptContent } from "@generated/api";
import { useCallback, useEffect, useState } from "react";
import { messageOf } from "../failure";
import { Alert } from "../field";
import { FilePicker, sizeOf } from "../files/file_picker";
import { uploadsTo } from "../files/upload";
import { UploadList } from "../files/uploads";
import { useTexts } from "../language";

function FileLine({ receipt, attachment }: { receipt: string; attachment: Attachment }) {
  const texts = useTexts();
  const { files } = texts.receipt;
  const [problem, setProblem] = useState("");
  const { id, name, size, uploadedBytes, source } = attachment;
  const fromOffice = source === "SPEAKER_OFFICE";
  const download = async () => {
    setProblem("");
    try {
      const blob = await readReceiptContent({ attachmentId: id }, { headers: { "X-Receipt": receipt } });
      const address = URL.createObjectURL(blob);
      const link = document.createElement("a");
      link.href = address;
      link.download = name;
      link.click();
      URL.revokeObjectURL(address);
    } catch (error) {
      setProblem(messageOf(error, texts));
    }
  };
  return (
    <li>
      <span className="file-name" lang="zh-CN">
        {name}
      </span>
      <span className="hint">
        {sizeOf(Number(size))} · {uploadedBytes === size ? files.done : files.interrupted}
        {fromOffice && ` · ${files.fromOffice}`}
      </span>
      {fromOffice && (
        <button type="button" className="link" onClick={() => void download()}>
          {files.download}
        </button>
      )}
      {problem && <Alert>{problem}</Alert>}
    </li>
  );
}

export function ReceiptFiles({ receipt }: { receipt: string }) {
  const texts = useTexts();
  const { files } = texts.receipt;
  const [attachments, setAttachments] = useState<Attachment[]>([]);
  const [problem, setProblem] = useState("");
  const uploads = useUploads(uploadsTo(receipt));
  const load = useCallback(async () => {
    try {
      setAttachments((await listReceiptAttachments({ receipt })).attachments);
    } catch (error) {
      setProblem(messageOf(error, texts));
    }
  }, [receipt, texts]);
  useEffect(() => void load(), [load]);
  const broken = attachments.some(({ size, uploadedBytes }) => size !== uploadedBytes);
  return (
    <section className="card">
      <h2>{files.heading}</h2>
      {attachments.length === 0 && <p className="hint">{files.none}</p>}
      <ul className="files">
        {attachments.map((each) => (
          <FileLine key={each.id} receipt={receipt} attachment={each} />
        ))}
      </ul>
      <UploadList {...uploads} />
      {broken && <p className="hint">{files.resumeHint}</p>}
      {problem && <Alert>{problem}</Alert>}
      <FilePicker
        label={files.add}
        already={attachments.map(({ size }) => ({ size: Number(size) }))}
        onPick={(picked) => void uploads.add(picked, attachments)}
      />
    </section>
  );
}
