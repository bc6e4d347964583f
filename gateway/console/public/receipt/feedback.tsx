import { type IntakeAttitude, confirmFeedback } from "@generated/api";
import { useState } from "react";
import { Alert, choicesOf, OneOf } from "../field";
import { useTexts } from "../language";
import type { ReceiptProps } from "./receipt_props";
import { useSending } from "./sending";

type Told = Exclude<IntakeAttitude, "ATTITUDE_UNSPECIFIED">;

export function Feedback({ receipt, view, onChange }: ReceiptProps) {
  const texts = useTexts().receipt.attitude;
  const [attitude, setAttitude] = useState<Told | "">("");
  const { busy, problem, send } = useSending();
  if (!view.informedAt) return null;
  if (view.attitude !== "ATTITUDE_UNSPECIFIED") {
    return <p className="note">{texts.told(texts.list[view.attitude])}</p>;
  }
  const confirm = () =>
    send(attitude, async (requestId) => {
      if (attitude !== "") onChange(await confirmFeedback({ receipt, requestId, attitude }));
    });
  return (
    <section className="card">
      <OneOf
        id="attitude"
        label={texts.heading}
        choices={choicesOf<Told>(texts.list)}
        value={attitude}
        onChange={setAttitude}
      />
      {problem && <Alert>{problem}</Alert>}
      <button
        type="button"
        className="button"
        disabled={busy || attitude === ""}
        onClick={() => void confirm()}
      >
        {texts.send}
      </button>
    </section>
  );
}
