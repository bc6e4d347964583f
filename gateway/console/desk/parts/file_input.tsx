// A file as the bytes of a field or, with `digest`, as their SHA-256: the file itself stays here.
import { Button, Flex, Typography } from "antd";
import { useRef, useState } from "react";
import { useLanguage } from "../words/language";

interface FileInputProps {
  id?: string;
  digest: boolean;
  onChange?: (base64: string | undefined) => void;
}

export function base64Of(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(start, start + 0x8000));
  }
  return btoa(text);
}

export function bytesOf(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; ++index) bytes[index] = text.charCodeAt(index);
  return bytes;
}

export function FileInput({ id, digest, onChange }: FileInputProps) {
  const { words } = useLanguage();
  const input = useRef<HTMLInputElement>(null);
  const [name, setName] = useState("");
  const read = async (file: File | undefined) => {
    setName(file?.name ?? "");
    if (!file) return onChange?.(undefined);
    const content = await file.arrayBuffer();
    const bytes = digest ? await crypto.subtle.digest("SHA-256", content) : content;
    onChange?.(base64Of(new Uint8Array(bytes)));
  };
  return (
    <Flex gap={8} align="center">
      <input
        ref={input}
        type="file"
        {...(id ? { id } : {})}
        className="file-input"
        onChange={(event) => void read(event.target.files?.[0])}
      />
      <Button tabIndex={-1} aria-hidden onClick={() => input.current?.click()}>
        {words.chooseFile}
      </Button>
      <Typography.Text ellipsis {...(name ? {} : { type: "secondary" as const })}>
        {name || words.noFile}
      </Typography.Text>
    </Flex>
  );
}
