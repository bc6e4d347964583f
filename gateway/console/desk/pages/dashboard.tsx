// Leader and city: how far each town and unit is. Every figure leads to its lines.
import { Card, Col, Flex, Progress, Row as Line, Select, Statistic, Table } from "antd";
import { useMemo } from "react";
import type { Campaign } from "@generated/api";
import { Chart } from "../parts/chart";
import { Heading } from "../parts/heading";
import { RefusalAlert } from "../parts/refusal_alert";
import { useCall } from "../parts/use_call";
import { run } from "../schema";
import { useDirectory } from "../shell/directory";
import { Link, navigate, setQuery, useQuery } from "../shell/router";
import { filled, useLanguage } from "../words/language";
import { type Figures, figuresOf, type Measures, MEASURES, type Total, totalOf } from "./figures";
import { barOption, heatOption, trendOption } from "./figure_charts";

async function loadMeasures(division: string): Promise<Measures> {
  const answers = await Promise.all(
    MEASURES.map((measure) => run<{ totals: Total[] }>("queryStatistics", { division, measure })),
  );
  return Object.fromEntries(MEASURES.map((measure, at) => [measure, answers[at]?.totals ?? []])) as Measures;
}

const percent = (rate: number): string => `${Math.round(rate * 1000) / 10}%`;

function Headline({ figures, division }: { figures: Figures; division: string }) {
  const { words } = useLanguage();
  const lines = (query: string) => `/leads?${query}${division ? `&division=${division}` : ""}`;
  const cards = [
    { title: words.received, value: figures.received, to: lines("") },
    { title: words.closed, value: figures.closed, to: lines("state=STATE_CLOSED") },
    { title: words.openLeads, value: figures.open, to: lines("") },
    { title: words.overdue, value: figures.overdue, to: "/clocks?light=LIGHT_RED" },
    { title: words.closedRate, value: percent(figures.closedRate), to: lines("state=STATE_CLOSED") },
    { title: words.substantiatedRate, value: percent(figures.substantiatedRate), to: "/ledgers?ledger=3" },
  ];
  return cards.map(({ title, value, to }) => (
    <Col key={title} xs={12} md={8} xl={4}>
      <Card size="small">
        <Link to={to}>
          <Statistic title={title} value={value} />
        </Link>
      </Card>
    </Col>
  ));
}

function CampaignDay() {
  const { words } = useLanguage();
  const called = useCall(() => run<{ campaigns: Campaign[] }>("listCampaigns", { pageSize: 5 }), []);
  return (called.data?.campaigns ?? []).slice(0, 1).map((campaign) => (
    <Col key={campaign.id} xs={24} md={12}>
      <Card size="small" title={campaign.name}>
        {filled(words.dayOf, { day: campaign.day, days: campaign.days })}
        <Progress
          aria-label={campaign.name}
          percent={Math.round((100 * campaign.day) / Math.max(campaign.days, 1))}
        />
      </Card>
    </Col>
  ));
}

interface Compared extends Figures {
  key: string;
  name: string;
  to: string;
}

function Comparison({ title, rows }: { title: string; rows: Compared[] }) {
  const { words } = useLanguage();
  return (
    <Card size="small" title={title}>
      <Table<Compared>
        size="small"
        pagination={false}
        scroll={{ x: "max-content" }}
        dataSource={rows}
        columns={[
          { title: "", render: (_, row) => <Link to={row.to}>{row.name}</Link> },
          { title: words.received, dataIndex: "received", sorter: (a, b) => a.received - b.received },
          { title: words.closed, dataIndex: "closed" },
          { title: words.openLeads, dataIndex: "open" },
          { title: words.closedRate, render: (_, row) => percent(row.closedRate), sorter: (a, b) => a.closedRate - b.closedRate },
          { title: words.substantiatedRate, render: (_, row) => percent(row.substantiatedRate) },
          { title: words.overdue, dataIndex: "overdue", sorter: (a, b) => a.overdue - b.overdue },
        ]}
      />
    </Card>
  );
}

function Charts({ measures, division }: { measures: Measures; division: string }) {
  const language = useLanguage();
  const { words } = language;
  const { divisions } = useDirectory();
  const heat = useMemo(
    () => heatOption(measures.MEASURE_SECTOR, language, (code) => divisions.get(code)?.name ?? code),
    [measures, language, divisions],
  );
  const bars = useMemo(
    () => ({
      state: barOption(measures.MEASURE_STATE, "STATE", language),
      sector: barOption(measures.MEASURE_SECTOR, "SECTOR", language),
      channel: barOption(measures.MEASURE_CHANNEL, "CHANNEL", language),
    }),
    [measures, language],
  );
  const trend = useMemo(() => trendOption(measures, language), [measures, language]);
  const pick = (filter: string, prefix: string) => (event: { data: unknown }) => {
    const { key } = (event.data ?? {}) as { key?: string };
    const town = division ? `&division=${division}` : "";
    if (key) navigate(`/leads?${filter}=${prefix}_${key}${town}`);
  };
  const charts = [
    { label: words.trend, option: trend },
    { label: words.heat, option: heat, onPick: pick("sector", "SECTOR") },
    { label: words.byState, option: bars.state, onPick: pick("state", "STATE") },
    { label: words.bySector, option: bars.sector, onPick: pick("sector", "SECTOR") },
    { label: words.byChannel, option: bars.channel, onPick: pick("channel", "CHANNEL") },
  ];
  return charts.map((chart) => (
    <Col key={chart.label} xs={24} xl={12}>
      <Card size="small" title={chart.label}>
        <Chart {...chart} />
      </Card>
    </Col>
  ));
}

export default function Dashboard() {
  const { words } = useLanguage();
  const { divisions, units } = useDirectory();
  const division = useQuery().get("division") ?? "";
  const called = useCall(() => loadMeasures(division), [division]);
  const measures = called.data;
  const towns = measures ? [...new Set(measures.MEASURE_STATE.map((total) => total.division))] : [];
  const inCharge = measures ? [...new Set(measures.MEASURE_UNIT_CASE.map(({ unitId }) => unitId))] : [];
  const figures = measures && figuresOf(measures);
  return (
    <Flex vertical gap={16}>
      <Flex wrap gap={8} justify="space-between">
        <Heading>{words.dashboard}</Heading>
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
      </Flex>
      <RefusalAlert refusal={called.error} />
      <Line gutter={[16, 16]}>
        {figures && <Headline figures={figures} division={division} />}
        <CampaignDay />
        {figures && (
          <Col xs={24} md={12}>
            <Card size="small" title={words.stock}>
              {totalOf(measures.MEASURE_STATE) - figures.open} / {totalOf(measures.MEASURE_STATE)}
              <Progress aria-label={words.stock} percent={Math.round(figures.closedRate * 100)} />
            </Card>
          </Col>
        )}
        {measures && towns.length > 1 && (
          <Col xs={24}>
            <Comparison
              title={words.byTown}
              rows={towns.map((code) => ({
                key: code,
                name: divisions.get(code)?.name ?? code,
                to: `/dashboard?division=${code}`,
                ...figuresOf(measures, (total) => total.division === code),
              }))}
            />
          </Col>
        )}
        {measures && inCharge.length > 0 && (
          <Col xs={24}>
            <Comparison
              title={words.byUnit}
              rows={inCharge.map((unitId) => ({
                key: unitId,
                name: units.get(unitId)?.name ?? unitId,
                to: `/leads?unitId=${unitId}`,
                ...figuresOf(measures, (total) => total.unitId === unitId, true),
              }))}
            />
          </Col>
        )}
        {measures && <Charts measures={measures} division={division} />}
      </Line>
    </Flex>
  );
}
