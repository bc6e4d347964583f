// Asks again every `ms` while somebody looks, for what no stream tells of.
import { useEffect } from "react";

export function usePolling(reload: () => void, ms: number): void {
  useEffect(() => {
    if (ms === 0) return undefined;
    const timer = window.setInterval(() => !document.hidden && reload(), ms);
    return () => window.clearInterval(timer);
  }, [reload, ms]);
}
