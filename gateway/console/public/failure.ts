import { Refusal } from "@api/refusal";
import type { Texts } from "./texts/zh";

// What a reader is told of an error, in words that fit the page: the server's own where it refused
// by a rule, ours where it could not be reached.
export function messageOf(error: unknown, texts: Texts): string {
  if (!(error instanceof Refusal)) return texts.failure.unknown;
  if (error.status === 0) return texts.failure.offline;
  if (error.passing) return texts.failure.busy;
  return error.message || texts.failure.unknown;
}

export function fieldOf(error: unknown): string {
  return error instanceof Refusal ? error.field : "";
}

export function ruleOf(error: unknown): string {
  return error instanceof Refusal ? error.rule : "";
}
