// How alike two leads are, in percent.
import { Tag } from "antd";
import { filled, useLanguage } from "../words/language";

export function Likeness({ score }: { score: number }) {
  const { words } = useLanguage();
  return <Tag>{filled(words.alike, { n: Math.round(score * 100) })}</Tag>;
}
