// The work on one case: what the server offers, and the one form that is open. A form opens where
// its matter is, beside what it is about and never over it.
import { App, Button, Flex, Typography } from "antd";
import { createContext, type ReactNode, useContext, useEffect, useMemo, useRef, useState } from "react";
import type { Case } from "@generated/api";
import type { Subject } from "../parts/detail_page";
import { isGrave } from "../parts/verb_button";
import { VerbForm } from "../parts/verb_form";
import { verbsOf } from "../parts/verbs";
import type { MethodName, Row } from "../schema";
import { leaving, useUnsaved } from "../shell/unsaved";
import { useLanguage } from "../words/language";

export const CASE_PATH = "/v1/cases/{case_id}";

interface Work extends Subject {
  case: Case;
  offered: readonly MethodName[];
  // The open form, "recordFinding 2"; empty while none is.
  opened: string;
  open: (place: string) => void;
  close: () => void;
}

const WorkContext = createContext<Work | undefined>(undefined);

export function useWork(): Work {
  const work = useContext(WorkContext);
  if (!work) throw new Error("no case is worked on");
  return work;
}

export function CaseWork({ row, reload, children }: Subject & { children: ReactNode }) {
  const [opened, setOpened] = useState("");
  const work = useMemo(
    () => ({
      row,
      reload,
      case: row as unknown as Case,
      offered: verbsOf(CASE_PATH, row),
      opened,
      // What another form holds is asked about first.
      open: (place: string) => leaving(() => setOpened(place)),
      close: () => setOpened(""),
    }),
    [row, reload, opened],
  );
  return <WorkContext.Provider value={work}>{children}</WorkContext.Provider>;
}

// Where a form stands: its verb and, where there are several places for it, which.
export const placeOf = (method: MethodName, part?: number | string): string =>
  part === undefined ? method : `${method} ${part}`;

interface OpenerProps {
  method: MethodName;
  part?: number | string;
  primary?: boolean;
  label?: string;
}

// Nothing where the server does not offer the verb.
export function Opener({ method, part, primary = false, label }: OpenerProps) {
  const { verb } = useLanguage();
  const { offered, opened, open } = useWork();
  if (!offered.includes(method)) return null;
  const place = placeOf(method, part);
  return (
    <Button
      size="small"
      type={primary ? "primary" : "default"}
      danger={isGrave(method)}
      aria-expanded={opened === place}
      onClick={() => open(place)}
      data-verb={method}
    >
      {label ?? verb(method)}
    </Button>
  );
}

interface PanelProps {
  title: string;
  onClose: () => void;
  children: ReactNode;
}

// Whether Escape closes a control within the form first.
const isOpenControl = (target: EventTarget): boolean =>
  target instanceof HTMLElement && target.closest('[role="combobox"][aria-expanded="true"], .ant-picker') !== null;

// Takes the focus when it opens, and closes with Escape. It is a dialogue that leaves the page to be
// read and used.
export function Panel({ title, onClose, children }: PanelProps) {
  const { words } = useLanguage();
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    place.current?.scrollIntoView({ block: "nearest" });
    // A form that asks nothing takes it as a whole, so that Escape reaches it.
    const first = place.current?.querySelector<HTMLElement>("input, textarea") ?? place.current;
    first?.focus({ preventScroll: true });
  }, []);
  return (
    <section
      role="dialog"
      aria-label={title}
      className="work-panel"
      tabIndex={-1}
      ref={place}
      onKeyDown={(event) => event.key === "Escape" && !isOpenControl(event.target) && onClose()}
    >
      <Flex justify="space-between" align="center" gap={8} className="work-panel-head">
        <Typography.Text strong>{title}</Typography.Text>
        <Button size="small" onClick={onClose}>
          {words.cancel}
        </Button>
      </Flex>
      {children}
    </section>
  );
}

interface PlaceProps {
  method: MethodName;
  part?: number | string;
  title?: string;
  // As VerbForm takes them; the case is named anyway.
  fixed?: Row;
  initial?: Row;
  help?: ReactNode;
}

// The form of a verb, while it is open in this place.
export function Place({ method, part, title, fixed = {}, initial = {}, help }: PlaceProps) {
  const { verb, words } = useLanguage();
  const { message } = App.useApp();
  const { row, opened, close, reload, offered } = useWork();
  const unsaved = useUnsaved();
  if (opened !== placeOf(method, part) || !offered.includes(method)) return null;
  const done = () => {
    close();
    void message.success(`${verb(method)}：${words.done}`);
    reload();
  };
  return (
    <Panel title={title ?? verb(method)} onClose={() => unsaved.leaving(close)}>
      <VerbForm
        method={method}
        fixed={{ caseId: row.id, etag: row.etag, ...fixed }}
        initial={initial}
        help={help}
        unsaved={unsaved}
        onDone={done}
        onStale={reload}
      />
    </Panel>
  );
}
