// Tries counters until a hash begins with enough zero bits (challenge.proto); away from the page's
// own thread, so that typing goes on.
import { hex, leadingZeroBits, sha256 } from "./sha256";

export interface Work {
  challenge: string;
  difficulty: number;
  body: string;
}

onmessage = ({ data }: MessageEvent<Work>) => {
  const prefix = `${data.challenge}:${hex(sha256(data.body))}:`;
  let counter = 0;
  while (leadingZeroBits(sha256(prefix + counter)) < data.difficulty) ++counter;
  postMessage(`${data.challenge}:${counter}`);
};
