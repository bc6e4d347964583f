// The lights of leads: how far the clock of each has run.
import { run, type Row } from "../schema";

export interface Clock {
  id: string;
  leadId: string;
  leadNo: string;
  unitName: string;
  light: string;
  due: string;
}

// From the mildest to the gravest.
const LIGHTS = ["LIGHT_NONE", "LIGHT_REMIND", "LIGHT_URGE", "LIGHT_YELLOW", "LIGHT_RED", "LIGHT_LISTED"];

// -1 where there is no light.
export const gravity = (light: string): number => LIGHTS.indexOf(light);

// ListClocks takes no more at once.
const MOST = 200;

// The clock of each of these leads that has one, the gravest if it has several.
export async function clocksOf(leadIds: readonly string[], signal?: AbortSignal): Promise<Map<string, Clock>> {
  const wanted = [...new Set(leadIds.filter(Boolean))];
  const pieces = Array.from({ length: Math.ceil(wanted.length / MOST) }, (_, at) =>
    wanted.slice(at * MOST, (at + 1) * MOST),
  );
  const answers = await Promise.all(
    pieces.map((piece) => run<{ clocks: Clock[] }>("listClocks", { leadIds: piece }, signal)),
  );
  const found = new Map<string, Clock>();
  for (const clock of answers.flatMap(({ clocks }) => clocks)) {
    const known = found.get(clock.leadId);
    if (!known || gravity(clock.light) > gravity(known.light)) found.set(clock.leadId, clock);
  }
  return found;
}

// Lines of leads with the light of each.
export async function withLights(rows: Row[], signal: AbortSignal): Promise<Row[]> {
  const clocks = await clocksOf(rows.map(({ id }) => String(id)), signal);
  return rows.map((row) => ({ ...row, light: clocks.get(String(row.id))?.light }));
}
