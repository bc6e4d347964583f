// A workbook that the server makes of ledgers, and hands out to whoever asked for it.
import { App, Button } from "antd";
import { useState } from "react";
import { download } from "@api/call";
import type { Export } from "@generated/api";
import { wordsOf } from "../parts/refusal_alert";
import { saveFile } from "../parts/save_file";
import { methodOf, run, type Row } from "../schema";
import { useSession } from "../shell/session";
import { useLanguage } from "../words/language";

interface ExportButtonProps {
  method: "exportLedger" | "exportLedgers";
  request: Row;
  // Of the file, without its ending.
  name: string;
}

export function ExportButton({ method, request, name }: ExportButtonProps) {
  const language = useLanguage();
  const { may } = useSession();
  const { message } = App.useApp();
  const [busy, setBusy] = useState(false);
  if (!may(method)) return null;
  const make = async () => {
    setBusy(true);
    try {
      const { id } = await run<Export>(method, request);
      const { verb, path } = methodOf("readExport");
      saveFile(await download(verb, path, { exportId: id }), `${name}.xlsx`);
    } catch (error) {
      void message.error(wordsOf(error, language));
    }
    setBusy(false);
  };
  return (
    <Button loading={busy} onClick={() => void make()}>
      {language.verb(method)}
    </Button>
  );
}
