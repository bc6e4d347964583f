import type { Texts } from "../texts/zh";

// The day of an RFC 3339 time as a reader of `texts` writes it.
export function dayOf(time: string, texts: Texts): string {
  return new Date(time).toLocaleDateString(texts.locale, {
    year: "numeric",
    month: "long",
    day: "numeric",
  });
}
