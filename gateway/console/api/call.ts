// One call of the API over HTTP; the generated functions say which. See generate.mjs.
import { Refusal, refusalOf } from "./refusal";

// A message as a client gives it: every field may be left out.
export type Given<T> =
  T extends Array<infer Item>
    ? Array<Given<Item>>
    : T extends object
      ? { [Key in keyof T]?: Given<T[Key]> | undefined }
      : T;

export interface CallOptions {
  signal?: AbortSignal;
  headers?: Record<string, string>;
}

export interface Transport {
  // "zh-CN" or "en": the language of refusals.
  language: string;
  // The public page sends no cookie, whoever is signed in beside it.
  credentials: RequestCredentials;
  // Called for every answer of 401, before the caller learns of it.
  signedOut: () => void;
  // Whether nobody asked for the next call: it is then no use of the session.
  unasked: () => boolean;
  // The proof of work that a flooded gateway asks for: the value of X-Proof-Of-Work for `body`.
  prove: ((body: string) => Promise<string>) | undefined;
}

const transport: Transport = {
  language: "zh-CN",
  credentials: "omit",
  signedOut: () => undefined,
  unasked: () => false,
  prove: undefined,
};

const PROOF_HEADER = "X-Proof-Of-Work";
const KEY_HEADER = "Idempotency-Key";
const UNASKED_HEADER = "X-Unasked";
// Before a server that is away is asked again; in all, as long as one takes to restart.
const PAUSES_MS = [250, 500, 1000, 2000, 2000];

export function configure(part: Partial<Transport>): void {
  Object.assign(transport, part);
}

// Throws a Refusal; with status 0 where the server could not be reached, although it was asked for
// some seconds. A change is sent again under the same key, and so happens once.
export async function call<T>(
  verb: string,
  path: string,
  request: object,
  options: CallOptions = {},
): Promise<T> {
  const response = await send(verb, path, request, options);
  return (await response.json()) as T;
}

// As `call`, for methods that answer with a file.
export async function download(
  verb: string,
  path: string,
  request: object,
  options: CallOptions = {},
): Promise<Blob> {
  const response = await send(verb, path, request, options);
  return response.blob();
}

// Sends a file, or the rest of it, as the body itself (file.proto).
export async function upload<T>(
  verb: string,
  path: string,
  request: object,
  body: Blob,
  options: CallOptions = {},
): Promise<T> {
  const { address, rest } = addressOf(path, request);
  const init = initOf(verb, { ...options.headers, "Content-Type": "application/octet-stream" });
  init.body = body;
  if (options.signal) init.signal = options.signal;
  const response = await reachProven(address + queryOf(rest), init);
  return (await response.json()) as T;
}

// A random key under which a change happens once, however often it is sent: at least 128 bits.
// `crypto.randomUUID` is missing where the page came over plain HTTP.
export function newRequestId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function send(
  verb: string,
  path: string,
  request: object,
  options: CallOptions,
): Promise<Response> {
  const { address, rest } = addressOf(path, request);
  const init = initOf(verb, options.headers);
  if (options.signal) init.signal = options.signal;
  if (verb !== "GET") init.headers[KEY_HEADER] ??= newRequestId();
  if (verb === "GET" || verb === "DELETE") return reachPatiently(address + queryOf(rest), init);
  init.headers["Content-Type"] = "application/json";
  init.body = JSON.stringify(rest);
  return reachPatiently(address, init);
}

// The address, whose variables are fields of the request; and the fields that it did not take.
function addressOf(path: string, request: object) {
  const rest = { ...request } as Record<string, unknown>;
  const address = path.replace(/\{(\w+)\}/g, (_, variable: string) => {
    const key = variable.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
    const value = rest[key];
    delete rest[key];
    return encodeURIComponent(String(value));
  });
  return { address, rest };
}

interface Init extends RequestInit {
  headers: Record<string, string>;
}

function initOf(verb: string, headers: Record<string, string> = {}): Init {
  return {
    method: verb,
    credentials: transport.credentials,
    headers: {
      Accept: "application/json",
      "Accept-Language": transport.language,
      "X-Requested-With": "console",
      ...(transport.unasked() ? { [UNASKED_HEADER]: "1" } : {}),
      ...headers,
    },
  };
}

async function reachPatiently(address: string, init: Init): Promise<Response> {
  for (const pause of PAUSES_MS) {
    try {
      return await reachProven(address, init);
    } catch (error) {
      if (!(error instanceof Refusal && error.away)) throw error;
    }
    await wait(pause, init.signal ?? undefined);
  }
  return reachProven(address, init);
}

function wait(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, ms);
    signal?.addEventListener("abort", stop, { once: true });
  });
}

// Works for the call where the gateway asks for it, and sends it once more.
async function reachProven(address: string, init: Init): Promise<Response> {
  const response = await reach(address, init);
  if (response.ok) return response;
  const refusal = await refusalOf(response);
  if (refusal.status === 401) transport.signedOut();
  const asked = refusal.rule === "PROOF_OF_WORK_REQUIRED" && !init.headers[PROOF_HEADER];
  if (!asked || !transport.prove || typeof init.body !== "string") throw refusal;
  const proof = await transport.prove(init.body);
  return reachProven(address, { ...init, headers: { ...init.headers, [PROOF_HEADER]: proof } });
}

async function reach(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, init);
  } catch (error) {
    if (init.signal?.aborted) throw error;
    throw new Refusal(0, undefined);
  }
}

function queryOf(fields: Record<string, unknown>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined || value === "") continue;
    for (const each of Array.isArray(value) ? value : [value]) query.append(name, String(each));
  }
  const text = query.toString();
  return text === "" ? "" : `?${text}`;
}
