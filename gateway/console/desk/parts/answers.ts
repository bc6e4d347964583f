// Between an object of the API and the answers in a form: times are the controls' own there, and
// what was left empty is not sent.
import dayjs, { isDayjs } from "dayjs";
import type { Field, Fields } from "@api/schema";
import { messageOf, type Row } from "../schema";
import { isEmpty } from "./value";

export const given = (answers: Row): Row => (givenValue(answers) ?? {}) as Row;

function givenValue(value: unknown): unknown {
  if (isDayjs(value)) return value.toISOString();
  if (Array.isArray(value)) return value.map(givenValue).filter((each) => each !== undefined);
  if (value === "" || value === null || value === undefined) return undefined;
  if (typeof value !== "object") return value;
  const parts = Object.entries(value).map(([name, each]) => [name, givenValue(each)] as const);
  const kept = parts.filter(([, each]) => each !== undefined && each !== false);
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}

// Times of an object as the form's controls take them.
function editable(value: unknown, field: Field): unknown {
  if (isEmpty(value)) return undefined;
  if (field.type === "time") return dayjs(String(value));
  if (field.type !== "message") return value;
  const inner = messageOf(field.of);
  const one = (row: Row) => prefill(row, inner);
  return field.list ? (value as Row[]).map(one) : one(value as Row);
}

// What a form begins with.
export function prefill(row: Row, fields: Fields): Row {
  return Object.fromEntries(
    Object.entries(fields).map(([name, field]) => [name, editable(row[name], field)]),
  );
}
