// A verb of an object: a button, and the form that it opens.
import { App, Button, Drawer } from "antd";
import { useState } from "react";
import type { MethodName, Row } from "../schema";
import { useUnsaved } from "../shell/unsaved";
import { useLanguage } from "../words/language";
import { VerbForm, type VerbFormProps } from "./verb_form";

interface VerbButtonProps extends Omit<VerbFormProps, "onDone" | "unsaved"> {
  onDone?: (answer: Row) => void;
  primary?: boolean;
}

// Verbs that end something or cannot be taken back.
const GRAVE = new Set<MethodName>([
  "sealLead", "refuseEndorsement", "rejectReport", "returnCase", "revokeSigningKey",
  "revokeCustodianKey", "disableUser", "withdrawPublication", "recuse",
]);

export const isGrave = (method: MethodName): boolean => GRAVE.has(method);

export function VerbButton({ primary = false, onDone, ...form }: VerbButtonProps) {
  const { verb, words } = useLanguage();
  const { message } = App.useApp();
  const [open, setOpen] = useState(false);
  const unsaved = useUnsaved();
  const done = (answer: Row) => {
    setOpen(false);
    void message.success(`${verb(form.method)}：${words.done}`);
    onDone?.(answer);
  };
  return (
    <>
      <Button
        type={primary ? "primary" : "default"}
        danger={isGrave(form.method)}
        onClick={() => setOpen(true)}
        data-verb={form.method}
      >
        {verb(form.method)}
      </Button>
      <Drawer
        open={open}
        onClose={() => unsaved.leaving(() => setOpen(false))}
        title={verb(form.method)}
        size={640}
        destroyOnHidden
        mask={{ closable: false }}
      >
        <VerbForm {...form} unsaved={unsaved} onDone={done} />
      </Drawer>
    </>
  );
}
