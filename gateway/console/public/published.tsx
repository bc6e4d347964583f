import type { PublicityItem } from "@generated/api";
import { useTexts } from "./language";
import { dayOf } from "./receipt/day";

// A text of the office, in the office's language.
export function Published({ item }: { item: PublicityItem }) {
  const texts = useTexts();
  return (
    <article className="card">
      <h3 lang="zh-CN">{item.title}</h3>
      {item.publishedAt && <p className="hint">{dayOf(item.publishedAt, texts)}</p>}
      <p className="written" lang="zh-CN">
        {item.body}
      </p>
    </article>
  );
}
