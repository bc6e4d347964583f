// Many leads in one town, through the API's own import: what lists are scrolled and measured with.
import assert from "node:assert/strict";
import { caller } from "./api.mjs";

const ROWS = 200; // ImportLeads takes no more.
const LANES = 6;
const SECTORS = ["COAL", "CONSTRUCTION", "TRANSPORT", "MARKETS", "FINANCE", "SAND_WASHING", "COAL_WASHING", "OTHER"];

function rowOf(number) {
  const street = crypto.randomUUID();
  return {
    rowKey: `${number}`,
    documentNo: `12337-${street}`,
    sector: `SECTOR_${SECTORS[number % SECTORS.length]}`,
    title: `反映第 ${number} 处摊位被强占`,
    narrative: `${street} 一带第 ${number} 处摊位被人强占。`,
  };
}

// Registers leads until the town's import has brought `count` of them.
export async function importLeads(count, town = "jisuo") {
  const clerk = caller(`${town}.clerk`);
  const { division } = clerk.user;
  const source = crypto.randomUUID();
  let next = 0;
  const lane = async () => {
    while (next < count) {
      const first = next;
      next += ROWS;
      const rows = Array.from({ length: Math.min(ROWS, count - first) }, (_, at) => rowOf(first + at));
      const list = { requestId: crypto.randomUUID(), division, source, channel: "CHANNEL_HOTLINE_12337", rows };
      const { results } = await clerk.call("LeadService_ImportLeads", list);
      assert.ok(results.every(({ created }) => created), JSON.stringify(results.find(({ created }) => !created)));
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}
