// An ECharts chart in the size of its place. Tooltips are drawn in the canvas: the page's policy
// takes no style from a string.
import { BarChart, GaugeChart, GraphChart, HeatmapChart, LineChart, PieChart } from "echarts/charts";
import { GridComponent, LegendComponent, TooltipComponent, VisualMapComponent } from "echarts/components";
import { type ECharts, init, use } from "echarts/core";
import { CanvasRenderer } from "echarts/renderers";
import type { EChartsOption } from "echarts";
import { useEffect, useRef } from "react";
import { ChartFigures, type Figure } from "./chart_figures";

use([
  BarChart, GaugeChart, GraphChart, HeatmapChart, LineChart, PieChart, GridComponent,
  LegendComponent, TooltipComponent, VisualMapComponent, CanvasRenderer,
]);

interface ChartProps {
  // What it shows, for whoever does not see it.
  label: string;
  option: EChartsOption;
  height?: number;
  // The same for the keyboard.
  figures?: readonly Figure[];
  onPick?: ((data: { name: string; seriesName: string; data: unknown }) => void) | undefined;
}

export function Chart({ label, option, height = 280, figures = [], onPick }: ChartProps) {
  const place = useRef<HTMLDivElement>(null);
  const chart = useRef<ECharts>(undefined);
  const pick = useRef(onPick);
  pick.current = onPick;
  useEffect(() => {
    if (!place.current) return undefined;
    const made = init(place.current);
    chart.current = made;
    made.on("click", (event) =>
      pick.current?.({ name: event.name, seriesName: event.seriesName ?? "", data: event.data }),
    );
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(place.current);
    return () => {
      observer.disconnect();
      made.dispose();
    };
  }, []);
  useEffect(() => {
    if (!place.current) return;
    const text = { textStyle: { color: getComputedStyle(place.current).color } };
    chart.current?.setOption({ animation: false, ...text, ...option }, true);
  }, [option]);
  return (
    <>
      <div ref={place} role="img" aria-label={label} style={{ height, width: "100%", overflow: "hidden" }} />
      <ChartFigures label={label} figures={figures} />
    </>
  );
}
