// Chooses files, with the keyboard too.
import { Button } from "antd";
import { useRef } from "react";

// The types that are taken (AttachmentType); the server looks at the content.
const TYPES =
  "image/jpeg,image/png,image/webp,application/pdf,video/mp4,video/quicktime,audio/*,.amr,.docx,.xlsx,.txt";

interface FileButtonProps {
  label: string;
  onPick: (files: File[]) => void;
}

export function FileButton({ label, onPick }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        className="file-input"
        multiple
        accept={TYPES}
        aria-label={label}
        onChange={(event) => {
          onPick(Array.from(event.target.files ?? []));
          event.target.value = "";
        }}
      />
      <Button tabIndex={-1} aria-hidden onClick={() => input.current?.click()}>{label}</Button>
    </>
  );
}
