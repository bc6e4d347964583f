// A text with passages marked. Offsets count Unicode characters, not units of UTF-16.
import type { ReactNode } from "react";

export interface Span {
  offset: number;
  length: number;
}

export function marked(text: string, spans: readonly Span[]): ReactNode[] {
  const characters = Array.from(text);
  const parts: ReactNode[] = [];
  let at = 0;
  for (const { offset, length } of [...spans].sort((a, b) => a.offset - b.offset)) {
    const start = Math.max(offset, at);
    const end = Math.max(offset + length, start);
    parts.push(characters.slice(at, start).join(""));
    parts.push(<mark key={offset}>{characters.slice(start, end).join("")}</mark>);
    at = end;
  }
  parts.push(characters.slice(at).join(""));
  return parts;
}
