// The uploads of a page, one at a time.
import type { Attachment } from "@generated/api";
import { useCallback, useRef, useState } from "react";
import { type UploadCalls, uploadFile } from "./upload_file";

export interface Upload {
  file: File;
  // Where a retry goes on.
  begun: Attachment | undefined;
  state: "waiting" | "running" | "done" | "failed";
  // Why it failed.
  error: unknown;
}

export interface Uploads {
  uploads: Upload[];
  // Ends when each of them is done or has failed. What is `known` to be half there is gone on with.
  add: (files: readonly File[], known?: readonly Attachment[]) => Promise<void>;
  retry: (upload: Upload) => Promise<void>;
}

export const bytesSent = ({ begun }: Upload): number => Number(begun?.uploadedBytes ?? 0);

const isRestOf = (file: File) => ({ name, size, uploadedBytes }: Attachment) =>
  name === file.name && size === String(file.size) && uploadedBytes !== size;

export function useUploads(calls: UploadCalls): Uploads {
  const [uploads, setUploads] = useState<Upload[]>([]);
  const queue = useRef(Promise.resolve());
  const update = useCallback((file: File, part: Partial<Upload>) => {
    setUploads((all) => all.map((each) => (each.file === file ? { ...each, ...part } : each)));
  }, []);
  const retry = ({ file, begun }: Upload) => {
    const run = async () => {
      update(file, { state: "running", error: undefined });
      try {
        await uploadFile(file, begun, calls, (attachment) => update(file, { begun: attachment }));
        update(file, { state: "done" });
      } catch (error) {
        update(file, { state: "failed", error });
      }
    };
    queue.current = queue.current.then(run);
    return queue.current;
  };
  const add = async (files: readonly File[], known: readonly Attachment[] = []) => {
    const added = files.map(
      (file): Upload => ({ file, begun: known.find(isRestOf(file)), state: "waiting", error: undefined }),
    );
    setUploads((all) => [...all, ...added]);
    await Promise.all(added.map(retry));
  };
  return { uploads, add, retry };
}
