// The API as data: what generated/schema.ts is made of (see generate.mjs).

export type FieldType =
  | "string"
  | "integer"
  | "number"
  | "boolean"
  | "time"
  | "bytes"
  | "map"
  | "object"
  | "enum"
  | "message";

export interface Field {
  type: FieldType;
  // The message or enum that it holds.
  of?: string;
  list?: true;
  sensitive?: true;
  required?: true;
  // Characters of a text, items of a list, the value of a number.
  min?: number;
  max?: number;
  // Characters of each text of a list.
  each?: { min?: number; max?: number };
  // The codes that may be given, where they are not all of the enum's.
  choices?: readonly string[];
}

export type Fields = Readonly<Record<string, Field>>;
export type EnumValues = readonly string[];

export interface Method {
  service: string;
  verb: string;
  // "/v1/leads/{lead_id}:triage".
  path: string;
  request: Fields;
  // The message it answers with; none where it answers with a file.
  answer?: string;
}
