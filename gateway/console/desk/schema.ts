// The API as the desk uses it: pages, forms and buttons are drawn from what it says of itself.
import { call, newRequestId } from "@api/call";
import type { Field, Fields, Method } from "@api/schema";
import { rolesOf } from "@generated/roles";
import { enums, messages, methods } from "@generated/schema";

// "assignLead". One that this server does not have is offered to nobody.
export type MethodName = string;
export type Row = Record<string, unknown>;

export function methodOf(name: MethodName): Method {
  const method = methods[name];
  if (!method) throw new Error(`no method ${name}`);
  return method;
}

export const messageOf = (name: string | undefined): Fields => messages[name ?? ""] ?? {};

export const valuesOf = (name: string | undefined): readonly string[] =>
  (enums[name ?? ""] ?? []).filter((value) => !value.endsWith("_UNSPECIFIED"));

export function mayCall(name: MethodName, roles: readonly string[]): boolean {
  const wanted = (rolesOf as Readonly<Record<string, readonly string[]>>)[name];
  if (!wanted) return false;
  return wanted.length === 0 || wanted.some((role) => roles.includes(role));
}

// One call by name. A change carries a key, so that a retry of the same request acts once.
export function run<T = Row>(name: MethodName, request: Row = {}, signal?: AbortSignal): Promise<T> {
  const { verb, path, request: fields } = methodOf(name);
  const keyed = fields.requestId && !request.requestId ? { requestId: newRequestId() } : {};
  return call<T>(verb, path, { ...keyed, ...request }, signal ? { signal } : {});
}

// What the server offers for an object now.
export const actionsOf = (row: Row): string[] => (row.actions as string[] | undefined) ?? [];

// The method that an object's `actions` name: the verb of a path below `base`, the collection
// that it adds to, or the method's own name.
export function methodOfAction(base: string, action: string): MethodName | undefined {
  const names = Object.keys(methods);
  const below = names.filter((name) => {
    const { path, verb } = methodOf(name);
    return verb !== "GET" && (path.startsWith(`${base}:`) || path.startsWith(`${base}/`));
  });
  return (
    below.find((name) => methodOf(name).path === `${base}:${action}`) ??
    below.find((name) => name === action) ??
    below.find((name) => /[:/](\w+)$/.exec(methodOf(name).path)?.[1] === action)
  );
}

// What an object's `actions` call a method.
const actionOf = (name: MethodName): string => /:(\w+)$/.exec(methodOf(name).path)?.[1] ?? name;

// False where the object says what may be done with it now, and this is not among it.
export function isOffered(name: MethodName, message: string, row: Row): boolean {
  if (!messageOf(message).actions) return true;
  return actionsOf(row).includes(actionOf(name));
}

// Where a list answers its rows, and what they are.
// Empty names for a list that is not there.
export function rowsOf(list: MethodName): { key: string; message: string } {
  const answer = messageOf(methodOf(list).answer);
  const found = Object.entries(answer).find(([, field]) => field.list && field.type === "message");
  return { key: found?.[0] ?? "", message: found?.[1].of ?? "" };
}

export const isPlumbing = (name: string): boolean =>
  ["requestId", "etag", "pageSize", "pageToken", "id", "actions"].includes(name);

export const isNested = (field: Field): boolean => field.type === "message";
