// Calls as the console does, with the console's own client, one call after another until its input
// ends; then tells as JSON what was registered, how many calls there were, which failed, and how
// many had to be sent again.
//
//   console_caller.mjs MODULES CALL_TS GATEWAY TOKEN REQUEST
import { createRequire } from "node:module";
import { join } from "node:path";

const [modules, source, gateway, token, request] = process.argv.slice(2);
const esbuild = createRequire(join(modules, "x"))("esbuild");
const bundle = esbuild.buildSync({
  entryPoints: [source],
  bundle: true,
  format: "esm",
  write: false,
});
const code = Buffer.from(bundle.outputFiles[0].contents).toString("base64");
const { call } = await import(`data:text/javascript;base64,${code}`);

// A page asks its own origin.
const reach = globalThis.fetch;
let sent = 0;
globalThis.fetch = (path, init) => {
  sent += 1;
  return reach(gateway + path, init);
};

const options = { headers: { Authorization: `Bearer ${token}` } };
const told = { calls: 0, leads: [], failed: [] };
let done = false;
process.stdin.on("end", () => (done = true)).resume();

async function one(ask) {
  told.calls += 1;
  try {
    return await ask();
  } catch (error) {
    told.failed.push(`${error.status} ${error.rule} ${error.message}`);
    return undefined;
  }
}

while (!done) {
  const lead = await one(() => call("POST", "/v1/leads", JSON.parse(request), options));
  if (lead) told.leads.push(lead.id);
  await one(() => call("GET", "/v1/leads", { pageSize: 10 }, options));
}
console.log(JSON.stringify({ ...told, again: sent - told.calls }));
