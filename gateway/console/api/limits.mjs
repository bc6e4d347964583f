// What the comments of the protos promise of a field, as data: "1 to 500 characters.", "At most
// 50.", "2 to 4.", "Required.", "SAME_MATTER or DIFFERENT.". Descriptors carry no comments, so the
// files are read as text.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const MESSAGE = /^message (\w+) \{$/;
const FIELD = /^(?:(repeated|optional) )?([\w.]+) (\w+) = \d+/;
const COUNTS = { one: 1, two: 2 };
const COUNT = "(\\d[\\d,]*|one|two)";

const camel = (name) => name.replace(/_([a-z0-9])/g, (_, letter) => letter.toUpperCase());
const count = (text) => COUNTS[text.toLowerCase()] ?? Number(text.replaceAll(",", ""));

function rangeIn(text) {
  const between = new RegExp(`\\b${COUNT} to ${COUNT}\\b`).exec(text);
  if (between) return { min: count(between[1]), max: count(between[2]) };
  const least = new RegExp(`\\b[Aa]t least ${COUNT}\\b`).exec(text);
  const most = new RegExp(`\\b[Aa]t most ${COUNT}\\b`).exec(text);
  return { ...(least ? { min: count(least[1]) } : {}), ...(most ? { max: count(most[1]) } : {}) };
}

// A limit that holds only in some case is said by the server alone.
const conditional = (sentence) => /\bwith(out)? `|\bof a posted\b|\bunless\b|\bobligatory\b/.test(sentence);

// Limits of a text count characters, of a list its items, of a number its value.
function limitsOf({ list, type }, comment) {
  const isText = type === "string" || type === "bytes";
  const [own, each = ""] = comment.split(/\beach of\b/);
  const clauses = own.split(/;|\. |\.$|: |, such as/).filter((clause) => !conditional(clause));
  const relevant = clauses.find((clause) =>
    isText && !list
      ? /\bcharacters\b/.test(clause) || /^\d+ to \d+ of /.test(clause.trim())
      : new RegExp(`^\\s*(${COUNT} to|[Aa]t (most|least)) ?`).test(clause),
  );
  const range = relevant && (list || isText || /^u?int32$/.test(type)) ? rangeIn(relevant) : {};
  const limits = { ...range };
  if (list && /\d/.test(each)) limits.each = rangeIn(each);
  const choices = /^([A-Z][A-Z_]+)(?:, ([A-Z_]+))* or ([A-Z_]+)[.;]/.exec(comment);
  if (choices) limits.choices = choices[0].match(/[A-Z][A-Z_]+/g);
  const mayLack = /\bunset\b|\b[Ee]mpty\b|\bunspecified\b/.test(comment);
  if (/(^|\. |\d\. )Required\b(?! (of|for|unless|where))/.test(comment) || (range.min >= 1 && !mayLack)) limits.required = true;
  return limits;
}

function* fieldsOf(text) {
  const scope = [];
  let comment = [];
  for (const line of text.split("\n").map((each) => each.trim())) {
    if (line.startsWith("//")) {
      comment.push(line.slice(2).trim());
      continue;
    }
    // A oneof is no scope of its own, and what else has braces holds no fields.
    if (line.endsWith("{")) scope.push(MESSAGE.exec(line)?.[1] ?? "");
    else if (line === "}" || line === "};") scope.pop();
    const field = FIELD.exec(line);
    if (field && scope.some(Boolean)) {
      yield { message: scope.filter(Boolean).join("."), list: field[1] === "repeated", type: field[2], name: camel(field[3]), comment: comment.join(" ") };
    }
    comment = [];
  }
}

// By "hecha.intake.v1.CreateLeadRequest", then by "narrative": { min, max, each, choices, required },
// as far as its comment says.
export function readLimits(directory) {
  const limits = new Map();
  for (const file of readdirSync(directory, { recursive: true })) {
    if (!file.endsWith(".proto")) continue;
    const text = readFileSync(join(directory, file), "utf8");
    const owner = /^package ([\w.]+);/m.exec(text)?.[1];
    for (const { message, name, comment, ...field } of fieldsOf(text)) {
      const found = limitsOf(field, comment);
      if (Object.keys(found).length === 0) continue;
      const full = `${owner}.${message}`;
      limits.set(full, { ...limits.get(full), [name]: found });
    }
  }
  return limits;
}
