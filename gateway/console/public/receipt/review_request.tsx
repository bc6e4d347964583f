import { reporterServiceRequestReview } from "@generated/api";
import { useState } from "react";
import { Alert, TextField } from "../field";
import { useTexts } from "../language";
import { dayOf } from "./day";
import type { ReceiptProps } from "./receipt_props";
import { useSending } from "./sending";

export function ReviewRequest({ receipt, view, onChange }: ReceiptProps) {
  const texts = useTexts();
  const { review } = texts.receipt;
  const [reason, setReason] = useState("");
  const { busy, problem, send } = useSending();
  if (view.reviewRequestedAt) {
    return <p className="note">{review.requested(dayOf(view.reviewRequestedAt, texts))}</p>;
  }
  if (!view.reviewUntil || new Date(view.reviewUntil) < new Date()) return null;
  const ask = () =>
    send(reason, async (requestId) =>
      onChange(await reporterServiceRequestReview({ receipt, requestId, reason })),
    );
  return (
    <section className="card">
      <h2>{review.heading}</h2>
      <p>{review.until(dayOf(view.reviewUntil, texts))}</p>
      <TextField rows={4} id="reason" label={review.reason} most={2000} value={reason} onChange={setReason} />
      {problem && <Alert>{problem}</Alert>}
      <button
        type="button"
        className="button"
        disabled={busy || reason.trim() === ""}
        onClick={() => void ask()}
      >
        {review.send}
      </button>
    </section>
  );
}
