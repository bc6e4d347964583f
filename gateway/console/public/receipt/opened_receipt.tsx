import type { Progress, ReceiptView } from "@generated/api";
import { useEffect, useRef } from "react";
import { useTexts } from "../language";
import { dayOf } from "./day";
import { Dialogue } from "./dialogue";
import { Feedback } from "./feedback";
import { ReceiptFiles } from "./receipt_files";
import type { ReceiptProps } from "./receipt_props";
import { ReviewRequest } from "./review_request";

const STAGES: Progress[] = ["PROGRESS_RECEIVED", "PROGRESS_VERIFYING", "PROGRESS_CONCLUDED"];

function Status({ view }: { view: ReceiptView }) {
  const texts = useTexts();
  const { progress } = texts.receipt;
  const words = [progress.received, progress.verifying, progress.concluded];
  const at = Math.max(STAGES.indexOf(view.progress), 0);
  return (
    <section className="card">
      <h2>{texts.receipt.status}</h2>
      <ol className="stages">
        {words.map((word, index) => (
          <li
            key={word}
            className={index <= at ? "done" : ""}
            aria-current={index === at ? "step" : undefined}
          >
            {word}
            {index === at && <span className="optional">{texts.receipt.now}</span>}
          </li>
        ))}
      </ol>
      {view.receivedAt && (
        <p className="hint">
          {texts.receipt.receivedAt} {dayOf(view.receivedAt, texts)}
        </p>
      )}
      {view.informedAt && !view.explanation && <p>{texts.receipt.noExplanation}</p>}
      {view.explanation && (
        <>
          <h3>{texts.receipt.explanation}</h3>
          <p className="written" lang="zh-CN">
            {view.explanation}
          </p>
        </>
      )}
    </section>
  );
}

export function OpenedReceipt({
  onClose,
  ...receipt
}: ReceiptProps & { onClose: () => void }) {
  const texts = useTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), []);
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {texts.receipt.heading}
      </h1>
      <Status view={receipt.view} />
      <Feedback {...receipt} />
      <ReviewRequest {...receipt} />
      <Dialogue {...receipt} />
      <ReceiptFiles receipt={receipt.receipt} />
      <div className="actions">
        <button type="button" className="button quiet" onClick={onClose}>
          {texts.receipt.close}
        </button>
      </div>
    </>
  );
}
