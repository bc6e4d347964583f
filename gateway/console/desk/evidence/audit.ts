// An audit of the log that trusts nothing but the key that this browser keeps: of a checkpoint,
// against the last one that was seen; of an entry, against what the page shows of it.
import {
  type Checkpoint, type EvidenceEntry, getCheckpoint, proveConsistency, proveInclusion,
} from "@generated/api";
import { type Check, holds } from "../parts/checks";
import { bytesOf } from "../parts/file_input";
import { differencesOf, readLeaf } from "./leaf";
import { lastSeen, pinKey, pinnedKey, remember } from "./pinned";
import { isConsistent, isIncluded, isSigned } from "./proof";

export interface AuditedCheckpoint {
  checkpoint: Checkpoint;
  checks: Check[];
}

async function growsFromLastSeen({ treeSize, rootHash }: Checkpoint): Promise<boolean> {
  const seen = lastSeen();
  if (!seen) return true;
  const [first, second] = [Number(seen.treeSize), Number(treeSize)];
  if (first === 0) return true;
  if (first > second) return false;
  const { hashes } = await proveConsistency({ first: seen.treeSize, second: treeSize });
  return isConsistent(first, second, hashes.map(bytesOf), bytesOf(seen.rootHash), bytesOf(rootHash));
}

// Of the newest checkpoint. The first key is taken as it comes; from then on it is the one that
// counts. A checkpoint that stands is what the next one is measured against.
export async function auditCheckpoint(): Promise<AuditedCheckpoint> {
  const checkpoint = await getCheckpoint();
  const known = pinnedKey();
  const checks: Check[] = [
    { name: "logKeyIsKnown", holds: known === undefined || known === checkpoint.verifierKey },
    { name: "logIsSigned", holds: await isSigned({ ...checkpoint, verifierKey: known ?? checkpoint.verifierKey }) },
    { name: "logOnlyGrew", holds: await growsFromLastSeen(checkpoint) },
  ];
  if (holds(checks)) {
    if (known === undefined) pinKey(checkpoint.verifierKey);
    remember(checkpoint.treeSize, checkpoint.rootHash);
  }
  return { checkpoint, checks };
}

// Of one entry, as the page shows it, under a checkpoint.
export async function auditEntry(shown: EvidenceEntry, { treeSize, rootHash }: Checkpoint): Promise<Check[]> {
  const proof = await proveInclusion({ entryIndex: shown.entryIndex, treeSize });
  const leaf = readLeaf(shown.leaf);
  return [
    { name: "entryIsTheOneAsked", holds: proof.entry?.entryIndex === shown.entryIndex && proof.entry.leaf === shown.leaf },
    { name: "entrySaysWhatIsShown", holds: leaf !== undefined && differencesOf(leaf, shown).length === 0 },
    {
      name: "entryIsIncluded",
      holds: await isIncluded(
        bytesOf(shown.leaf),
        Number(shown.entryIndex),
        Number(treeSize),
        proof.hashes.map(bytesOf),
        bytesOf(rootHash),
      ),
    },
  ];
}
