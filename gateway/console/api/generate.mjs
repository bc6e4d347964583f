// Writes the typed client of the API: generate.mjs OPENAPI_JSON PROTOS DIRECTORY
//
// DIRECTORY/api.ts gets a type for every message and enum and a function for every method;
// DIRECTORY/roles.ts, who may call each; DIRECTORY/schema.ts, the fields of each request and
// message as data, for forms and tables that are drawn from them; DIRECTORY/names.ts, the names
// that people must be given words for.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { readLimits } from "./limits.mjs";

const HEADER = "// Written by api/generate.mjs from the gateway's own descriptors.\n";

const camel = (name) => name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
const lowerFirst = (name) => name[0].toLowerCase() + name.slice(1);

// "hecha.intake.v1.DialogueMessage.Kind" → service "intake", name "DialogueMessageKind".
function split(fullName) {
  const parts = fullName.split(".");
  const start = parts.findIndex((part) => /^[A-Z]/.test(part));
  const packages = parts.slice(0, start).filter((part) => !/^v\d+$/.test(part));
  return { owner: packages[packages.length - 1] ?? "", name: parts.slice(start).join("") };
}

// A short name for each; where two services use the same, both carry their service's.
function shortNames(fullNames, part) {
  const uses = new Map();
  for (const each of fullNames) {
    const { name } = part(each);
    uses.set(name, (uses.get(name) ?? 0) + 1);
  }
  return new Map(
    fullNames.map((each) => {
      const { owner, name } = part(each);
      const qualified = owner[0]?.toUpperCase() + owner.slice(1) + name;
      return [each, uses.get(name) > 1 ? qualified : name];
    }),
  );
}

function typeOf(schema, names) {
  if (schema.$ref) return names.get(schema.$ref.replace("#/components/schemas/", ""));
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(" | ");
  if (schema.type === "array") return `Array<${typeOf(schema.items, names)}>`;
  if (schema.additionalProperties) {
    return `Record<string, ${typeOf(schema.additionalProperties, names)}>`;
  }
  if (schema.type === "integer") return "number";
  return schema.type === "object" ? "Record<string, unknown>" : schema.type;
}

function writeSchema(name, schema, names) {
  if (schema.enum) {
    const values = schema.enum.map((value) => `  ${JSON.stringify(value)},`).join("\n");
    const list = `${lowerFirst(name)}Values`;
    return `export const ${list} = [\n${values}\n] as const;\nexport type ${name} = (typeof ${list})[number];\n`;
  }
  const fields = Object.entries(schema.properties ?? {}).map(
    ([field, each]) =>
      `  ${field}${each["x-hecha-optional"] ? "?" : ""}: ${typeOf(each, names)};`,
  );
  return fields.length === 0
    ? `export type ${name} = Record<never, never>;\n`
    : `export interface ${name} {\n${fields.join("\n")}\n}\n`;
}

function requestType(operation, names) {
  const body = operation.requestBody?.content["application/json"]?.schema;
  if (body?.$ref) return { type: `Given<${typeOf(body, names)}>`, optional: false };
  // A file is the body of its own; see `upload`.
  const fields = operation.parameters.map(({ name, schema, required }) => {
    const key = JSON.stringify(name.split(".").map(camel).join("."));
    return `${key}${required ? "" : "?"}: ${typeOf(schema, names)}`;
  });
  return {
    type: fields.length === 0 ? "Record<never, never>" : `{ ${fields.join("; ")} }`,
    optional: operation.parameters.every(({ required }) => !required),
  };
}

function writeOperation(name, verb, path, operation, names) {
  const answer = operation.responses["200"].content["application/json"];
  const request = requestType(operation, names);
  const result = answer ? typeOf(answer.schema, names) : "Blob";
  const body = operation.requestBody?.content;
  if (body && !body["application/json"]?.schema.$ref) {
    return `export const ${name} = (request: ${request.type}, body: Blob, options?: CallOptions): Promise<${result}> =>
  upload(${JSON.stringify(verb.toUpperCase())}, ${JSON.stringify(path)}, request, body, options);
`;
  }
  const way = answer ? "call" : "download";
  const initial = request.optional ? " = {}" : "";
  return `export const ${name} = (request: ${request.type}${initial}, options?: CallOptions): Promise<${result}> =>
  ${way}(${JSON.stringify(verb.toUpperCase())}, ${JSON.stringify(path)}, request, options);
`;
}

// A field as data: { type, of?, list?, sensitive?, required?, … }, where `of` names a message or an
// enum.
function fieldOf(schema, document, names, { choices, ...limits } = {}) {
  const inner = schema.type === "array" ? schema.items : schema;
  const field = { type: inner.format === "date-time" ? "time" : inner.type };
  if (inner.format === "int64") field.type = "integer";
  if (inner.contentEncoding) field.type = "bytes";
  if (inner.additionalProperties) field.type = "map";
  if (inner.$ref) {
    const name = inner.$ref.replace("#/components/schemas/", "");
    field.type = document.components.schemas[name].enum ? "enum" : "message";
    field.of = names.get(name);
  }
  if (schema.type === "array") field.list = true;
  if (schema["x-hecha-sensitive"]) field.sensitive = true;
  if (choices) field.choices = choices.map((choice) => valueOf(inner, choice, document));
  return Object.assign(field, limits);
}

// "SAME_MATTER" of MatchState: "MATCH_STATE_SAME_MATTER".
function valueOf({ $ref }, choice, document) {
  const { enum: values } = document.components.schemas[$ref.replace("#/components/schemas/", "")];
  const found = values.find((value) => value.endsWith(`_${choice}`));
  if (!found) throw new Error(`no ${choice} among ${values}`);
  return found;
}

const fieldsOf = (schema, document, names, limits = {}) =>
  Object.fromEntries(
    Object.entries(schema.properties ?? {}).map(([name, each]) => [
      name,
      fieldOf(each, document, names, limits[name]),
    ]),
  );

function describeMethod({ verb, path, operation, service }, document, names, limits) {
  const body = operation.requestBody?.content["application/json"]?.schema;
  const answer = operation.responses["200"].content["application/json"]?.schema;
  const asked = body?.$ref?.split("/").pop();
  const request = asked
    ? fieldsOf(document.components.schemas[asked], document, names, limits.get(asked))
    : Object.fromEntries(
        operation.parameters.map(({ name, schema }) => [
          name.split(".").map(camel).join("."),
          fieldOf(schema, document, names),
        ]),
      );
  const described = { service, verb: verb.toUpperCase(), path, request };
  if (answer?.$ref) described.answer = typeOf(answer, names);
  return described;
}

function writeSchemas(document, operations, functions, names, limits) {
  const messages = {};
  const enums = {};
  for (const [fullName, schema] of Object.entries(document.components.schemas)) {
    if (schema.enum) enums[names.get(fullName)] = schema.enum;
    else messages[names.get(fullName)] = fieldsOf(schema, document, names, limits.get(fullName));
  }
  const methods = Object.fromEntries(
    operations.map((each) => [
      lowerFirst(functions.get(each)),
      describeMethod(each, document, names, limits),
    ]),
  );
  const list = (name, type, value) =>
    `export const ${name}: Readonly<Record<string, ${type}>> = ${JSON.stringify(value)};\n\n`;
  return (
    `${HEADER}import type { EnumValues, Fields, Method } from "@api/schema";\n\n` +
    list("methods", "Method", methods) +
    list("messages", "Fields", messages) +
    list("enums", "EnumValues", enums)
  );
}

// Fields that carry the protocol, not the matter.
const PLUMBING = new Set(["requestId", "etag", "id", "actions", "pageSize", "pageToken", "nextPageToken"]);

// Types whose members are every field, every code and every method that changes something.
function writeNames(document, operations, functions) {
  const schemas = Object.values(document.components.schemas);
  const asked = operations.flatMap(({ operation }) => operation.parameters.map(({ name }) => name));
  const fields = [...schemas.flatMap(({ properties }) => Object.keys(properties ?? {})), ...asked]
    .flatMap((name) => name.split("."))
    .map(camel)
    .filter((name) => !PLUMBING.has(name));
  const values = schemas.flatMap((schema) => schema.enum ?? []);
  const changes = operations.filter(({ verb }) => verb !== "get");
  const union = (name, members) =>
    `export type ${name} =\n${[...new Set(members)].sort().map((each) => `  | ${JSON.stringify(each)}`).join("\n")};\n\n`;
  return (
    HEADER +
    union("FieldName", fields) +
    union("ValueName", values.filter((value) => !value.endsWith("_UNSPECIFIED"))) +
    union("ChangeName", changes.map((each) => lowerFirst(functions.get(each))))
  );
}

function operationsOf(document) {
  const operations = [];
  for (const [path, verbs] of Object.entries(document.paths)) {
    for (const [verb, operation] of Object.entries(verbs)) {
      const [service, method] = operation.operationId.split("_");
      // A second address of the same method needs no second function.
      if (operations.some((each) => each.operation.operationId === operation.operationId)) continue;
      operations.push({ path, verb, operation, service, method });
    }
  }
  return operations;
}

function main([openapi, protos, directory]) {
  const document = JSON.parse(readFileSync(openapi, "utf8"));
  const schemas = document.components.schemas;
  const names = shortNames(Object.keys(schemas), split);
  const operations = operationsOf(document);
  const functions = shortNames(operations, ({ service, method }) => ({ owner: service, name: method }));

  let api = `${HEADER}import { call, type CallOptions, download, type Given, upload } from "@api/call";\n\n`;
  for (const [fullName, schema] of Object.entries(schemas)) {
    api += `${writeSchema(names.get(fullName), schema, names)}\n`;
  }
  let roles = `${HEADER}import type { Role } from "./api";\n\n`;
  roles += "// The roles that may call a method; none where any signed-in user or anyone may.\n";
  roles += "export const rolesOf = {\n";
  for (const each of operations) {
    const name = lowerFirst(functions.get(each));
    api += `${writeOperation(name, each.verb, each.path, each.operation, names)}\n`;
    roles += `  ${name}: ${JSON.stringify(each.operation["x-hecha-roles"])},\n`;
  }
  roles += "} as const satisfies Record<string, readonly Role[]>;\n";
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, "api.ts"), api);
  writeFileSync(join(directory, "roles.ts"), roles);
  writeFileSync(
    join(directory, "schema.ts"),
    writeSchemas(document, operations, functions, names, readLimits(protos)),
  );
  writeFileSync(join(directory, "names.ts"), writeNames(document, operations, functions));
}

main(process.argv.slice(2));
