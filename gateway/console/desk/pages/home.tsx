// My desk 工作台: what waits for me, by the part I have. Each pile is a list of the desk with its
// filter, so that its heading leads to the whole of it.
import { Badge, Card, Col, Empty, Flex, Row as Line } from "antd";
import { Heading } from "../parts/heading";
import { Lines } from "../parts/record";
import { RefusalAlert } from "../parts/refusal_alert";
import { useCall } from "../parts/use_call";
import { Value } from "../parts/value";
import { messageOf, rowsOf, run, type Row } from "../schema";
import { Link } from "../shell/router";
import { useChanges } from "../shell/changes";
import { useSession } from "../shell/session";
import { useLanguage } from "../words/language";
import { nouns } from "../nouns";

interface Pile {
  noun: string;
  // Of whoever has one of these roles.
  roles: readonly string[];
  filter: { readonly [field: string]: string };
}

const PILES: readonly Pile[] = [
  { noun: "leads", roles: ["ROLE_CLERK", "ROLE_OFFICE"], filter: { state: "STATE_REGISTERED" } },
  { noun: "leads", roles: ["ROLE_OFFICE"], filter: { state: "STATE_TRIAGED" } },
  { noun: "leads", roles: ["ROLE_OFFICE"], filter: { state: "STATE_RETURNED" } },
  { noun: "cases", roles: ["ROLE_UNIT_HEAD"], filter: { state: "STATE_ASSIGNED" } },
  { noun: "cases", roles: ["ROLE_UNIT_HEAD", "ROLE_INVESTIGATOR"], filter: { state: "STATE_ACCEPTED" } },
  { noun: "cases", roles: ["ROLE_UNIT_HEAD", "ROLE_OFFICE", "ROLE_LEADER", "ROLE_INVESTIGATOR"], filter: { state: "STATE_PLANNED" } },
  { noun: "cases", roles: ["ROLE_INVESTIGATOR"], filter: { state: "STATE_VERIFYING" } },
  { noun: "cases", roles: ["ROLE_UNIT_HEAD", "ROLE_LEADER", "ROLE_OFFICE"], filter: { state: "STATE_SIGNING" } },
  { noun: "cases", roles: ["ROLE_OFFICE", "ROLE_INVESTIGATOR"], filter: { state: "STATE_SIGNED" } },
  { noun: "cases", roles: ["ROLE_OFFICE"], filter: { state: "STATE_FEEDBACK" } },
  { noun: "cases", roles: ["ROLE_OFFICE"], filter: { state: "STATE_FILED" } },
  { noun: "cases", roles: ["ROLE_CITY_OFFICE"], filter: { state: "STATE_REPORTED" } },
  { noun: "contributions", roles: ["ROLE_INVESTIGATOR", "ROLE_UNIT_HEAD"], filter: { state: "STATE_REQUESTED" } },
  { noun: "reviews", roles: ["ROLE_OFFICE"], filter: { state: "STATE_QUEUED" } },
  { noun: "sweeps", roles: ["ROLE_UNIT_HEAD"], filter: { state: "STATE_OPEN" } },
  { noun: "transfers", roles: ["ROLE_DISCIPLINE"], filter: { state: "TRANSFER_STATE_ISSUED" } },
  { noun: "transfers", roles: ["ROLE_DISCIPLINE"], filter: { state: "TRANSFER_STATE_ACKNOWLEDGED" } },
  { noun: "problems", roles: ["ROLE_UNIT_HEAD"], filter: { state: "PROBLEM_STATE_RAISED" } },
  { noun: "problems", roles: ["ROLE_OFFICE", "ROLE_LEADER", "ROLE_CITY_OFFICE"], filter: { state: "PROBLEM_STATE_TO_ACCEPT" } },
  { noun: "clocks", roles: ["ROLE_OFFICE", "ROLE_LEADER", "ROLE_CITY_OFFICE", "ROLE_UNIT_HEAD", "ROLE_INVESTIGATOR"], filter: { light: "LIGHT_RED" } },
  { noun: "clocks", roles: ["ROLE_OFFICE", "ROLE_LEADER", "ROLE_CITY_OFFICE", "ROLE_UNIT_HEAD", "ROLE_INVESTIGATOR"], filter: { light: "LIGHT_YELLOW" } },
  { noun: "meetings", roles: ["ROLE_OFFICE"], filter: { state: "MEETING_STATE_PROPOSED" } },
  { noun: "meetings", roles: ["ROLE_OFFICE", "ROLE_LEADER"], filter: { state: "MEETING_STATE_MINUTES_SIGNING" } },
  { noun: "meetings", roles: ["ROLE_UNIT_HEAD", "ROLE_DISCIPLINE"], filter: { state: "MEETING_STATE_CONVENED" } },
  { noun: "proceedings", roles: ["ROLE_DISCIPLINE"], filter: { state: "STATE_TRIGGERED" } },
  { noun: "proceedings", roles: ["ROLE_LEADER"], filter: { state: "STATE_PROPOSED" } },
  { noun: "proceedings", roles: ["ROLE_UNIT_HEAD"], filter: { state: "STATE_EXECUTED" } },
];

const SHOWN = 8;

function PileCard({ noun, filter }: Pile) {
  const { words } = useLanguage();
  const list = nouns[noun]?.list;
  const called = useCall(
    (signal) => (list ? run(list.list, { ...filter, pageSize: SHOWN + 1 }, signal) : Promise.resolve<Row>({})),
    [noun, JSON.stringify(filter)],
  );
  useChanges([noun], called.reload);
  if (!list) return null;
  const { key, message } = rowsOf(list.list);
  const fields = messageOf(message);
  const rows = (called.data?.[key] as Row[] | undefined) ?? [];
  const [[name = "", value = ""] = []] = Object.entries(filter);
  if (called.data && rows.length === 0) return null;
  return (
    <Col xs={24} xl={12}>
      <Card
        size="small"
        loading={called.loading && !called.data}
        title={
          <Flex gap={8} align="center">
            <Link to={`/${noun}?${new URLSearchParams(filter).toString()}`}>{words[list.title]}</Link>
            <Value name={name} field={fields[name] ?? { type: "string" }} value={value} />
            <Badge count={rows.length > SHOWN ? `${SHOWN}+` : rows.length} showZero color="#1c4b7d" />
          </Flex>
        }
      >
        <RefusalAlert refusal={called.error} />
        {rows.slice(0, SHOWN).map((row) => (
          <div key={String(row.id)} style={{ paddingBlock: 4 }}>
            <Link to={list.path?.(row) ?? `/${noun}`}>
              {list.columns
                .filter((column) => column !== name && fields[column]?.type === "string")
                .map((column) => (
                  <span key={column} style={{ marginInlineEnd: 12 }}>
                    <Value name={column} field={{ type: "string" }} value={row[column]} />
                  </span>
                ))}
            </Link>
            {list.columns
              .filter((column) => column === "deadline" || column === "due" || column === "light")
              .map((column) => (
                <Value key={column} name={column} field={fields[column] ?? { type: "string" }} value={row[column]} />
              ))}
          </div>
        ))}
      </Card>
    </Col>
  );
}

function Load() {
  const { words } = useLanguage();
  const called = useCall(() => run("getWorkload"), []);
  useChanges(["cases"], called.reload);
  const units = (called.data?.units as Row[] | undefined) ?? [];
  if (units.length === 0) return null;
  return (
    <Card size="small" title={words.byUnit}>
      <Lines message="UnitLoad" rows={units} />
    </Card>
  );
}

export default function Home() {
  const { words } = useLanguage();
  const { user, may } = useSession();
  const piles = PILES.filter(
    ({ noun, roles }) =>
      roles.some((role) => user.roles.includes(role as never)) && may(nouns[noun]?.list.list ?? "getMe"),
  );
  return (
    <Flex vertical gap={16}>
      <Heading>{words.tasks}</Heading>
      {piles.length === 0 && <Empty description={words.nothingToDo} />}
      <Line gutter={[16, 16]}>
        {piles.map((pile) => (
          <PileCard key={pile.noun + JSON.stringify(pile.filter)} {...pile} />
        ))}
      </Line>
      {may("getWorkload") && <Load />}
    </Flex>
  );
}
