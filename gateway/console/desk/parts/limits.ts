// The rules of a field in a form, by what the API says of it. The server has the last word: here
// is checked what it would refuse for the answers alone.
import type { FormRule } from "antd";
import type { Field } from "@api/schema";
import type { Row } from "../schema";
import { filled } from "../words/language";
import type { Words } from "../words/zh";
import { given } from "./answers";

const isGiven = (value: unknown): boolean => Object.keys(given({ value } as Row)).length > 0;

// As the server counts: Unicode characters.
export const charactersOf = (text: string): number => Array.from(text).length;

// "team.0.userId" as ["team", 0].
function enclosing(path: string): Array<string | number> {
  const parts = path.split(".").map((part) => (/^\d+$/.test(part) ? Number(part) : part));
  return parts.slice(0, -1);
}

// A part of the request that may be left out needs its fields only once it is begun.
function needed(words: Words, always: boolean): FormRule {
  return ({ getFieldValue }) => ({
    validator: (rule, value: unknown) => {
      const { field = "" } = rule as { field?: string };
      const begun = always || isGiven(getFieldValue(enclosing(field)));
      return isGiven(value) || !begun ? Promise.resolve() : Promise.reject(new Error(words.isRequired));
    },
  });
}

const check = (fits: (value: unknown) => boolean, message: string): FormRule => ({
  validator: (_, value: unknown) =>
    !isGiven(value) || fits(value) ? Promise.resolve() : Promise.reject(new Error(message)),
});

export function countWords({ min, max }: Pick<Field, "min" | "max">, words: Words): string {
  if (max === undefined) return "";
  return min ? filled(words.itemsBetween, { min, max }) : filled(words.itemsAtMost, { max });
}

export function rulesOf(field: Field, words: Words, always: boolean): FormRule[] {
  const { type, list, required, min = 0, max = Infinity } = field;
  const rules = required ? [needed(words, always)] : [];
  if (list) {
    const fits = (value: unknown) => (value as unknown[]).length >= min && (value as unknown[]).length <= max;
    rules.push(check(fits, countWords(field, words)));
  } else if (type === "string") {
    rules.push(check((value) => charactersOf(String(value)) >= min, filled(words.tooShort, { min })));
    rules.push(check((value) => charactersOf(String(value)) <= max, filled(words.tooLong, { max })));
  } else if (type === "integer" && max < Infinity) {
    const fits = (value: unknown) => Number(value) >= min && Number(value) <= max;
    rules.push(check(fits, filled(words.numberBetween, { min, max })));
  }
  return rules;
}
