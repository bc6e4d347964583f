// Files behind a receipt: sent in pieces, and from where an upload broke off.
import { newRequestId } from "@api/call";
import { Refusal } from "@api/refusal";
import { appendReceiptContent, attachToReceipt, type Attachment } from "@generated/api";

// A piece is what is lost when the line breaks.
const PIECE_BYTES = 512 * 1024;
const ATTEMPTS = 5;
const FIRST_WAIT_MS = 500;

// Uploads `file`, or the rest of it where `begun` is an upload of it that broke off. Tells how many
// bytes are there after each piece. Tries again while the line is bad; then throws.
export async function uploadFile(
  receipt: string,
  file: File,
  begun: Attachment | undefined,
  onProgress: (bytes: number) => void,
): Promise<void> {
  const requestId = newRequestId();
  const { name, size } = file;
  const attachment =
    begun ??
    (await persist(() => attachToReceipt({ receipt, requestId, name, size: String(size) })));
  let offset = Number(attachment.uploadedBytes);
  while (offset < size) {
    const from = offset;
    const sent = await persist(() =>
      appendReceiptContent(
        { attachmentId: attachment.id },
        file.slice(from, from + PIECE_BYTES),
        { headers: { "X-Receipt": receipt, "Upload-Offset": String(from) } },
      ),
    );
    offset = Number(sent.uploadedBytes);
    onProgress(offset);
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
