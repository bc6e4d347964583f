// What a leaf of the evidence log says, read from its very bytes: evidence.proto.
import type { EvidenceEntry } from "@generated/api";
import { bytesOf } from "../parts/file_input";
import { hexOf } from "../parts/value";
import { canonicalTime } from "../signing/signed_lines";

const TAG = "hecha-evidence-v1";

// Its lines after the tag, in their order, by the names that the API gives them.
const LINES = [
  "eventId", "source", "type", "aggregate", "aggregateId", "aggregateVersion", "division",
  "occurredAt", "actorId", "actorUnitId", "action", "commitment",
] as const;

export type Leaf = Readonly<Record<(typeof LINES)[number], string>>;

// Undefined unless `leaf`, in base64, is the thirteen lines and nothing else.
export function readLeaf(leaf: string): Leaf | undefined {
  const lines = new TextDecoder().decode(bytesOf(leaf)).split("\n");
  const [tag, ...values] = lines;
  if (tag !== TAG || values.length !== LINES.length + 1 || values.pop() !== "") return undefined;
  return Object.fromEntries(LINES.map((name, at) => [name, values[at] ?? ""])) as Leaf;
}

// The lines on which `entry`, as a list shows it, says something else than the leaf.
export function differencesOf(leaf: Leaf, entry: EvidenceEntry): string[] {
  const shown: Leaf = {
    ...entry,
    occurredAt: canonicalTime(entry.occurredAt ?? ""),
    commitment: hexOf(entry.commitment),
  };
  return LINES.filter((name) => leaf[name] !== shown[name]);
}
