// The triage board as the page walks it: columns, and the way from one lead to the next.
import type { TriageBoard, TriageCard, TriageColumn } from "@generated/api";

export type { TriageBoard, TriageCard, TriageColumn };

export const idOf = (card: TriageCard): string => card.lead?.id ?? "";

// The column that a lead stands in, if it waits for anything.
export function columnOf(board: TriageBoard, leadId: string): TriageColumn | undefined {
  return board.columns.find(({ cards }) => cards.some((card) => idOf(card) === leadId));
}

// The lead `by` places further in the column, or nothing at its end.
export function neighbour(column: TriageColumn | undefined, leadId: string, by: 1 | -1): string | undefined {
  const cards = column?.cards ?? [];
  const at = cards.findIndex((card) => idOf(card) === leadId);
  const card = at < 0 ? undefined : cards[at + by];
  return card && idOf(card);
}

// Where to go on once `leadId` has left `column`: what followed it, else what stood before it.
export const following = (column: TriageColumn | undefined, leadId: string): string | undefined =>
  neighbour(column, leadId, 1) ?? neighbour(column, leadId, -1);
