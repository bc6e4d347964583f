import { useEffect } from "react";

const TWICE_WITHIN_MS = 1000;

// Leaves at once for a page that says nothing, in the place of this one. Whatever was typed is gone
// with the document.
export function leave(): void {
  document.body.hidden = true;
  window.onbeforeunload = null;
  location.replace("about:blank");
}

// Leaves when Esc is pressed twice.
export function useQuickExit(): void {
  useEffect(() => {
    let last = 0;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      if (event.timeStamp - last < TWICE_WITHIN_MS) leave();
      last = event.timeStamp;
    };
    window.addEventListener("keydown", onKey);
    return () => window.removeEventListener("keydown", onKey);
  }, []);
}

// Asks before the page is closed while `typed` is true; `leave` is not held up by it.
export function useAskBeforeClosing(typed: boolean): void {
  useEffect(() => {
    window.onbeforeunload = typed ? (event) => event.preventDefault() : null;
    return () => {
      window.onbeforeunload = null;
    };
  }, [typed]);
}
