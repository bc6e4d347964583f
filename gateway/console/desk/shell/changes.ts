// What others change appears by itself: the open list or object is read again when the gateway
// tells of a change of its noun, but never under somebody who is writing.
import { useEffect, useRef, useSyncExternalStore } from "react";

const STREAM = "/v1/changes";
const PAUSE_MS = 500;

type Listener = (noun: string | undefined) => void;

const listeners = new Set<Listener>();
let stream: EventSource | undefined;

// "joint_file" as "jointFiles", which is how an address calls them.
const nounOf = (aggregate: string) => `${aggregate.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())}s`;

function tell(noun: string | undefined): void {
  for (const listener of listeners) listener(noun);
}

// One stream for the whole page, while somebody looks at it: a browser has few connections.
function listen(): void {
  const wanted = listeners.size > 0 && !document.hidden;
  if (wanted === (stream !== undefined)) return;
  stream?.close();
  stream = undefined;
  if (!wanted) return;
  let lost = false;
  stream = new EventSource(STREAM);
  stream.addEventListener("change", ({ data }: MessageEvent<string>) => {
    tell(nounOf((JSON.parse(data) as { aggregate: string }).aggregate));
  });
  // What happened while the stream was lost was not told.
  stream.addEventListener("error", () => (lost = true));
  stream.addEventListener("open", () => {
    if (lost) tell(undefined);
    lost = false;
  });
}

document.addEventListener("visibilitychange", () => {
  listen();
  if (!document.hidden) tell(undefined);
});

function isWriting(): boolean {
  const dialogs = [...document.querySelectorAll('[role="dialog"]')];
  return dialogs.some((dialog) => dialog.checkVisibility()) || document.querySelector("form:focus-within") !== null;
}

const holders = new Set<() => void>();
let held = 0;

function hold(change: 1 | -1): void {
  held += change;
  for (const holder of holders) holder();
}

// True while news waits for somebody to finish writing.
export function useHeldNews(): boolean {
  return useSyncExternalStore(
    (holder) => {
      holders.add(holder);
      return () => holders.delete(holder);
    },
    () => held > 0,
  );
}

// Calls `reload` soon after a change of one of the nouns, once for many.
export function useChanges(nouns: readonly string[], reload: () => void, pauseMs = PAUSE_MS): void {
  const latest = useRef(reload);
  latest.current = reload;
  const wanted = nouns.join();
  useEffect(() => {
    let timer: number | undefined;
    let holding = false;
    const setHolding = (now: boolean) => {
      if (now !== holding) hold(now ? 1 : -1);
      holding = now;
    };
    const reloadSoon = () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => {
        setHolding(isWriting());
        if (holding) reloadSoon();
        else latest.current();
      }, pauseMs);
    };
    const listener: Listener = (noun) => {
      if (noun === undefined || wanted.split(",").includes(noun)) reloadSoon();
    };
    listeners.add(listener);
    listen();
    return () => {
      listeners.delete(listener);
      listen();
      window.clearTimeout(timer);
      setHolding(false);
    };
  }, [wanted, pauseMs]);
}
