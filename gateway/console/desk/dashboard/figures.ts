// The figures that leaders go by, from the totals that the server keeps.
import type { SupervisionMeasure, Total } from "@generated/api";

export const MEASURES = [
  "MEASURE_STATE",
  "MEASURE_SECTOR",
  "MEASURE_CHANNEL",
  "MEASURE_OUTCOME",
  "MEASURE_LIGHT",
  "MEASURE_RECEIVED_DAY",
  "MEASURE_CLOSED_DAY",
  "MEASURE_UNIT_CASE",
  "MEASURE_UNIT_LIGHT",
  "MEASURE_OPEN",
  "MEASURE_DONE",
] as const satisfies readonly SupervisionMeasure[];

export type Measures = Record<(typeof MEASURES)[number], Total[]>;

export interface Figures {
  received: number;
  closed: number;
  open: number;
  // By light: a yellow one, and a red or listed one.
  yellow: number;
  red: number;
  // 查结率: closed of received.
  closedRate: number;
  // 查实率: substantiated, in full or in part, of those with an outcome.
  substantiatedRate: number;
}

export type Choice = (total: Total) => boolean;

const everything: Choice = () => true;

export const totalOf = (totals: readonly Total[], choose: Choice = everything): number =>
  totals.filter(choose).reduce((sum, { count }) => sum + Number(count), 0);

const OPEN = new Set(["OPEN"]);
const CLOSED = new Set(["CLOSED"]);
// Totals of open and of done lines are by ledger; the first has a line a lead.
const LEADS = new Set(["1"]);
const SUBSTANTIATED = new Set(["SUBSTANTIATED", "PARTLY_SUBSTANTIATED"]);
const YELLOW = new Set(["YELLOW"]);
const RED = new Set(["RED", "LISTED"]);

const rate = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

// `byUnit` counts what units were given instead of what the towns received.
export function figuresOf(measures: Measures, choose: Choice = everything, byUnit = false): Figures {
  const of = (totals: readonly Total[], keys: ReadonlySet<string>) =>
    totalOf(totals, (total) => choose(total) && keys.has(total.key));
  const cases = measures.MEASURE_UNIT_CASE;
  const lights = byUnit ? measures.MEASURE_UNIT_LIGHT : measures.MEASURE_LIGHT;
  const closed = byUnit ? of(cases, CLOSED) : of(measures.MEASURE_DONE, LEADS);
  const open = byUnit ? of(cases, OPEN) : of(measures.MEASURE_OPEN, LEADS);
  const received = open + closed;
  const substantiated = of(byUnit ? cases : measures.MEASURE_OUTCOME, SUBSTANTIATED);
  const concluded = byUnit ? closed : totalOf(measures.MEASURE_OUTCOME, choose);
  return {
    received,
    closed,
    open,
    yellow: of(lights, YELLOW),
    red: of(lights, RED),
    closedRate: rate(closed, received),
    substantiatedRate: rate(substantiated, concluded),
  };
}
