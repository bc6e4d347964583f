import { openReceipt, type ReceiptView } from "@generated/api";
import { type FormEvent, useState } from "react";
import { messageOf } from "../failure";
import { Alert, TextField } from "../field";
import { useTexts } from "../language";
import { OpenedReceipt } from "./opened_receipt";

export function Receipt() {
  const texts = useTexts();
  const [receipt, setReceipt] = useState("");
  const [view, setView] = useState<ReceiptView>();
  const [problem, setProblem] = useState("");
  const [opening, setOpening] = useState(false);
  const open = async (event: FormEvent) => {
    event.preventDefault();
    if (receipt.trim() === "") return setProblem(texts.form.missing);
    setOpening(true);
    setProblem("");
    try {
      setView(await openReceipt({ receipt }));
    } catch (error) {
      setProblem(messageOf(error, texts));
    } finally {
      setOpening(false);
    }
  };
  const close = () => {
    setView(undefined);
    setReceipt("");
  };
  if (view) return <OpenedReceipt receipt={receipt} view={view} onChange={setView} onClose={close} />;
  return (
    <>
      <h1>{texts.receipt.heading}</h1>
      <form className="card" onSubmit={(event) => void open(event)} noValidate>
        <TextField
          id="receipt"
          label={texts.receipt.number}
          hint={texts.receipt.intro}
          most={100}
          value={receipt}
          onChange={setReceipt}
        />
        {problem && <Alert>{problem}</Alert>}
        <div className="actions">
          <button type="submit" className="button" disabled={opening}>
            {opening ? texts.receipt.opening : texts.receipt.open}
          </button>
        </div>
      </form>
    </>
  );
}
