// Why something did not work, in the server's own words.
import { Alert } from "antd";
import { Refusal } from "@api/refusal";
import { type Language, useLanguage } from "../words/language";

export function wordsOf(error: unknown, { words }: Language): string {
  if (error instanceof Refusal && error.status === 0) return words.unreachable;
  return (error instanceof Error && error.message) || words.failed;
}

interface RefusalAlertProps {
  refusal: unknown;
  // The field that it is about.
  where?: string;
}

export function RefusalAlert({ refusal, where = "" }: RefusalAlertProps) {
  const language = useLanguage();
  if (!refusal) return null;
  // What one may not know of looks as if it were not there, and is no fault.
  if (refusal instanceof Refusal && refusal.status === 404) {
    return <Alert type="info" showIcon title={language.words.notForYou} className="refusal" />;
  }
  const rule = refusal instanceof Refusal ? refusal.rule : "";
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={where ? `${where}${language.words.colon}${wordsOf(refusal, language)}` : wordsOf(refusal, language)}
      // For whoever looks into a complaint; readers have the words.
      data-rule={rule}
      className="refusal"
    />
  );
}
