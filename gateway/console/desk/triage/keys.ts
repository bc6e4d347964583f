// J and K go on to the next lead and back, as long as nobody is typing; with Alt they always do.
import { useEffect, useRef } from "react";

function isTyping(): boolean {
  const at = document.activeElement;
  return at instanceof HTMLElement && (at.isContentEditable || at.matches("input, textarea, select"));
}

export function useKeys(keys: Readonly<Record<string, () => void>>): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      const act = latest.current[event.code];
      const other = event.ctrlKey || event.metaKey || event.shiftKey;
      const over = [...document.querySelectorAll('[role="dialog"]')].some((dialog) => dialog.checkVisibility());
      if (!act || other || over || (isTyping() && !event.altKey)) return;
      event.preventDefault();
      act();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, []);
}
