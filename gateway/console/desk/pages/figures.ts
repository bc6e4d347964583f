// The figures that leaders go by, from the totals that the server keeps.
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
] as const;

export interface Total {
  division: string;
  key: string;
  count: string;
  unitId: string;
}

export type Measures = Record<(typeof MEASURES)[number], Total[]>;

export interface Figures {
  received: number;
  closed: number;
  open: number;
  overdue: number;
  // 查结率: closed of received.
  closedRate: number;
  // 查实率: substantiated, in full or in part, of those with an outcome.
  substantiatedRate: number;
}

type Choice = (total: Total) => boolean;

const everything: Choice = () => true;

export const totalOf = (totals: readonly Total[], choose: Choice = everything): number =>
  totals.filter(choose).reduce((sum, { count }) => sum + Number(count), 0);

const CLOSED = new Set(["CLOSED", "MERGED", "ARCHIVED", "PURGED"]);
const SUBSTANTIATED = new Set(["SUBSTANTIATED", "PARTLY_SUBSTANTIATED"]);
const OVERDUE = new Set(["YELLOW", "RED", "LISTED"]);

const rate = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

// `byUnit` counts what units were given instead of what the towns received.
export function figuresOf(measures: Measures, choose: Choice = everything, byUnit = false): Figures {
  const of = (totals: readonly Total[], keys: ReadonlySet<string>) =>
    totalOf(totals, (total) => choose(total) && keys.has(total.key));
  const cases = measures.MEASURE_UNIT_CASE;
  const received = byUnit
    ? of(cases, new Set(["OPEN", "CLOSED"]))
    : totalOf(measures.MEASURE_STATE, choose);
  const closed = byUnit ? of(cases, CLOSED) : of(measures.MEASURE_STATE, CLOSED);
  const substantiated = of(byUnit ? cases : measures.MEASURE_OUTCOME, SUBSTANTIATED);
  const concluded = byUnit ? closed : totalOf(measures.MEASURE_OUTCOME, choose);
  return {
    received,
    closed,
    open: received - closed,
    overdue: of(byUnit ? measures.MEASURE_UNIT_LIGHT : measures.MEASURE_LIGHT, OVERDUE),
    closedRate: rate(closed, received),
    substantiatedRate: rate(substantiated, concluded),
  };
}
