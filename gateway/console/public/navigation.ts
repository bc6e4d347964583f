import { useCallback, useEffect, useState } from "react";

export const pages = ["home", "report", "receipt", "guide", "cases"] as const;
export type Page = (typeof pages)[number];

function pageOf(value: unknown): Page {
  return pages.find((page) => page === value) ?? "home";
}

// The page that is shown. The whole site is one entry of the browser's history: it tells no more
// than that the site was visited, and after a quick exit, which takes the entry's place, no "back"
// leads here. A link from elsewhere may name a page: "/#report".
export function useNavigation(): [Page, (page: Page) => void] {
  const [page, setPage] = useState<Page>(() => pageOf(location.hash.slice(1)));
  useEffect(() => {
    history.replaceState(null, "", "/");
  }, []);
  const go = useCallback((next: Page) => {
    setPage(next);
    window.scrollTo(0, 0);
  }, []);
  return [page, go];
}
