// A story is told in chapters, each of which begins where the one before it ended.
import { test } from "node:test";

let broken;

// A test that is skipped where a chapter before it failed.
export function chapter(name, tell) {
  test(name, async (t) => {
    if (broken) return t.skip(`after “${broken}”`);
    broken = name;
    await tell(t);
    broken = undefined;
  });
}
