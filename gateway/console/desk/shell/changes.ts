// What others change appears by itself: the open list or object is read again when the gateway
// tells of a change of its noun, but never under somebody who is writing.
import { useEffect } from "react";

const STREAM = "/v1/changes";
const PAUSE_MS = 500;

// "joint_file" as "jointFiles", which is how an address calls them.
const nounOf = (aggregate: string) => `${aggregate.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())}s`;

function isWriting(): boolean {
  const dialogs = [...document.querySelectorAll('[role="dialog"]')];
  return dialogs.some((dialog) => dialog.checkVisibility()) || document.querySelector("form:focus-within") !== null;
}

// A page that nobody looks at does not listen: a browser has few connections for all its pages.
export function useChanges(noun: string, reload: () => void): void {
  useEffect(() => {
    let timer: number | undefined;
    let stream: EventSource | undefined;
    const reloadSoon = () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => (isWriting() ? reloadSoon() : reload()), PAUSE_MS);
    };
    const listen = () => {
      let lost = false;
      stream = new EventSource(STREAM);
      stream.addEventListener("change", ({ data }: MessageEvent<string>) => {
        const { aggregate } = JSON.parse(data) as { aggregate: string };
        if (nounOf(aggregate) === noun) reloadSoon();
      });
      // What happened while the stream was lost was not told.
      stream.addEventListener("error", () => (lost = true));
      stream.addEventListener("open", () => lost && reloadSoon());
    };
    const look = () => {
      stream?.close();
      if (document.hidden) return;
      listen();
      reloadSoon();
    };
    if (!document.hidden) listen();
    document.addEventListener("visibilitychange", look);
    return () => {
      document.removeEventListener("visibilitychange", look);
      window.clearTimeout(timer);
      stream?.close();
    };
  }, [noun, reload]);
}
