// Where the page is: the address says all of it, so that it can be kept and shared.
import { type AnchorHTMLAttributes, type MouseEvent, useMemo, useSyncExternalStore } from "react";
import { isUnsaved, leaving } from "./unsaved";

const BASE = "/desk";
const listeners = new Set<() => void>();

// The address of what is drawn.
let drawn = window.location.href;

function changed() {
  drawn = window.location.href;
  for (const listener of listeners) listener();
}

// The browser has gone already: the page comes back to its address, and goes when it may.
window.addEventListener("popstate", () => {
  if (!isUnsaved()) return changed();
  const { pathname, search } = window.location;
  window.history.pushState(null, "", drawn);
  navigate(pathname.slice(BASE.length) + search);
});

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

function go(path: string, replace: boolean): void {
  window.history[replace ? "replaceState" : "pushState"](null, "", BASE + path);
  changed();
}

// Asks first where the page holds what was typed and not sent.
export function navigate(path: string, replace = false): void {
  leaving(() => go(path, replace));
}

// "/leads/ID" as ["leads", "ID"].
export function usePath(): string[] {
  const path = useSyncExternalStore(subscribe, () => window.location.pathname);
  return useMemo(() => path.slice(BASE.length).split("/").filter(Boolean), [path]);
}

export function useQuery(): URLSearchParams {
  const search = useSyncExternalStore(subscribe, () => window.location.search);
  return useMemo(() => new URLSearchParams(search), [search]);
}

export function setQuery(query: URLSearchParams): void {
  const text = query.toString();
  const path = window.location.pathname.slice(BASE.length);
  go(text ? `${path}?${text}` : path, true);
}

interface LinkProps extends AnchorHTMLAttributes<HTMLAnchorElement> {
  to: string;
  onFollow?: () => void;
}

export function Link({ to, onFollow, ...rest }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    event.stopPropagation();
    navigate(to);
    onFollow?.();
  };
  return <a href={BASE + to} onClick={follow} {...rest} />;
}
