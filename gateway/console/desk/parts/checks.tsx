// What the browser made sure of by itself, line by line.
import { Tag } from "antd";
import type { Words } from "../words/zh";
import { useLanguage } from "../words/language";

export interface Check {
  name: keyof Words;
  holds: boolean;
}

export const holds = (checks: readonly Check[]): boolean => checks.every((check) => check.holds);

export function CheckList({ checks }: { checks: readonly Check[] }) {
  const { words } = useLanguage();
  return (
    <ul className="plain checks" data-part="checks">
      {checks.map((check) => (
        <li key={check.name} data-check={check.name} data-holds={check.holds}>
          <Tag color={check.holds ? "green" : "red"}>{check.holds ? words.holds : words.fails}</Tag> {words[check.name]}
        </li>
      ))}
    </ul>
  );
}
