// The dashboard's totals as charts. Every datum carries the page of its lines, and each chart the
// same figures as a list.
import type { EChartsOption } from "echarts";
import type { Total } from "@generated/api";
import type { Figure } from "../parts/chart_figures";
import type { Language } from "../words/language";
import { CASES, LEADS, ledgerWith, linesOf } from "./drill";
import type { Measures } from "./figures";

const TOOLTIP = { tooltip: { renderMode: "richText" } } as const;
const BLUE = "#1c4b7d";
const GREEN = "#389e0d";
const GOLD = "#d48806";
// To be read on white and on black.
const GREY = "#767676";

export interface Drawn {
  option: EChartsOption;
  figures: Figure[];
}

interface Sum {
  count: number;
  // The lines of all that was summed, in the division that is looked at.
  to: string | undefined;
}

// Of one key in several towns: the lines of any of them, with the division that holds them all.
function summed(totals: readonly Total[], division: string): Map<string, Sum> {
  const sums = new Map<string, Sum>();
  for (const total of totals) {
    const count = (sums.get(total.key)?.count ?? 0) + Number(total.count);
    const to = linesOf(total)?.replace(/([?&])division=\d*/, `$1division=${division}`);
    sums.set(total.key, { count, to });
  }
  return sums;
}

export function barOption(
  totals: readonly Total[],
  prefix: string,
  { value }: Language,
  division: string,
): Drawn {
  const sums = [...summed(totals, division)].filter(([, { count }]) => count > 0);
  const names = sums.map(([key]) => value(`${prefix}_${key}`));
  const option: EChartsOption = {
    ...TOOLTIP,
    grid: { left: 8, right: 40, top: 8, bottom: 8, containLabel: true },
    xAxis: { type: "value", minInterval: 1 },
    yAxis: { type: "category", data: names },
    series: [
      {
        type: "bar",
        barMaxWidth: 22,
        itemStyle: { color: BLUE },
        label: { show: true, position: "right" },
        data: sums.map(([, { count, to }]) => ({ value: count, to })),
      },
    ],
  };
  return { option, figures: sums.map(([, sum], at) => ({ name: names[at] ?? "", ...sum })) };
}

export function heatOption(
  totals: readonly Total[],
  { value }: Language,
  nameOf: (division: string) => string,
): Drawn {
  const sectors = [...new Set(totals.map(({ key }) => key))];
  const towns = [...new Set(totals.map(({ division }) => division))];
  const counts = totals.map(({ count }) => Number(count));
  const sectorOf = (key: string) => value(`SECTOR_${key}`);
  const option: EChartsOption = {
    ...TOOLTIP,
    grid: { left: 8, right: 8, top: 8, bottom: 56, containLabel: true },
    xAxis: { type: "category", data: towns.map(nameOf) },
    yAxis: { type: "category", data: sectors.map(sectorOf) },
    visualMap: {
      min: 0,
      max: Math.max(...counts, 1),
      orient: "horizontal",
      left: "center",
      bottom: 0,
      inRange: { color: ["#e6f0fa", "#6f9cc9"] },
    },
    series: [
      {
        type: "heatmap",
        label: { show: true, color: "#1f1f1f" },
        data: totals.map((total) => ({
          value: [towns.indexOf(total.division), sectors.indexOf(total.key), Number(total.count)],
          to: linesOf(total),
        })),
      },
    ],
  };
  const figures = totals.map((total) => ({
    name: `${nameOf(total.division)} ${sectorOf(total.key)}`,
    count: Number(total.count),
    to: linesOf(total),
  }));
  return { option, figures: figures.filter(({ count }) => count > 0) };
}

const DAY_MS = 86_400_000;

// Every day from the first to the last of these, those on which nothing happened too.
export function daysFrom(days: readonly string[]): string[] {
  const sorted = [...days].sort();
  const [first, last] = [sorted[0], sorted[sorted.length - 1]].map((day) => Date.parse(`${day}T00:00:00Z`));
  const all: string[] = [];
  for (let at = first ?? NaN; at <= (last ?? NaN); at += DAY_MS) all.push(new Date(at).toISOString().slice(0, 10));
  return all;
}

export function trendOption(measures: Measures, { words }: Language, division: string): Drawn {
  const received = summed(measures.MEASURE_RECEIVED_DAY, division);
  const closed = summed(measures.MEASURE_CLOSED_DAY, division);
  const days = daysFrom([...received.keys(), ...closed.keys()]);
  const line = (name: string, sums: ReadonlyMap<string, Sum>, color: string, ledger: number, filter: string) => ({
    type: "line" as const,
    name,
    symbolSize: 6,
    itemStyle: { color },
    data: days.map((day) => ({
      value: sums.get(day)?.count ?? 0,
      to: ledgerWith(ledger, { division, [filter]: day }),
    })),
  });
  const option: EChartsOption = {
    ...TOOLTIP,
    legend: { top: 0 },
    grid: { left: 8, right: 16, top: 32, bottom: 8, containLabel: true },
    xAxis: { type: "category", data: days },
    yAxis: { type: "value", minInterval: 1 },
    series: [
      line(words.received, received, BLUE, LEADS, "receivedDay"),
      line(words.closed, closed, GREEN, CASES, "closedDay"),
    ],
  };
  const listed = (name: string, sums: ReadonlyMap<string, Sum>, ledger: number, filter: string) =>
    [...sums].map(([day, { count }]) => ({
      name: `${day} ${name}`,
      count,
      to: ledgerWith(ledger, { division, [filter]: day }),
    }));
  const figures = [
    ...listed(words.received, received, LEADS, "receivedDay"),
    ...listed(words.closed, closed, CASES, "closedDay"),
  ];
  return { option, figures: figures.sort((a, b) => a.name.localeCompare(b.name)) };
}

// How much of the stock is worked off; full is nothing left.
export function gaugeOption(rate: number, text: string): EChartsOption {
  return {
    series: [
      {
        type: "gauge",
        radius: "95%",
        center: ["50%", "62%"],
        startAngle: 200,
        endAngle: -20,
        progress: { show: true, width: 14 },
        axisLine: { lineStyle: { width: 14, color: [[1, "#d9e2ec"]] } },
        axisTick: { show: false },
        splitLine: { show: false },
        axisLabel: { show: false },
        pointer: { show: false },
        itemStyle: { color: rate >= 1 ? GREEN : rate >= 0.5 ? BLUE : GOLD },
        detail: { formatter: "{value}%", fontSize: 28, offsetCenter: [0, "-8%"], color: "inherit" },
        title: { offsetCenter: [0, "24%"], fontSize: 14, color: GREY },
        data: [{ value: Math.round(rate * 1000) / 10, name: text }],
      },
    ],
  };
}
