// Whether somebody is at the desk. What an open page asks by itself, for news or by a timer, must
// not keep the session of whoever went home from resting.
const AWAY_MS = 60_000;
const SIGNS = ["pointerdown", "pointermove", "wheel", "keydown", "touchstart"] as const;

let seen = Date.now();

for (const sign of SIGNS) {
  document.addEventListener(sign, () => (seen = Date.now()), { capture: true, passive: true });
}

export function isAway(): boolean {
  return Date.now() - seen > AWAY_MS;
}
