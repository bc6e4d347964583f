// Puts an attacker's text into every field that takes one, as /openapi.json tells them.
import assert from "node:assert/strict";
import { openapi, operations, requestOf } from "./api.mjs";
import { PAYLOAD } from "./payload.mjs";

// Names and keys of the API, not words of a person.
const PLUMBING = /^(requestId|etag|division|receipt|password|otp|pageToken)$|Ids?$/;

const resolved = (schema) =>
  schema.$ref ? openapi.components.schemas[schema.$ref.split("/").at(-1)] : schema;

const isText = ({ type, format, enum: codes, contentEncoding }) => type === "string" && !format && !codes && !contentEncoding;

function* textsOf(schema, path) {
  const { properties, items, ...rest } = resolved(schema);
  if (properties) {
    for (const [name, each] of Object.entries(properties)) {
      if (!PLUMBING.test(name)) yield* textsOf(each, path ? `${path}.${name}` : name);
    }
  } else if (items) yield* textsOf(items, `${path}[]`);
  else if (isText(rest)) yield path;
}

// Every text that some method takes: "LeadService_TriageLead summary".
export const texts = () =>
  operations().flatMap((operation) => {
    const schema = requestOf(operation);
    return schema ? [...textsOf(schema, "")].map((path) => `${operation} ${path}`) : [];
  });

// Those of them in which the payload now lies.
export const lying = new Set();

// `given`, and the payload wherever the schema takes text that `given` does not say.
function poisoned(schema, given, path, spared, planted) {
  const { properties, items, ...rest } = resolved(schema);
  if (properties) return poisonedObject(properties, given ?? {}, path, spared, planted);
  // Of a list of texts one is enough.
  const lines = items && isText(resolved(items)) ? (given ?? [undefined]) : given;
  if (items && lines !== undefined && !spared.has(path)) {
    return lines.map((each, at) => poisoned(items, each, `${path}[${at}]`, spared, planted));
  }
  if (given !== undefined || !isText(rest) || spared.has(path)) return given;
  planted.push(path);
  return PAYLOAD;
}

function poisonedObject(properties, given, path, spared, planted) {
  const names = Object.keys(properties).filter((name) => !PLUMBING.test(name) || name in given);
  return Object.fromEntries(
    names
      // A part of the request that a story did not ask for stays away.
      .filter((name) => !resolved(properties[name]).properties || name in given)
      .map((name) => [name, poisoned(properties[name], given[name], path ? `${path}.${name}` : name, spared, planted)])
      .filter(([, value]) => value !== undefined),
  );
}

const camel = (path) => path.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());

// The field that the server will not take such text in; undefined if the refusal names none.
const refusedField = ({ error }) =>
  error?.details?.flatMap(({ fieldViolations = [] }) => fieldViolations.map(({ field }) => camel(field)))[0];

// Calls with every text poisoned but those that the server refuses. Returns the answer and the
// fields in which the payload now lies.
export async function plant(caller, operation, given = {}) {
  const spared = new Set();
  for (;;) {
    const planted = [];
    const fields = { ...given, ...poisoned(requestOf(operation), given, "", spared, planted) };
    const { status, body } = await caller.send(operation, { requestId: crypto.randomUUID(), ...fields });
    if (status === 200) {
      assert.ok(planted.length > 0, `${operation} takes no text`);
      for (const path of planted) lying.add(`${operation} ${path.replace(/\[\d+\]/g, "[]")}`);
      return { answer: body, planted };
    }
    const field = refusedField(body);
    const list = field?.replace(/\[\d+\]$/, "");
    assert.ok(planted.includes(field) || planted.some((path) => path.startsWith(`${list}[`)), `${operation}: ${JSON.stringify(body)}`);
    spared.add(field).add(list);
  }
}
