// What this browser has seen of the log before: the key that signed it, and its last checkpoint.
// Both are public; they are kept so that a log that was exchanged or cut is noticed.

export interface Seen {
  treeSize: string;
  // Base64.
  rootHash: string;
  at: string;
}

const KEY = "hecha.desk.log.key";
const SEEN = "hecha.desk.log.seen";

export const pinnedKey = (): string | undefined => localStorage.getItem(KEY) ?? undefined;

export function pinKey(verifierKey: string): void {
  localStorage.setItem(KEY, verifierKey.trim());
}

export function lastSeen(): Seen | undefined {
  const text = localStorage.getItem(SEEN);
  return text ? (JSON.parse(text) as Seen) : undefined;
}

export function remember(treeSize: string, rootHash: string): void {
  const seen: Seen = { treeSize, rootHash, at: new Date().toISOString() };
  localStorage.setItem(SEEN, JSON.stringify(seen));
}

// Begins anew, on purpose: with another key nothing that was seen under the old one counts.
export function forgetLog(): void {
  localStorage.removeItem(KEY);
  localStorage.removeItem(SEEN);
}
