import type { Attachment } from "@generated/api";
import { useCallback, useRef, useState } from "react";
import { messageOf } from "../failure";
import { useTexts } from "../language";
import { uploadFile } from "./upload";

interface Upload {
  file: File;
  begun: Attachment | undefined;
  bytes: number;
  state: "waiting" | "running" | "done" | "failed";
  problem: string;
}

// The uploads of this page, one at a time.
export function useUploads(receipt: string) {
  const texts = useTexts();
  const [uploads, setUploads] = useState<Upload[]>([]);
  const queue = useRef(Promise.resolve());

  const update = useCallback((file: File, part: Partial<Upload>) => {
    setUploads((all) => all.map((each) => (each.file === file ? { ...each, ...part } : each)));
  }, []);
  const enqueue = (file: File, begun: Attachment | undefined) => {
    const run = async () => {
      update(file, { state: "running", problem: "" });
      try {
        await uploadFile(receipt, file, begun, (bytes) => update(file, { bytes }));
        update(file, { state: "done", bytes: file.size });
      } catch (error) {
        update(file, { state: "failed", problem: messageOf(error, texts) });
      }
    };
    queue.current = queue.current.then(run);
    return queue.current;
  };
  const add = (files: File[], known: Attachment[] = []) => {
    const added = files.map((file): Upload => {
      const begun = known.find(
        ({ name, size, uploadedBytes }) =>
          name === file.name && size === String(file.size) && uploadedBytes !== size,
      );
      return { file, begun, bytes: Number(begun?.uploadedBytes ?? 0), state: "waiting", problem: "" };
    });
    setUploads((all) => [...all, ...added]);
    return Promise.all(added.map(({ file, begun }) => enqueue(file, begun)));
  };
  const retry = ({ file, begun }: Upload) => enqueue(file, begun);
  return { uploads, add, retry };
}

export function UploadList({ uploads, retry }: ReturnType<typeof useUploads>) {
  const { files } = useTexts().receipt;
  const words = ({ state, bytes, file, problem }: Upload) => {
    if (state === "done") return files.done;
    if (state === "failed") return `${files.interrupted}：${problem}`;
    if (state === "waiting") return files.waiting;
    return files.uploading(Math.floor((100 * bytes) / Math.max(file.size, 1)));
  };
  if (uploads.length === 0) return null;
  return (
    <ul className="files" aria-live="polite">
      {uploads.map((upload) => (
        <li key={upload.file.name + upload.file.size}>
          <span className="file-name">{upload.file.name}</span>
          <progress
            max={Math.max(upload.file.size, 1)}
            value={upload.bytes}
            aria-label={upload.file.name}
          />
          <span className={upload.state === "failed" ? "error" : "hint"}>{words(upload)}</span>
          {upload.state === "failed" && (
            <button type="button" className="link" onClick={() => void retry(upload)}>
              {files.resume}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
