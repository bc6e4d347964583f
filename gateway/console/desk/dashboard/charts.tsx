// The totals as charts; what is picked in one leads to its lines.
import { Card, Col } from "antd";
import { useMemo } from "react";
import { Chart } from "../parts/chart";
import { useDirectory } from "../shell/directory";
import { navigate } from "../shell/router";
import { useLanguage } from "../words/language";
import { barOption, gaugeOption, heatOption, trendOption } from "./chart_options";
import { drillsOf } from "./drill";
import { type Figures, type Measures } from "./figures";

const pick = ({ data }: { data: unknown }) => {
  const { to } = (data ?? {}) as { to?: string };
  if (to) navigate(to);
};

// 清仓见底: nothing is left open.
export function Stock({ figures, division }: { figures: Figures; division: string }) {
  const { words } = useLanguage();
  const drills = drillsOf({ division });
  const option = useMemo(
    () => gaugeOption(figures.closedRate, `${figures.closed} / ${figures.received}`),
    [figures.closedRate, figures.closed, figures.received],
  );
  return (
    <Card size="small" title={words.stock}>
      <Chart
        label={`${words.stock} ${figures.closed} / ${figures.received}`}
        option={option}
        height={220}
        figures={[
          { name: words.openLeads, count: figures.open, to: drills.open },
          { name: words.closed, count: figures.closed, to: drills.closed },
        ]}
        onPick={() => navigate(drills.open)}
      />
    </Card>
  );
}

interface ChartsProps {
  measures: Measures;
  division: string;
}

export function Trend({ measures, division }: ChartsProps) {
  const language = useLanguage();
  const { trend } = language.words;
  const chart = useMemo(() => trendOption(measures, language, division), [measures, language, division]);
  return (
    <Card size="small" title={trend}>
      <Chart label={trend} {...chart} onPick={pick} />
    </Card>
  );
}

export function Charts({ measures, division }: ChartsProps) {
  const language = useLanguage();
  const { words } = language;
  const { divisions } = useDirectory();
  const options = useMemo(() => {
    const nameOf = (code: string) => divisions.get(code)?.name ?? code;
    return [
      { label: words.heat, ...heatOption(measures.MEASURE_SECTOR, language, nameOf) },
      { label: words.byState, ...barOption(measures.MEASURE_STATE, "STATE", language, division) },
      { label: words.bySector, ...barOption(measures.MEASURE_SECTOR, "SECTOR", language, division) },
      { label: words.byChannel, ...barOption(measures.MEASURE_CHANNEL, "CHANNEL", language, division) },
    ];
  }, [measures, language, divisions, division, words]);
  return options.map((chart) => (
    <Col key={chart.label} xs={24} xl={12}>
      <Card size="small" title={chart.label}>
        <Chart {...chart} onPick={pick} />
      </Card>
    </Col>
  ));
}
