import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { configure } from "@api/call";
import { en } from "./texts/en";
import { type Texts, zh } from "./texts/zh";

interface Language {
  texts: Texts;
  change: () => void;
}

const LanguageContext = createContext<Language>({ texts: zh, change: () => undefined });

// Chinese first. The choice is kept nowhere: it lasts as long as the page is open.
export function LanguageProvider({ children }: { children: ReactNode }) {
  const [texts, setTexts] = useState(zh);
  useEffect(() => {
    configure({ language: texts.locale });
    document.documentElement.lang = texts.locale;
    document.title = texts.title;
  }, [texts]);
  const language = useMemo(
    () => ({ texts, change: () => setTexts(texts === zh ? en : zh) }),
    [texts],
  );
  return <LanguageContext.Provider value={language}>{children}</LanguageContext.Provider>;
}

export const useLanguage = () => useContext(LanguageContext);
export const useTexts = () => useLanguage().texts;
