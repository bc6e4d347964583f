import { newRequestId } from "@api/call";
import { useRef, useState } from "react";
import { messageOf } from "../failure";
import { useTexts } from "../language";

// A change that is sent once, however often its button is pressed: the request keeps its id until
// the change is through, or says something else.
export function useSending() {
  const texts = useTexts();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState("");
  const attempt = useRef({ answer: "", requestId: "" });
  const send = async (answer: string, change: (requestId: string) => Promise<void>) => {
    if (answer !== attempt.current.answer) attempt.current = { answer, requestId: newRequestId() };
    setBusy(true);
    setProblem("");
    try {
      await change(attempt.current.requestId);
      attempt.current = { answer: "", requestId: "" };
    } catch (error) {
      setProblem(messageOf(error, texts));
    } finally {
      setBusy(false);
    }
  };
  return { busy, problem, send };
}
