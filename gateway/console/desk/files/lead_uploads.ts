// Files of a lead, from the office and its units.
import type { UploadCalls } from "@api/upload_file";
import { appendContent, createAttachment } from "@generated/api";
import { base64Of } from "../parts/file_input";

// Missing where the page came over plain HTTP: the server then takes the file as it comes.
async function digestOf(file: File): Promise<{ sha256?: string }> {
  const subtle: SubtleCrypto | undefined = crypto.subtle;
  if (!subtle) return {};
  return { sha256: base64Of(new Uint8Array(await subtle.digest("SHA-256", await file.arrayBuffer()))) };
}

export function uploadsOf(leadId: string, visibleToReporter: boolean): UploadCalls {
  return {
    begin: async (file, requestId) =>
      createAttachment({
        leadId,
        requestId,
        name: file.name,
        size: String(file.size),
        visibleToReporter,
        ...(await digestOf(file)),
      }),
    append: ({ id }, piece, headers) => appendContent({ attachmentId: id }, piece, { headers }),
  };
}
