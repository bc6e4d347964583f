// Files behind a receipt.
import type { UploadCalls } from "@api/upload_file";
import { appendReceiptContent, attachToReceipt } from "@generated/api";

export function uploadsTo(receipt: string): UploadCalls {
  return {
    begin: ({ name, size }, requestId) =>
      attachToReceipt({ receipt, requestId, name, size: String(size) }),
    append: ({ id }, piece, headers) =>
      appendReceiptContent({ attachmentId: id }, piece, { headers: { ...headers, "X-Receipt": receipt } }),
  };
}
