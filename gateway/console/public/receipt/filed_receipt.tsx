import { useUploads } from "@api/uploads";
import { useEffect, useRef, useState } from "react";
import { uploadsTo } from "../files/upload";
import { UploadList } from "../files/uploads";
import { useTexts } from "../language";
import { useAskBeforeClosing } from "../quick_exit";
import { Qr } from "./qr";

function saveText(name: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: "text/plain" }));
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}

function Keep({ receipt }: { receipt: string }) {
  const texts = useTexts().receipt;
  const [copied, setCopied] = useState(false);
  // Missing where the page came over plain HTTP.
  const clipboard: Clipboard | undefined = navigator.clipboard;
  const copy = () => void clipboard?.writeText(receipt).then(() => setCopied(true));
  return (
    <>
      <div className="actions keep">
        {clipboard && (
          <button type="button" className="button quiet" onClick={copy}>
            {copied ? texts.copied : texts.copy}
          </button>
        )}
        <button type="button" className="button quiet" onClick={() => window.print()}>
          {texts.print}
        </button>
        <button
          type="button"
          className="button quiet"
          onClick={() => saveText(texts.fileName, `${texts.number}\n${receipt}\n`)}
        >
          {texts.save}
        </button>
      </div>
      <p className="hint keep">{texts.saveNote}</p>
    </>
  );
}

// The receipt, this once; and the files that go with the report.
export function FiledReceipt({
  receipt,
  files,
  onDone,
}: {
  receipt: string;
  files: File[];
  onDone: () => void;
}) {
  const texts = useTexts();
  const heading = useRef<HTMLHeadingElement>(null);
  const [kept, setKept] = useState(false);
  const uploads = useUploads(uploadsTo(receipt));
  const begun = useRef(false);
  useEffect(() => {
    heading.current?.focus();
    window.scrollTo(0, 0);
  }, []);
  useEffect(() => {
    if (!begun.current) void uploads.add(files);
    begun.current = true;
  }, [uploads, files]);
  const sending = uploads.uploads.some(({ state }) => state === "running" || state === "waiting");
  useAskBeforeClosing(!kept || sending);
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {texts.receipt.filed}
      </h1>
      <section className="card receipt">
        <h2>{texts.receipt.number}</h2>
        <p className="number" id="receipt-number">
          {receipt}
        </p>
        <Qr text={receipt} label={texts.receipt.qr} />
        <p className="alert">{texts.receipt.warning}</p>
        <p>{texts.receipt.careful}</p>
        <Keep receipt={receipt} />
      </section>
      {files.length > 0 && (
        <section className="card">
          <h2>{texts.receipt.files.heading}</h2>
          <UploadList {...uploads} />
        </section>
      )}
      <label className="choice keep" htmlFor="kept">
        <input
          id="kept"
          type="checkbox"
          checked={kept}
          onChange={(event) => setKept(event.target.checked)}
        />
        <span>{texts.receipt.kept}</span>
      </label>
      <div className="actions keep">
        <button type="button" className="button" disabled={!kept || sending} onClick={onDone}>
          {texts.receipt.done}
        </button>
      </div>
    </>
  );
}
