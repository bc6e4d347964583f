// What others change appears by itself: the open list or object is read again when the gateway
// tells of a change of its noun, but never under somebody who is writing.
import { useEffect, useRef, useSyncExternalStore } from "react";
import { getMe } from "@generated/api";

const STREAM = "/v1/changes";
const PAUSE_MS = 500;
const FIRST_RETRY_MS = 3_000;
const LONGEST_RETRY_MS = 60_000;

type Listener = (noun: string | undefined) => void;

const listeners = new Set<Listener>();
let stream: EventSource | undefined;
// The next attempt, and how often the gateway has refused one.
let retry: number | undefined;
let refused = 0;
// Whether something may have happened that was not told.
let missed = false;

// "joint_file" as "jointFiles", which is how an address calls them.
function nounOf(aggregate: string): string {
  const one = aggregate.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return one.endsWith("ch") ? `${one}es` : `${one}s`;
}

function tell(noun: string | undefined): void {
  for (const listener of listeners) listener(noun);
}

// One stream for the whole page, while somebody looks at it: a browser has few connections.
function listen(): void {
  const wanted = listeners.size > 0 && !document.hidden;
  if (wanted === (stream !== undefined || retry !== undefined)) return;
  close();
  if (wanted) open();
}

function close(): void {
  stream?.close();
  stream = undefined;
  window.clearTimeout(retry);
  retry = undefined;
}

function open(): void {
  const opened = new EventSource(STREAM);
  stream = opened;
  retry = undefined;
  opened.addEventListener("change", ({ data }: MessageEvent<string>) => {
    tell(nounOf((JSON.parse(data) as { aggregate: string }).aggregate));
  });
  opened.addEventListener("open", () => {
    refused = 0;
    if (missed) tell(undefined);
    missed = false;
  });
  // The browser itself goes on after a lost line, but takes a refusal (401, 429) for the end.
  opened.addEventListener("error", () => {
    missed = true;
    if (opened !== stream || opened.readyState !== EventSource.CLOSED) return;
    close();
    // Where the session has ended this is answered by 401, and the page asks for the password
    // instead of showing what is no longer so.
    void getMe().catch(() => undefined);
    retry = window.setTimeout(open, Math.min(FIRST_RETRY_MS * 2 ** refused++, LONGEST_RETRY_MS));
  });
}

// After a new sign-in: the stream of the session before is gone.
export function listenAnew(): void {
  close();
  refused = 0;
  missed = true;
  listen();
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
