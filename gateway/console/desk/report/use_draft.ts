// The draft of a report as it is typed: kept on the server, sealed, a moment after the last
// keystroke. This browser stores nothing of it.
import { useCallback, useEffect, useRef, useState } from "react";
import { newRequestId } from "@api/call";
import { Refusal } from "@api/refusal";
import { getReportDraft, type ReportDraft, saveReportDraft } from "@generated/api";
import { useUnsaved } from "../shell/unsaved";

const PAUSE_MS = 1200;

export type DraftState = "loading" | "saved" | "typing" | "saving" | "conflict" | "failed";

export interface Draft {
  text: string;
  state: DraftState;
  // As the server has it.
  kept: ReportDraft | undefined;
  error: unknown;
  write: (text: string) => void;
  // Ends when everything typed is on the server; false if it could not be, or a conflict is open.
  flush: () => Promise<boolean>;
  // After a conflict: takes the colleague's words, or puts one's own in their place.
  takeTheirs: () => void;
  keepMine: () => void;
}

// `fallback` is what an empty draft begins with.
export function useDraft(caseId: string, fallback: string): Draft {
  const [text, setText] = useState("");
  const [kept, setKept] = useState<ReportDraft>();
  const [state, setState] = useState<DraftState>("loading");
  const [error, setError] = useState<unknown>();
  const typed = useRef({ text: "", etag: "", dirty: false, conflict: false });
  const timer = useRef<number>(undefined);
  const underWay = useRef<Promise<boolean>>(Promise.resolve(true));

  const load = useCallback(async () => {
    try {
      const found = await getReportDraft({ caseId });
      const begins = found.text || fallback;
      typed.current = { text: begins, etag: found.etag, dirty: false, conflict: false };
      setKept(found);
      setText(begins);
      setState("saved");
    } catch (refusal) {
      setError(refusal);
      setState("failed");
    }
  }, [caseId, fallback]);
  useEffect(() => void load(), [load]);

  const saveOnce = useCallback(async (): Promise<boolean> => {
    const { text: words, etag, dirty, conflict } = typed.current;
    if (conflict) return false;
    if (!dirty) return true;
    typed.current.dirty = false;
    setState("saving");
    try {
      const saved = await saveReportDraft({ caseId, etag, text: words, requestId: newRequestId() });
      typed.current.etag = saved.etag;
      setKept(saved);
      setError(undefined);
      setState(typed.current.dirty ? "typing" : "saved");
      return true;
    } catch (refusal) {
      typed.current.dirty = true;
      typed.current.conflict = refusal instanceof Refusal && refusal.metadata.currentEtag !== undefined;
      setError(refusal);
      setState(typed.current.conflict ? "conflict" : "failed");
      return false;
    }
  }, [caseId]);
  // One after the other: each save needs the version that the one before it made.
  const flush = useCallback(() => {
    window.clearTimeout(timer.current);
    underWay.current = underWay.current.then(saveOnce);
    return underWay.current;
  }, [saveOnce]);

  const write = (words: string) => {
    typed.current.text = words;
    typed.current.dirty = true;
    setText(words);
    if (typed.current.conflict) return;
    setState("typing");
    window.clearTimeout(timer.current);
    timer.current = window.setTimeout(() => void flush(), PAUSE_MS);
  };
  const keepMine = () => {
    const current = error instanceof Refusal ? error.metadata.currentEtag : undefined;
    typed.current.etag = current ?? typed.current.etag;
    typed.current.conflict = false;
    void flush();
  };

  // What could not be saved is not left without a question.
  const unsaved = useUnsaved();
  useEffect(() => {
    unsaved.set(typed.current.dirty && (state === "conflict" || state === "failed"));
  }, [unsaved, state]);
  // What was typed last goes when the tab is left; closing the page waits for it.
  useEffect(() => {
    const ask = (event: BeforeUnloadEvent) => {
      if (!typed.current.dirty) return;
      void flush();
      event.preventDefault();
    };
    const leave = () => document.hidden && void flush();
    window.addEventListener("beforeunload", ask);
    document.addEventListener("visibilitychange", leave);
    return () => {
      window.removeEventListener("beforeunload", ask);
      document.removeEventListener("visibilitychange", leave);
      void flush();
    };
  }, [flush]);
  return { text, state, kept, error, write, flush, takeTheirs: () => void load(), keepMine };
}
