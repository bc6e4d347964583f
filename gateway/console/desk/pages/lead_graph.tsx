// Which leads hang together, and by what.
import { Empty } from "antd";
import type { EChartsOption } from "echarts";
import { useMemo } from "react";
import type { GraphNode, LeadGraph } from "@generated/api";
import { Chart } from "../parts/chart";
import type { Subject } from "../parts/detail_page";
import { RefusalAlert } from "../parts/refusal_alert";
import { useCall } from "../parts/use_call";
import { run } from "../schema";
import { navigate } from "../shell/router";
import { type Language, useLanguage } from "../words/language";

function nameOf(node: GraphNode, { words, value }: Language): string {
  if (node.restricted) return words.restrictedMatch;
  return node.leadNo || `${value(node.entityKind, "EntityKind")} ${node.maskedValue}`;
}

function optionOf(graph: LeadGraph, language: Language): EChartsOption {
  return {
    tooltip: { renderMode: "richText" },
    series: [
      {
        type: "graph",
        layout: "force",
        roam: true,
        label: { show: true, position: "bottom" },
        force: { repulsion: 260, edgeLength: 110, layoutAnimation: false },
        data: graph.nodes.map((node) => ({
          id: node.id,
          name: nameOf(node, language),
          leadId: node.leadId,
          symbol: node.maskedValue ? "rect" : "circle",
          symbolSize: node.distance === 0 ? 36 : 22,
        })),
        links: graph.edges.map((edge) => ({
          source: edge.from,
          target: edge.to,
          label: { show: true, formatter: language.value(edge.reason, "GraphEdgeReason") },
        })),
      },
    ],
  };
}

export default function LeadGraphPanel({ row }: Subject) {
  const language = useLanguage();
  const called = useCall(() => run<LeadGraph>("getLeadGraph", { leadId: row.id }), [row.id]);
  const option = useMemo(() => called.data && optionOf(called.data, language), [called.data, language]);
  const figures = (called.data?.nodes ?? [])
    .filter(({ distance }) => distance > 0)
    .map((node) => ({
      name: nameOf(node, language),
      count: node.leadId ? language.value(node.state, "IntakeState") : "",
      to: node.leadId ? `/leads/${node.leadId}` : undefined,
    }));
  return (
    <>
      <RefusalAlert refusal={called.error} />
      {called.data?.nodes.length === 0 && <Empty />}
      {option && (
        <Chart
          label={language.words.graph}
          option={option}
          height={480}
          figures={figures}
          onPick={({ data }) => {
            const { leadId } = (data ?? {}) as { leadId?: string };
            if (leadId) navigate(`/leads/${leadId}`);
          }}
        />
      )}
    </>
  );
}
