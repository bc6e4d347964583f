// Where the drive stands, in three figures, for whoever reads them.
import { Card, Flex, Statistic } from "antd";
import type { Total } from "@generated/api";
import { useCall } from "../parts/use_call";
import { run } from "../schema";
import { useChanges } from "../shell/changes";
import { Link } from "../shell/router";
import { useLanguage } from "../words/language";

const sum = (totals: readonly Total[], keys: readonly string[]): number =>
  totals.filter(({ key }) => keys.includes(key)).reduce((all, { count }) => all + Number(count), 0);

async function ask(signal: AbortSignal) {
  const [open, lights] = await Promise.all(
    ["MEASURE_OPEN", "MEASURE_LIGHT"].map(
      async (measure) => (await run<{ totals: Total[] }>("queryStatistics", { measure }, signal)).totals,
    ),
  );
  // Of open lines, the first ledger has one a lead.
  return {
    open: sum(open ?? [], ["1"]),
    yellow: sum(lights ?? [], ["YELLOW"]),
    red: sum(lights ?? [], ["RED", "LISTED"]),
  };
}

export function Standing() {
  const { words } = useLanguage();
  const called = useCall(ask, []);
  useChanges(["ledgers", "leads", "cases", "clocks"], called.reload, 5_000);
  const figures = called.data;
  if (!figures) return null;
  return (
    <Card size="small" title={words.standing} extra={<Link to="/dashboard">{words.dashboard}</Link>}>
      <Flex gap={32} wrap>
        <Statistic title={words.openLeads} value={figures.open} />
        <Statistic title={words.yellowLights} value={figures.yellow} />
        <Statistic title={words.redLights} value={figures.red} />
      </Flex>
    </Card>
  );
}
