import { newRequestId } from "@api/call";
import { useRef, useState } from "react";
import { messageOf } from "../failure";
import { useTexts } from "../language";

// A change that is sent once, however often its button is pressed: the request keeps its id until
// the change is through.
export function useSending() {
  const texts = useTexts();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const requestId = useRef(newRequestId());
  const send = async (change: (requestId: string) => Promise<void>) => {
    setBusy(true);
    setProblem("");
    try {
      await change(requestId.current);
      requestId.current = newRequestId();
    } catch (error) {
      setProblem(messageOf(error, texts));
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, send };
}
