// The names of people whose ids appear on a page: asked for together, and once.
import { useEffect, useMemo, useRef, useState } from "react";
import { lookUpNames, type User } from "@generated/api";

const MOST_AT_ONCE = 100;
const GATHERING_MS = 50;

export type NameOf = (id: string) => string | undefined;

// `known` are people of whom the page has been told already. Ids that the reader may not know stay
// without a name, and are not asked for again.
export function useNames(known: ReadonlyMap<string, User>, mayAsk: boolean): NameOf {
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  const asked = useRef(new Set<string>());
  const waiting = useRef(new Set<string>());
  const timer = useRef<number>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return useMemo(() => {
    const ask = async () => {
      timer.current = undefined;
      const userIds = [...waiting.current].slice(0, MOST_AT_ONCE);
      for (const id of userIds) waiting.current.delete(id);
      if (waiting.current.size > 0) timer.current = window.setTimeout(() => void ask(), GATHERING_MS);
      try {
        const answer = await lookUpNames({ userIds });
        const found = answer.names.map(({ userId, displayName }) => [userId, displayName] as const);
        setNames((before) => new Map([...before, ...found]));
      } catch {
        // Without its name an id is shown as somebody.
      }
    };
    return (id) => {
      const name = known.get(id)?.displayName ?? names.get(id);
      if (name === undefined && mayAsk && !asked.current.has(id)) {
        asked.current.add(id);
        waiting.current.add(id);
        timer.current ??= window.setTimeout(() => void ask(), GATHERING_MS);
      }
      return name;
    };
  }, [known, names, mayAsk]);
}
