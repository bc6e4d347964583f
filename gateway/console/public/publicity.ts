import { listPublicity, type PublicationKind, type PublicityItem } from "@generated/api";
import { useCallback, useEffect, useState } from "react";

const PAGE_SIZE = 20;

// What the office published of a kind, page by page.
export function usePublicity(kind: PublicationKind) {
  const [items, setItems] = useState<PublicityItem[]>([]);
  const [next, setNext] = useState("");
  const [state, setState] = useState<"loading" | "ready" | "failed">("loading");
  const load = useCallback(
    async (pageToken: string) => {
      setState("loading");
      try {
        const page = await listPublicity({ kind, pageSize: PAGE_SIZE, pageToken });
        setItems((before) => (pageToken === "" ? page.items : [...before, ...page.items]));
        setNext(page.nextPageToken);
        setState("ready");
      } catch {
        setState("failed");
      }
    },
    [kind],
  );
  useEffect(() => void load(""), [load]);
  return { items, state, more: next !== "", load: () => void load(next) };
}

// The hotlines that the office published; none where they cannot be read, for the page has its own.
export const useHotlines = () => usePublicity("PUBLICATION_KIND_HOTLINE").items;
