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

interface VerbTriggerProps {
  method: MethodName;
  primary?: boolean;
  onPress: () => void;
}

export function VerbTrigger({ method, primary = false, onPress }: VerbTriggerProps) {
  const { verb } = useLanguage();
  return (
    <Button type={primary ? "primary" : "default"} danger={isGrave(method)} onClick={onPress} data-verb={method}>
      {verb(method)}
    </Button>
  );
}

interface VerbDrawerProps extends Omit<VerbButtonProps, "primary"> {
  open: boolean;
  onClose: () => void;
}

// The form of a verb, over the page.
export function VerbDrawer({ open, onClose, onDone, ...form }: VerbDrawerProps) {
  const { verb, words } = useLanguage();
  const { message } = App.useApp();
  const unsaved = useUnsaved();
  const done = (answer: Row) => {
    onClose();
    void message.success(`${verb(form.method)}：${words.done}`);
    onDone?.(answer);
  };
  return (
    <Drawer
      open={open}
      onClose={() => unsaved.leaving(onClose)}
      title={verb(form.method)}
      size={640}
      destroyOnHidden
      mask={{ closable: false }}
    >
      <VerbForm {...form} unsaved={unsaved} onDone={done} />
    </Drawer>
  );
}

export function VerbButton({ primary = false, ...form }: VerbButtonProps) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <VerbTrigger method={form.method} primary={primary} onPress={() => setOpen(true)} />
      <VerbDrawer {...form} open={open} onClose={() => setOpen(false)} />
    </>
  );
}
