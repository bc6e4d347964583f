// Sends a file in pieces, from where an upload of it broke off (attachment.proto).
import type { Attachment } from "@generated/api";
import { newRequestId } from "./call";
import { Refusal } from "./refusal";

// A piece is what is lost when the line breaks.
const PIECE_BYTES = 512 * 1024;
const ATTEMPTS = 5;
const FIRST_WAIT_MS = 500;

export interface UploadCalls {
  begin: (file: File, requestId: string) => Promise<Attachment>;
  append: (begun: Attachment, piece: Blob, headers: Record<string, string>) => Promise<Attachment>;
}

// Uploads `file`, or the rest of it where `begun` is an upload of it that broke off. Tells how far
// it is after each step. Tries again while the line is bad; then throws.
export async function uploadFile(
  file: File,
  begun: Attachment | undefined,
  calls: UploadCalls,
  onStep: (attachment: Attachment) => void,
): Promise<void> {
  const requestId = newRequestId();
  let attachment = begun ?? (await persist(() => calls.begin(file, requestId)));
  onStep(attachment);
  while (Number(attachment.uploadedBytes) < file.size) {
    const from = Number(attachment.uploadedBytes);
    const before = attachment;
    attachment = await persist(() =>
      calls.append(before, file.slice(from, from + PIECE_BYTES), { "Upload-Offset": String(from) }),
    );
    onStep(attachment);
  }
}

async function persist<T>(attempt: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; ++tried) {
    try {
      return await attempt();
    } catch (error) {
      const passing = error instanceof Refusal && error.passing;
      if (!passing || tried === ATTEMPTS) throw error;
      await new Promise((resolve) => setTimeout(resolve, FIRST_WAIT_MS * 2 ** tried));
    }
  }
}
