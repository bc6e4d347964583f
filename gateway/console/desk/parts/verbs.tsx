// The verbs that the server offers for an object now, each with its form.
import { Space } from "antd";
import type { ReactNode } from "react";
import { actionsOf, type MethodName, methodOf, methodOfAction, type Row } from "../schema";
import { useLanguage } from "../words/language";
import { VerbButton } from "./verb_button";

export interface Subject {
  row: Row;
  reload: () => void;
}

interface VerbsProps {
  // The path of the object, "/v1/leads/{lead_id}", and what names it there.
  base: string;
  fixed: Row;
  subject: Subject;
  // Verbs with a dialogue of their own.
  special?: Readonly<Record<MethodName, (subject: Subject) => ReactNode>> | undefined;
  // Beside what is to be done first: none of them stands out.
  aside?: boolean;
}

// Never filled in from the object: words that somebody answers for.
const WRITTEN_ANEW = ["reason", "remark", "unitId", "text", "state", "statement"];

export function verbsOf(base: string, row: Row): MethodName[] {
  const actions = actionsOf(row);
  const found = actions.flatMap((action) => methodOfAction(base, action) ?? []);
  // One that names a part of the object is offered beside the part.
  return [...new Set(found)].filter((method) => !/\{\w+\}.*\{\w+\}/.test(methodOf(method).path));
}

export function Verbs({ base, fixed, subject, special = {}, aside = false }: VerbsProps) {
  const { words } = useLanguage();
  const { row, reload } = subject;
  const initial = Object.fromEntries(Object.entries(row).filter(([name]) => !WRITTEN_ANEW.includes(name)));
  const verbs = verbsOf(base, row);
  if (verbs.length === 0) return null;
  return (
    <Space wrap role="toolbar" aria-label={words.actions}>
      {verbs.map((method, index) => {
        const own = special[method];
        if (own) return <span key={method}>{own(subject)}</span>;
        return (
          <VerbButton
            key={method}
            method={method}
            primary={!aside && index === 0}
            fixed={{ ...fixed, etag: row.etag }}
            initial={initial}
            onDone={reload}
            onStale={reload}
          />
        );
      })}
    </Space>
  );
}
