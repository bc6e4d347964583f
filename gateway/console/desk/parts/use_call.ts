// What a call answered, and how to ask again. An answer to an older question is dropped.
import { useCallback, useEffect, useRef, useState } from "react";

export interface Called<T> {
  data: T | undefined;
  error: unknown;
  loading: boolean;
  reload: () => void;
}

export function useCall<T>(
  ask: (signal: AbortSignal) => Promise<T>,
  dependencies: readonly unknown[],
): Called<T> {
  const [state, setState] = useState<Omit<Called<T>, "reload">>({
    data: undefined,
    error: undefined,
    loading: true,
  });
  const [turn, setTurn] = useState(0);
  const reload = useCallback(() => setTurn((before) => before + 1), []);
  const asked = useRef<readonly unknown[]>(dependencies);
  useEffect(() => {
    const controller = new AbortController();
    const again = asked.current.every((each, at) => each === dependencies[at]);
    asked.current = dependencies;
    setState((before) => ({ ...before, loading: true }));
    ask(controller.signal).then(
      (data) => {
        if (!controller.signal.aborted) setState({ data, error: undefined, loading: false });
      },
      (error: unknown) => {
        if (controller.signal.aborted) return;
        // What was there stays, and what is being typed on it, where only asking again failed.
        setState((before) => ({ data: again ? before.data : undefined, error, loading: false }));
      },
    );
    return () => controller.abort();
  }, [...dependencies, turn]);
  return { ...state, reload };
}
