// Towns or units beside each other; each figure leads to its lines.
import { Card, Progress } from "antd";
import type { ColumnType } from "antd/es/table";
import { WideTable } from "../parts/wide_table";
import { Link } from "../shell/router";
import { useLanguage } from "../words/language";
import type { drillsOf } from "./drill";
import type { Figures } from "./figures";
import { percent } from "./headline";

export interface Compared extends Figures {
  key: string;
  name: string;
  to: string;
  drills: ReturnType<typeof drillsOf>;
}

type Counted = "received" | "closed" | "open" | "yellow" | "red";

export function Comparison({ title, rows }: { title: string; rows: Compared[] }) {
  const { words } = useLanguage();
  const counted = (name: Counted, label: string, light = ""): ColumnType<Compared> => ({
    title: label,
    align: "end",
    sorter: (a, b) => a[name] - b[name],
    render: (_, row) => (
      <Link to={row.drills[name]} className={light && row[name] > 0 ? `figure-${light}` : ""}>
        {row[name]}
      </Link>
    ),
  });
  return (
    <Card size="small" title={title}>
      <WideTable<Compared>
        size="small"
        pagination={false}
        dataSource={rows}
        columns={[
          { title: words.name, fixed: "start", render: (_, row) => <Link to={row.to}>{row.name}</Link> },
          counted("received", words.received),
          counted("closed", words.closed),
          counted("open", words.openLeads),
          {
            title: words.closedRate,
            align: "end",
            sorter: (a, b) => a.closedRate - b.closedRate,
            // 清仓见底, by line: full is nothing left.
            render: (_, row) => (
              <Link to={row.drills.closed} className="gauge-line">
                <Progress
                  aria-label={`${row.name} ${words.closedRate}`}
                  percent={row.closedRate * 100}
                  showInfo={false}
                  size={{ width: 96 }}
                />
                {percent(row.closedRate)}
              </Link>
            ),
          },
          {
            title: words.substantiatedRate,
            align: "end",
            render: (_, row) => <Link to={row.drills.substantiated}>{percent(row.substantiatedRate)}</Link>,
          },
          counted("yellow", words.yellowLights, "yellow"),
          counted("red", words.redLights, "red"),
        ]}
      />
    </Card>
  );
}
