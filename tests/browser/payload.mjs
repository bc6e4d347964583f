// What an attacker types, short enough for a name, and whether a page took it for anything but text.
import assert from "node:assert/strict";
import { assertNoOffence } from "./browser.mjs";

export const PAYLOAD = "<img src=x onerror=document.title='owned'>";

export async function assertStayedText(watched) {
  const { page } = watched;
  assert.notEqual(await page.title(), "owned");
  assert.equal(await page.locator('img[src="x"], [onerror]').count(), 0);
  await assertNoOffence(watched);
}
