// One value as people read it, by what the API says of its field.
import { Tag, Typography } from "antd";
import type { Field } from "@api/schema";
import type { Row } from "../schema";
import { useDirectory } from "../shell/directory";
import { Link } from "../shell/router";
import { useLanguage } from "../words/language";
import { referenceOf } from "./references";
import { toneOf } from "./tones";

export function formatTime(text: string, code: string): string {
  return new Intl.DateTimeFormat(code, {
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
    timeZone: "Asia/Shanghai",
  }).format(new Date(text));
}

export function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null || value === "" || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === "string" && value.endsWith("_UNSPECIFIED");
}

export function hexOf(base64: string): string {
  return Array.from(atob(base64), (c) => c.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}

function Code({ word, tone }: { word: string; tone: string | undefined }) {
  return tone ? <Tag color={tone}>{word}</Tag> : word;
}

// Codes that the API sends as plain text.
const CODE_LISTS = new Set(["openGates", "purgeBlockers"]);

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

// An id that no name, number or page stands for is for programs, not for readers.
export const isBareId = (name: string, value: unknown): boolean =>
  typeof value === "string" && UUID.test(value) && referenceOf(name) === undefined;

function Id({ name, id }: { name: string; id: string }) {
  const { words, object } = useLanguage();
  const { units, divisions, nameOf } = useDirectory();
  const reference = referenceOf(name);
  if (reference === "unit") return units.get(id)?.name ?? words.otherUnit;
  // Where no person acted, a service did, and says its own name.
  if (reference === "user") return UUID.test(id) ? (nameOf(id) ?? words.otherPerson) : object(id.replace(/^service:/, ""));
  if (reference === "division") return divisions.get(id)?.name ?? id;
  if (reference) return <Link to={`/${reference.page}/${id}`}>{words.view}</Link>;
  return id;
}

function One({ name, field, value }: { name: string; field: Field; value: unknown }) {
  const { code, words, value: wordOf, act, object } = useLanguage();
  const text = String(value);
  if (field.type === "boolean") return value ? words.yes : words.no;
  if (field.type === "enum") return <Code word={wordOf(text, field.of)} tone={toneOf(text)} />;
  if (field.type === "time") return <time dateTime={text}>{formatTime(text, code)}</time>;
  if (name === "action") return act(text);
  if (name === "aggregate" || name === "source") return object(text);
  if (CODE_LISTS.has(name)) return <Tag color="orange">{wordOf(text)}</Tag>;
  if (name === "capacity") return wordOf(text);
  if (field.type === "bytes") {
    return <Typography.Text code copyable={{ text: hexOf(text) }}>{hexOf(text).slice(0, 16)}</Typography.Text>;
  }
  if (field.type === "string" && (referenceOf(name) || name === "id")) return <Id name={name} id={text} />;
  return <span style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{text}</span>;
}

export function Value({ name, field, value }: { name: string; field: Field; value: unknown }) {
  if (isEmpty(value)) return null;
  if (!field.list) return <One name={name} field={field} value={value} />;
  const many = field.type === "enum" || CODE_LISTS.has(name) || referenceOf(name) !== undefined;
  return (
    <>
      {(value as unknown[]).map((each, index) => (
        <span key={index} style={many ? { marginInlineEnd: 8 } : { display: "block" }}>
          {!many && (value as unknown[]).length > 1 && `${index + 1}. `}
          <One name={name} field={field} value={each} />
        </span>
      ))}
    </>
  );
}

// The names of a row's fields that a table or a sheet can show in one cell.
export function plainFields(fields: Readonly<Record<string, Field>>, row?: Row): string[] {
  return Object.keys(fields).filter((name) => {
    const field = fields[name];
    if (!field || field.type === "message" || field.type === "map") return false;
    return !row || (!isEmpty(row[name]) && !isBareId(name, row[name]));
  });
}
