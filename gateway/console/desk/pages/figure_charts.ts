// The dashboard's totals as charts.
import type { EChartsOption } from "echarts";
import type { Language } from "../words/language";
import type { Measures, Total } from "./figures";

const TOOLTIP = { tooltip: { renderMode: "richText" } } as const;
const COLOUR = "#1c4b7d";

function summed(totals: readonly Total[]): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { key, count } of totals) sums.set(key, (sums.get(key) ?? 0) + Number(count));
  return sums;
}

export function barOption(totals: readonly Total[], prefix: string, { value }: Language): EChartsOption {
  const sums = [...summed(totals)].filter(([, count]) => count > 0);
  return {
    ...TOOLTIP,
    grid: { left: 8, right: 24, top: 8, bottom: 8, containLabel: true },
    xAxis: { type: "value", minInterval: 1 },
    yAxis: { type: "category", data: sums.map(([key]) => value(`${prefix}_${key}`)) },
    series: [
      {
        type: "bar",
        barMaxWidth: 28,
        itemStyle: { color: COLOUR },
        label: { show: true, position: "right" },
        data: sums.map(([key, count]) => ({ value: count, key })),
      },
    ],
  };
}

export function heatOption(
  totals: readonly Total[],
  { value }: Language,
  nameOf: (division: string) => string,
): EChartsOption {
  const sectors = [...new Set(totals.map(({ key }) => key))];
  const towns = [...new Set(totals.map(({ division }) => division))];
  const counts = totals.map(({ count }) => Number(count));
  return {
    ...TOOLTIP,
    grid: { left: 8, right: 8, top: 8, bottom: 56, containLabel: true },
    xAxis: { type: "category", data: towns.map(nameOf) },
    yAxis: { type: "category", data: sectors.map((key) => value(`SECTOR_${key}`)) },
    visualMap: {
      min: 0,
      max: Math.max(...counts, 1),
      orient: "horizontal",
      left: "center",
      bottom: 0,
      inRange: { color: ["#e6f0fa", COLOUR] },
    },
    series: [
      {
        type: "heatmap",
        label: { show: true },
        data: totals.map(({ division, key, count }) => ({
          value: [towns.indexOf(division), sectors.indexOf(key), Number(count)],
          key,
        })),
      },
    ],
  };
}

export function trendOption(measures: Measures, { words }: Language): EChartsOption {
  const received = summed(measures.MEASURE_RECEIVED_DAY);
  const closed = summed(measures.MEASURE_CLOSED_DAY);
  const days = [...new Set([...received.keys(), ...closed.keys()])].sort();
  const line = (name: string, counts: ReadonlyMap<string, number>, color: string) => ({
    type: "line" as const,
    name,
    itemStyle: { color },
    data: days.map((day) => counts.get(day) ?? 0),
  });
  return {
    ...TOOLTIP,
    legend: { top: 0 },
    grid: { left: 8, right: 16, top: 32, bottom: 8, containLabel: true },
    xAxis: { type: "category", data: days },
    yAxis: { type: "value", minInterval: 1 },
    series: [line(words.received, received, COLOUR), line(words.closed, closed, "#389e0d")],
  };
}
