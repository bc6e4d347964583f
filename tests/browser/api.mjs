// The API beside the page: how a story begins in the middle, and what a page is measured against.
// Paths and verbs come from /openapi.json alone.
import assert from "node:assert/strict";
import { address, demo } from "./browser.mjs";

export const openapi = await (await fetch(`${address}/openapi.json`)).json();

const routes = new Map(
  Object.entries(openapi.paths).flatMap(([path, verbs]) =>
    Object.entries(verbs).map(([verb, { operationId }]) => [operationId, { verb: verb.toUpperCase(), path }]),
  ),
);

const camel = (name) => name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());

// The schema of what a method takes as its body; none for a method that takes no body.
export function requestOf(operation) {
  const { verb, path } = routes.get(operation);
  const content = openapi.paths[path][verb.toLowerCase()].requestBody?.content ?? {};
  return content["application/json"]?.schema;
}

export const operations = () => [...routes.keys()];

// As the suite writes them for programs: username, password, userId, unitId, division.
export const userOf = (username) => demo.users.find((user) => user.username === username);

// Somebody who calls: the citizen if no username is given. Signs in at the first call.
export class Caller {
  #session;

  constructor(username) {
    this.user = username && userOf(username);
  }

  // Throws for a refusal, with the rule as its message.
  async call(operation, fields = {}) {
    const { status, body } = await this.send(operation, fields);
    assert.equal(status, 200, `${operation}: ${JSON.stringify(body)}`);
    return body;
  }

  async send(operation, fields = {}) {
    if (this.user && !this.#session) this.#session = await this.#signIn();
    const { verb, path } = routes.get(operation);
    const rest = { ...fields };
    const bound = path.replace(/\{(\w+)\}/g, (_, variable) => {
      const value = rest[camel(variable)];
      delete rest[camel(variable)];
      return encodeURIComponent(value);
    });
    const inQuery = verb === "GET" || verb === "DELETE";
    const query = inQuery ? `?${new URLSearchParams(rest)}` : "";
    const response = await fetch(address + bound + query, {
      method: verb,
      headers: {
        "Content-Type": "application/json",
        ...(this.#session ? { Authorization: `Bearer ${this.#session}` } : {}),
      },
      ...(inQuery ? {} : { body: JSON.stringify(rest) }),
    });
    return { status: response.status, body: await response.json() };
  }

  async #signIn() {
    const { username, password } = this.user;
    const { token } = await new Caller().call("SessionService_CreateSession", { username, password });
    return token;
  }
}

const callers = new Map();

// One session for each user, whoever asks.
export function caller(username) {
  if (!callers.has(username)) callers.set(username, new Caller(username));
  return callers.get(username);
}

// Asks until the answer satisfies `holds`, and returns it.
export async function until(ask, holds, what, patienceMs = 30_000) {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const answer = await ask();
    if (holds(answer)) return answer;
    assert.ok(Date.now() < deadline, `waited in vain: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
