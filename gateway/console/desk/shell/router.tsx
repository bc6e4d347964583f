// Where the page is: the address says all of it, so that it can be kept and shared.
import { type AnchorHTMLAttributes, type MouseEvent, useMemo, useSyncExternalStore } from "react";

const BASE = "/desk";
const listeners = new Set<() => void>();

function changed() {
  for (const listener of listeners) listener();
}
window.addEventListener("popstate", changed);

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function navigate(path: string, replace = false): void {
  window.history[replace ? "replaceState" : "pushState"](null, "", BASE + path);
  changed();
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
  navigate(text ? `${path}?${text}` : path, true);
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
