// A message as a sheet: its plain fields, then what it holds, each as a table or a sheet.
import { Card, Descriptions } from "antd";
import { isNested, isPlumbing, messageOf, type Row } from "../schema";
import { useLanguage } from "../words/language";
import { Cell, isNumber } from "./cell";
import { isBareId, isEmpty, plainFields, Value } from "./value";
import { WideTable } from "./wide_table";

const LONG = 60;

function isLong(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 2 : typeof value === "string" && value.length > LONG;
}

export function Sheet({ message, row, hidden = [] }: SheetProps) {
  const { field: wordOf } = useLanguage();
  const fields = messageOf(message);
  const names = plainFields(fields, row).filter(
    (name) => !isPlumbing(name) && !hidden.includes(name) && !hasName(name, row),
  );
  if (names.length === 0) return null;
  return (
    <Descriptions
      bordered
      size="small"
      column={{ xs: 1, sm: 1, md: 2, xl: 3 }}
      items={names.map((name) => ({
        key: name,
        label: wordOf(name, message),
        span: isLong(row[name]) ? ("filled" as const) : 1,
        children: <Value name={name} field={fields[name] ?? { type: "string" }} value={row[name]} />,
      }))}
    />
  );
}

interface SheetProps {
  message: string;
  row: Row;
  hidden?: readonly string[];
}

// "unitId" is not shown beside "unitName".
function hasName(name: string, row: Row): boolean {
  return (
    (name.endsWith("Id") && !isEmpty(row[name.replace(/Id$/, "Name")])) ||
    (name.endsWith("Id") && !isEmpty(row[name.replace(/Id$/, "No")]) && name !== "leadId")
  );
}

export function Lines({ message, rows }: { message: string; rows: Row[] }) {
  const { field: wordOf } = useLanguage();
  const fields = messageOf(message);
  const names = Object.keys(fields).filter(
    (name) => !isPlumbing(name) && rows.some((row) => !isEmpty(row[name]) && !isBareId(name, row[name]) && !hasName(name, row)),
  );
  return (
    <WideTable<Row>
      size="small"
      pagination={false}
      rowKey={(row) => rows.indexOf(row)}
      dataSource={rows}
      columns={names.map((name) => ({
        key: name,
        title: wordOf(name, message),
        ...(isLong(rows[0]?.[name]) ? { width: 360 } : {}),
        align: isNumber(fields[name]) ? ("end" as const) : ("start" as const),
        render: (_, row) => <Cell name={name} fields={fields} row={row} />,
      }))}
    />
  );
}

export function Record({ message, row, hidden = [] }: SheetProps) {
  const { field: wordOf } = useLanguage();
  const nested = Object.entries(messageOf(message)).filter(
    ([name, field]) => isNested(field) && !isEmpty(row[name]) && !hidden.includes(name),
  );
  return (
    <>
      <Sheet message={message} row={row} hidden={hidden} />
      {nested.map(([name, field]) => (
        <Card key={name} size="small" title={wordOf(name, message)} style={{ marginTop: 16 }}>
          {field.list ? (
            <Lines message={field.of ?? ""} rows={row[name] as Row[]} />
          ) : (
            <Record message={field.of ?? ""} row={row[name] as Row} />
          )}
        </Card>
      ))}
    </>
  );
}
