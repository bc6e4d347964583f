import { type ChangeEvent, useId, useState } from "react";
import { useTexts } from "../language";

const MIB = 1024 * 1024;
const MOST_FILES = 10;
const MOST_BYTES_A_FILE = 50 * MIB;
const MOST_BYTES = 100 * MIB;

// The types that are taken (AttachmentType); the server looks at the content.
const TYPES =
  "image/jpeg,image/png,image/webp,application/pdf,video/mp4,video/quicktime,audio/*,.amr,.docx,.xlsx,.txt";

export function sizeOf(bytes: number): string {
  return bytes < MIB ? `${Math.ceil(bytes / 1024)} KB` : `${(bytes / MIB).toFixed(1)} MB`;
}

interface Props {
  label: string;
  // What was chosen before; the limits count them too.
  already: { size: number }[];
  onPick: (files: File[]) => void;
}

export function FilePicker({ label, already, onPick }: Props) {
  const { evidence } = useTexts().report;
  const [problem, setProblem] = useState("");
  const id = useId();
  const pick = (event: ChangeEvent<HTMLInputElement>) => {
    const files = Array.from(event.target.files ?? []);
    event.target.value = "";
    const all = [...already, ...files];
    const bytes = all.reduce((sum, { size }) => sum + size, 0);
    const large = bytes > MOST_BYTES || files.some(({ size }) => size > MOST_BYTES_A_FILE);
    const found =
      all.length > MOST_FILES ? evidence.tooMany : large ? evidence.tooLarge : "";
    setProblem(found);
    if (found === "") onPick(files);
  };
  return (
    <p className="picker">
      <input id={id} type="file" accept={TYPES} multiple onChange={pick} />
      <label htmlFor={id} className="button quiet">
        {label}
      </label>
      {problem && (
        <span className="error" role="alert">
          {problem}
        </span>
      )}
    </p>
  );
}
