// The figures that a leader looks at first; each leads to its lines.
import { Card, Col, Progress, Statistic } from "antd";
import type { Campaign } from "@generated/api";
import { useCall } from "../parts/use_call";
import { run } from "../schema";
import { Link } from "../shell/router";
import { useSession } from "../shell/session";
import { filled, useLanguage } from "../words/language";
import { drillsOf } from "./drill";
import type { Figures } from "./figures";

export const percent = (rate: number): string => `${Math.round(rate * 1000) / 10}%`;

export function Headline({ figures, division }: { figures: Figures; division: string }) {
  const { words } = useLanguage();
  const drills = drillsOf({ division });
  const cards = [
    { title: words.received, value: figures.received, to: drills.received, light: "" },
    { title: words.closed, value: figures.closed, to: drills.closed, light: "" },
    { title: words.openLeads, value: figures.open, to: drills.open, light: "" },
    { title: words.yellowLights, value: figures.yellow, to: drills.yellow, light: figures.yellow > 0 ? "yellow" : "green" },
    { title: words.redLights, value: figures.red, to: drills.red, light: figures.red > 0 ? "red" : "green" },
    { title: words.closedRate, value: percent(figures.closedRate), to: drills.closed, light: "" },
    { title: words.substantiatedRate, value: percent(figures.substantiatedRate), to: drills.substantiated, light: "" },
  ];
  return cards.map(({ title, value, to, light }) => (
    <Col key={title} xs={12} md={8} xl={{ flex: "1 1 0" }}>
      <Card size="small" className={light && `light-${light}`}>
        <Link to={to}>
          <Statistic title={title} value={value} />
        </Link>
      </Card>
    </Col>
  ));
}

// The campaign that a division takes part in: its own before that of what contains it, and the
// newest that has begun before others.
function campaignOf(campaigns: readonly Campaign[], division: string): Campaign | undefined {
  const joined = campaigns.filter((each) => division.startsWith(each.division));
  const rank = (each: Campaign) => each.division.length + (each.day > 0 ? 100 : 0);
  return [...joined].sort((a, b) => rank(b) - rank(a))[0];
}

// Day N of 100.
export function CampaignDay({ division }: { division: string }) {
  const { words } = useLanguage();
  const { user } = useSession();
  const called = useCall(() => run<{ campaigns: Campaign[] }>("listCampaigns", { pageSize: 200 }), []);
  const campaign = campaignOf(called.data?.campaigns ?? [], division || user.division);
  if (!campaign) return null;
  return (
    <Card size="small" title={campaign.name}>
      {filled(words.dayOf, { day: campaign.day, days: campaign.days })}
      <Progress
        aria-label={campaign.name}
        status="normal"
        percent={Math.round((100 * campaign.day) / Math.max(campaign.days, 1))}
      />
    </Card>
  );
}
