// My desk 工作台: what waits for me, gravest light first, then by its limit; and what there is to
// see to when nothing waits.
import { Card, Empty, Flex, Spin } from "antd";
import { lazy, useState } from "react";
import { Heading } from "../parts/heading";
import { Lines } from "../parts/record";
import { RefusalAlert } from "../parts/refusal_alert";
import { useCall } from "../parts/use_call";
import { run, type Row } from "../schema";
import { useChanges } from "../shell/changes";
import { areas } from "../shell/navigation";
import { Link } from "../shell/router";
import { useSession } from "../shell/session";
import { Gravest } from "../tasks/gravest";
import { Standing } from "../tasks/standing";
import { StepChoice, TaskRows } from "../tasks/task_rows";
import { TASK_NOUNS, type Task, waitingFor } from "../tasks/waiting";
import { filled, useLanguage } from "../words/language";

const Operations = lazy(() => import("./operations"));

// More than that is gone through in the lists.
const SHOWN = 100;

// Where else to go: the lists of one's part.
function Places() {
  const { words } = useLanguage();
  const { may } = useSession();
  const places = areas.filter(({ title }) => title !== "tasks" && title !== "settings" && title !== "rules");
  return (
    <Flex wrap gap={16} justify="center">
      {places
        .flatMap((area) => area.places.filter(({ needs }) => may(needs)).slice(0, 2))
        .map(({ path, title }) => (
          <Link key={path} to={`/${path}`}>
            {words[title]}
          </Link>
        ))}
    </Flex>
  );
}

function Tasks({ tasks, loading }: { tasks: Task[]; loading: boolean }) {
  const { words } = useLanguage();
  const [chosen, setChosen] = useState("");
  const shown = tasks.filter(({ verb }) => !chosen || verb === chosen);
  if (tasks.length === 0 && loading) return <Spin />;
  if (tasks.length === 0) {
    return (
      <Card size="small">
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={words.nothingToDo}>
          <Places />
        </Empty>
      </Card>
    );
  }
  return (
    <Flex vertical gap={12}>
      <StepChoice tasks={tasks} chosen={shown.length > 0 ? chosen : ""} onChoose={setChosen} />
      <TaskRows tasks={(shown.length > 0 ? shown : tasks).slice(0, SHOWN)} loading={loading} />
      {shown.length > SHOWN && filled(words.firstOf, { n: SHOWN, all: shown.length })}
    </Flex>
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
  const { may, user } = useSession();
  const called = useCall((signal) => waitingFor(may, user.unitId, signal), []);
  useChanges(TASK_NOUNS, called.reload);
  if (may("listProcesses")) return <Operations />;
  const tasks = called.data?.tasks ?? [];
  return (
    <Flex vertical gap={16}>
      <Heading>{tasks.length > 0 ? filled(words.tasksWaiting, { n: tasks.length }) : words.tasks}</Heading>
      <RefusalAlert refusal={called.error ?? called.data?.error} />
      <Tasks tasks={tasks} loading={called.loading} />
      {may("listClocks") && <Gravest />}
      {may("queryStatistics") && <Standing />}
      {may("getWorkload") && <Load />}
    </Flex>
  );
}
