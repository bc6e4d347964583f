// A limit as people read it: the day, and how far off it is.
import { Typography } from "antd";
import dayjs from "dayjs";
import { filled, useLanguage } from "../words/language";

export function Due({ at }: { at: string }) {
  const { words } = useLanguage();
  if (!at) return null;
  const due = dayjs(at);
  const days = due.startOf("day").diff(dayjs().startOf("day"), "day");
  const over = due.isBefore(dayjs());
  const left = days === 0 ? words.dueToday : over ? words.daysOver : words.daysLeft;
  return (
    <span className="due">
      <time dateTime={at}>{due.format("YYYY-MM-DD")}</time>{" "}
      <Typography.Text type={over ? "danger" : "secondary"} strong={over}>
        {filled(left, { n: Math.abs(days) })}
      </Typography.Text>
    </span>
  );
}
