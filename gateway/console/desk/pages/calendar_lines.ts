// A year of holidays as people paste it: a day a line, "2026-10-01 休 国庆节".
import type { CalendarDay } from "@generated/api";

export type PastedDay = Pick<CalendarDay, "date" | "working" | "name">;

export interface Pasted {
  days: PastedDay[];
  // Lines, counted from 1, that say no day.
  unread: number[];
}

const LINE = /^(\d{4}-\d{2}-\d{2})[\s,，]+(休|班|off|work)(?:[\s,，]+(.*))?$/;

export function readDays(text: string): Pasted {
  const pasted: Pasted = { days: [], unread: [] };
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const [, date, kind, name = ""] = LINE.exec(line.trim()) ?? [];
    if (!date) pasted.unread.push(index + 1);
    else pasted.days.push({ date, working: kind === "班" || kind === "work", name: name.trim() });
  }
  return pasted;
}
