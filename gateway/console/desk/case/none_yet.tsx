// That something of the case is not there yet, to whoever would see it.
import { Typography } from "antd";
import { useLanguage } from "../words/language";
import { useWork } from "./case_work";

export function NoneYet({ words: none }: { words: string }) {
  const { words } = useLanguage();
  const { case: subject } = useWork();
  // Whoever sees the line alone is told when it was planned, but not what.
  const withheld = Boolean(subject.plannedAt) && !subject.plan;
  return <Typography.Text type="secondary">{withheld ? words.notForYou : none}</Typography.Text>;
}
