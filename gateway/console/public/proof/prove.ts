import { getChallenge } from "@generated/api";
import type { Work } from "./proof_worker";

// The value of X-Proof-Of-Work for a call with `body`, worked out in the background.
export async function prove(body: string): Promise<string> {
  const { challenge, difficulty } = await getChallenge();
  const worker = new Worker(new URL("./proof_worker.ts", import.meta.url), { type: "module" });
  try {
    return await new Promise<string>((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<string>) => resolve(data);
      worker.onerror = reject;
      worker.postMessage({ challenge, difficulty, body } satisfies Work);
    });
  } finally {
    worker.terminate();
  }
}
