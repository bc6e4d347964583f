// Why something did not work, in the server's own words.
import { Alert } from "antd";
import { Refusal } from "@api/refusal";
import { type Language, useLanguage } from "../words/language";

export function wordsOf(error: unknown, { words }: Language): string {
  if (error instanceof Refusal && error.status === 0) return words.unreachable;
  return (error instanceof Error && error.message) || words.failed;
}

export function RefusalAlert({ refusal }: { refusal: unknown }) {
  const language = useLanguage();
  if (!refusal) return null;
  const rule = refusal instanceof Refusal ? refusal.rule : "";
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={wordsOf(refusal, language)}
      description={rule}
      style={{ marginBottom: 16 }}
    />
  );
}
