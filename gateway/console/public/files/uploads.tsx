import { bytesSent, type Upload, type Uploads } from "@api/uploads";
import { messageOf } from "../failure";
import { useTexts } from "../language";

export function UploadList({ uploads, retry }: Uploads) {
  const texts = useTexts();
  const { files } = texts.receipt;
  const words = (upload: Upload) => {
    const { state, file, error } = upload;
    if (state === "done") return files.done;
    if (state === "failed") return `${files.interrupted}：${messageOf(error, texts)}`;
    if (state === "waiting") return files.waiting;
    return files.uploading(Math.floor((100 * bytesSent(upload)) / Math.max(file.size, 1)));
  };
  if (uploads.length === 0) return null;
  return (
    <ul className="files" aria-live="polite">
      {uploads.map((upload) => (
        <li key={upload.file.name + upload.file.size}>
          <span className="file-name">{upload.file.name}</span>
          <progress
            max={Math.max(upload.file.size, 1)}
            value={bytesSent(upload)}
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
