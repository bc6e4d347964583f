import { type DialogueMessage, replyToReceipt } from "@generated/api";
import { useState } from "react";
import { Alert, TextField } from "../field";
import { useTexts } from "../language";
import { dayOf } from "./day";
import type { ReceiptProps } from "./receipt_props";
import { useSending } from "./sending";

function Message({ message }: { message: DialogueMessage }) {
  const texts = useTexts();
  const { dialogue } = texts.receipt;
  const own = message.speaker === "SPEAKER_REPORTER";
  return (
    <li className={own ? "message own" : "message"}>
      <p className="hint">
        {own ? dialogue.you : dialogue.office}
        {message.kind === "KIND_REVIEW_REQUEST" && ` · ${dialogue.reviewRequest}`}
        {message.sentAt && ` · ${dayOf(message.sentAt, texts)}`}
      </p>
      <p className="written" lang="zh-CN">
        {message.text}
      </p>
    </li>
  );
}

export function Dialogue({ receipt, view, onChange }: ReceiptProps) {
  const { dialogue } = useTexts().receipt;
  const [text, setText] = useState("");
  const [sent, setSent] = useState(false);
  const { busy, problem, send } = useSending();
  const reply = () =>
    send(text, async (requestId) => {
      onChange(await replyToReceipt({ receipt, requestId, text }));
      setText("");
      setSent(true);
    });
  const change = (value: string) => {
    setText(value);
    setSent(false);
  };
  return (
    <section className="card">
      <h2>{dialogue.heading}</h2>
      {view.messages.length === 0 && <p className="hint">{dialogue.none}</p>}
      <ol className="messages">
        {view.messages.map((message) => (
          <Message key={message.id} message={message} />
        ))}
      </ol>
      <TextField rows={4} id="reply" label={dialogue.add} most={2000} value={text} onChange={change} />
      {problem && <Alert>{problem}</Alert>}
      <p role="status" className="hint">
        {sent && dialogue.sent}
      </p>
      <button
        type="button"
        className="button"
        disabled={busy || text.trim() === ""}
        onClick={() => void reply()}
      >
        {dialogue.send}
      </button>
    </section>
  );
}
