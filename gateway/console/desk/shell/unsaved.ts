// What somebody has typed and not sent yet. Whatever would throw it away asks first: a link, the
// menu, the browser's way back, a drawer's cross, another tab of an object.
import { useEffect, useState } from "react";

const typed = new Set<object>();

// Whether what was typed may be lost.
type Ask = () => Promise<boolean>;
let ask: Ask = () => Promise.resolve(true);
let asking = false;

export function setAsk(next: Ask): void {
  ask = next;
}

export const isUnsaved = (): boolean => typed.size > 0;

// Does `act` at once where none of `forms` holds anything, else when its loss is agreed to.
function leave(act: () => void, forms: readonly object[]): void {
  if (!forms.some((form) => typed.has(form))) return act();
  if (asking) return;
  asking = true;
  void ask().then((agreed) => {
    asking = false;
    if (!agreed) return;
    for (const form of forms) typed.delete(form);
    act();
  });
}

// Does what would close every form of the page.
export const leaving = (act: () => void): void => leave(act, [...typed]);

export interface Unsaved {
  // Whether the form holds what would be lost.
  set: (unsaved: boolean) => void;
  // Does what would close this form.
  leaving: (act: () => void) => void;
}

export function useUnsaved(): Unsaved {
  const [unsaved] = useState(() => {
    const form = {};
    return {
      form,
      set: (now: boolean) => void (now ? typed.add(form) : typed.delete(form)),
      leaving: (act: () => void) => leave(act, [form]),
    };
  });
  useEffect(() => () => void typed.delete(unsaved.form), [unsaved]);
  return unsaved;
}

window.addEventListener("beforeunload", (event) => {
  if (isUnsaved()) event.preventDefault();
});
