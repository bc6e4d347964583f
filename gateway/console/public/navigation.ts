import { useCallback, useEffect, useState } from "react";

export const pages = ["home", "report", "receipt", "guide", "cases"] as const;
export type Page = (typeof pages)[number];

function pageOf(value: unknown): Page {
  return pages.find((page) => page === value) ?? "home";
}

// The page that is shown. It is kept in the state of the history's entries and not in their
// address: "back" works, yet the browser's history tells no more than that the site was visited.
// A link from elsewhere may name a page: "/#report".
export function useNavigation(): [Page, (page: Page) => void] {
  const [page, setPage] = useState<Page>(() => pageOf(location.hash.slice(1)));
  useEffect(() => {
    history.replaceState(page, "", "/");
    const back = (event: PopStateEvent) => setPage(pageOf(event.state));
    window.addEventListener("popstate", back);
    return () => window.removeEventListener("popstate", back);
  }, []);
  const go = useCallback((next: Page) => {
    history.pushState(next, "", "/");
    setPage(next);
    window.scrollTo(0, 0);
  }, []);
  return [page, go];
}
