// Leader and city: how far each town and unit is. Every figure leads to its lines.
import { Button, Col, Flex, Row as Line, Select, Space } from "antd";
import { useMemo } from "react";
import { ExportButton } from "../ledgers/export_button";
import { Heading } from "../parts/heading";
import { RefusalAlert } from "../parts/refusal_alert";
import { useCall } from "../parts/use_call";
import { run } from "../schema";
import { useChanges } from "../shell/changes";
import { useDirectory } from "../shell/directory";
import { setQuery, useQuery } from "../shell/router";
import { useLanguage } from "../words/language";
import type { Total } from "@generated/api";
import { Charts, Stock, Trend } from "./charts";
import { Comparison } from "./comparison";
import { drillsOf } from "./drill";
import { figuresOf, type Measures, MEASURES } from "./figures";
import { CampaignDay, Headline } from "./headline";

// What the totals are made of; a busy day changes them all the time.
const SOURCES = ["leads", "cases", "clocks", "problems"];
const PAUSE_MS = 2000;

async function loadMeasures(division: string): Promise<Measures> {
  const answers = await Promise.all(
    MEASURES.map((measure) => run<{ totals: Total[] }>("queryStatistics", { division, measure })),
  );
  return Object.fromEntries(MEASURES.map((measure, at) => [measure, answers[at]?.totals ?? []])) as Measures;
}

function Towns({ measures, division }: { measures: Measures; division: string }) {
  const { words } = useLanguage();
  const { divisions, towns: all } = useDirectory();
  // A town without a single lead is shown too: that is what one looks for.
  const towns = all.filter((code) => code.startsWith(division));
  if (towns.length < 2) return null;
  return (
    <Col xs={24}>
      <Comparison
        title={words.byTown}
        rows={towns.map((code) => ({
          key: code,
          name: divisions.get(code)?.name ?? code,
          to: `/dashboard?division=${code}`,
          drills: drillsOf({ division: code }),
          ...figuresOf(measures, (total) => total.division === code),
        }))}
      />
    </Col>
  );
}

function Units({ measures }: { measures: Measures }) {
  const { words } = useLanguage();
  const { units } = useDirectory();
  const inCharge = [...new Set(measures.MEASURE_UNIT_CASE.map(({ unitId }) => unitId))];
  if (inCharge.length === 0) return null;
  return (
    <Col xs={24}>
      <Comparison
        title={words.byUnit}
        rows={inCharge.map((unitId) => ({
          key: unitId,
          name: units.get(unitId)?.name ?? words.otherUnit,
          to: `/cases?unitId=${unitId}`,
          drills: drillsOf({ unitId }),
          ...figuresOf(measures, (total) => total.unitId === unitId, true),
        }))}
      />
    </Col>
  );
}

export default function Dashboard() {
  const { words } = useLanguage();
  const { divisions } = useDirectory();
  const division = useQuery().get("division") ?? "";
  const called = useCall(() => loadMeasures(division), [division]);
  useChanges(SOURCES, called.reload, PAUSE_MS);
  const measures = called.data;
  const figures = useMemo(() => measures && figuresOf(measures), [measures]);
  return (
    <Flex vertical gap={16}>
      <Flex wrap gap={8} justify="space-between">
        <Heading>{words.dashboard}</Heading>
        <Space wrap>
          {divisions.size > 1 && (
            <Select
              aria-label={words.byTown}
              style={{ minWidth: 160 }}
              value={division}
              onChange={(code) => setQuery(new URLSearchParams(code ? { division: code } : {}))}
              options={[
                { value: "", label: words.all },
                ...[...divisions.values()].map(({ code, name }) => ({ value: code, label: name })),
              ]}
            />
          )}
          <ExportButton method="exportLedgers" request={{ division }} name={words.ledgers} />
          <Button onClick={() => window.print()}>{words.print}</Button>
        </Space>
      </Flex>
      <RefusalAlert refusal={called.error} />
      <Line gutter={[12, 12]}>
        {figures && <Headline figures={figures} division={division} />}
      </Line>
      <Line gutter={[16, 16]}>
        <Col xs={24} xl={8}>
          <Flex vertical gap={16}>
            {figures && <Stock figures={figures} division={division} />}
            <CampaignDay division={division} />
          </Flex>
        </Col>
        <Col xs={24} xl={16}>
          {measures && <Trend measures={measures} division={division} />}
        </Col>
        {measures && <Towns measures={measures} division={division} />}
        {measures && <Units measures={measures} />}
        {measures && <Charts measures={measures} division={division} />}
      </Line>
    </Flex>
  );
}
