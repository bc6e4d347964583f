import { choicesOf, OneOf, TextField } from "../field";
import { FilePicker, sizeOf } from "../files/file_picker";
import { useTexts } from "../language";
import type { StepProps } from "./steps";

export function EvidenceStep({ draft, change }: StepProps) {
  const { evidence } = useTexts().report;
  return (
    <>
      <OneOf
        id="source"
        label={evidence.source}
        optional
        choices={choicesOf(evidence.sourceList)}
        value={draft.source}
        onChange={(source) => change({ source })}
      />
      {draft.source === "told" && (
        <TextField
          id="told"
          label={evidence.told}
          hint={evidence.toldHint}
          optional
          rows={2}
          most={1000}
          value={draft.told}
          onChange={(told) => change({ told })}
        />
      )}
      <TextField
        id="others"
        label={evidence.others}
        optional
        rows={2}
        most={1000}
        value={draft.others}
        onChange={(others) => change({ others })}
      />
      <h3>{evidence.files}</h3>
      <p className="hint">{evidence.filesHint}</p>
      <p className="hint">{evidence.metadata}</p>
      <ul className="files">
        {draft.files.map((file) => (
          <li key={file.name + file.size}>
            <span className="file-name">{file.name}</span>
            <span className="hint">{sizeOf(file.size)}</span>
            <button
              type="button"
              className="link"
              aria-label={evidence.removeFile(file.name)}
              onClick={() => change({ files: draft.files.filter((each) => each !== file) })}
            >
              ×
            </button>
          </li>
        ))}
      </ul>
      <FilePicker
        label={evidence.addFiles}
        already={draft.files}
        onPick={(files) => change({ files: [...draft.files, ...files] })}
      />
    </>
  );
}
