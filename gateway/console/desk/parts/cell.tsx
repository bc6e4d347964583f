// One field of a message in a table: a value, or what it holds in a line each.
import type { ReactNode } from "react";
import type { Field, Fields } from "@api/schema";
import { isNested, messageOf, type Row } from "../schema";
import { useLanguage } from "../words/language";
import { isEmpty, plainFields, Value } from "./value";

export const isNumber = (field: Field | undefined): boolean =>
  field?.type === "integer" || field?.type === "number";

// A message in one line of a table.
function Brief({ message, row }: { message: string; row: Row }) {
  const { field: wordOf } = useLanguage();
  const fields = messageOf(message);
  return (
    <span style={{ display: "block" }}>
      {plainFields(fields, row).map((name) => (
        <span key={name} style={{ marginInlineEnd: 12 }}>
          {wordOf(name, message)}{" "}
          <Value name={name} field={fields[name] ?? { type: "string" }} value={row[name]} />
        </span>
      ))}
    </span>
  );
}

export function Cell({ name, fields, row }: { name: string; fields: Fields; row: Row }): ReactNode {
  const field = fields[name] ?? { type: "string" };
  if (isEmpty(row[name])) return null;
  if (!isNested(field)) return <Value name={name} field={field} value={row[name]} />;
  const inner = (field.list ? row[name] : [row[name]]) as Row[];
  return inner.map((each, index) => <Brief key={index} message={field.of ?? ""} row={each} />);
}
