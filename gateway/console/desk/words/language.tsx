// The language of the desk, for whatever is drawn below LanguageProvider.
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { configure } from "@api/call";
import { en } from "./en";
import { actOf, objectOf } from "./labels/acts";
import { fields } from "./labels/fields.zh";
import { values } from "./labels/values.zh";
import { verbs } from "./labels/verbs.zh";
import { type Words, zh } from "./zh";

export type LanguageCode = "zh-CN" | "en";

export interface Language {
  code: LanguageCode;
  words: Words;
  setCode: (code: LanguageCode) => void;
  field: (name: string, message?: string) => string;
  verb: (method: string) => string;
  value: (value: string, type?: string) => string;
  // "lead.assign", as an event says what happened.
  act: (action: string) => string;
  // "joint_file", or the name of a service.
  object: (name: string) => string;
}

// "issuingBody" → "Issuing body".
function humanised(name: string): string {
  const text = name.replace(/([A-Z])/g, " $1").toLowerCase().trim();
  return text.charAt(0).toUpperCase() + text.slice(1);
}

// "MEETING_STATE_IN_FORCE" of MeetingState → "In force".
function humanisedValue(value: string, type: string): string {
  const prefix = type.replace(/([a-z])([A-Z])/g, "$1_$2").toUpperCase().split("_");
  let rest = value;
  while (prefix.length > 0 && rest === value) {
    const lead = `${prefix.join("_")}_`;
    if (value.startsWith(lead)) rest = value.slice(lead.length);
    prefix.shift();
  }
  return humanised(rest.toLowerCase().replace(/_/g, " "));
}

const COUNTERPARTS = { "zh-CN": zh, en } as const;

function make(code: LanguageCode, setCode: (code: LanguageCode) => void): Language {
  const inChinese = code === "zh-CN";
  return {
    code,
    words: COUNTERPARTS[code],
    setCode,
    field: (name, message = "") =>
      (inChinese && (fields[`${message}.${name}`] ?? fields[name])) ||
      humanised(name),
    verb: (method) =>
      (inChinese && verbs[method]) ||
      humanised(method.replace(/^\w+Service(?=[A-Z])/, "").replace(/^./, (c) => c.toLowerCase())),
    value: (value, type = "") =>
      (inChinese && (values[`${type}.${value}`] ?? values[value])) ||
      humanisedValue(value, type),
    act: (action) => actOf(action, inChinese),
    object: (name) => objectOf(name, inChinese),
  };
}

const LanguageContext = createContext<Language>(make("zh-CN", () => undefined));

export const useLanguage = (): Language => useContext(LanguageContext);

const KEY = "hecha.desk.language";

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [code, setCode] = useState<LanguageCode>(
    localStorage.getItem(KEY) === "en" ? "en" : "zh-CN",
  );
  // Before the first call, not after the first drawing.
  configure({ language: code });
  useEffect(() => {
    localStorage.setItem(KEY, code);
    document.documentElement.lang = code;
    document.title = COUNTERPARTS[code].title;
  }, [code]);
  const language = useMemo(() => make(code, setCode), [code]);
  return <LanguageContext.Provider value={language}>{children}</LanguageContext.Provider>;
}

export function filled(text: string, values: Record<string, string | number>): string {
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}
