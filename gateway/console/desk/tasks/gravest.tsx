// The clocks that have run furthest, of whatever the reader oversees: nobody's task, everybody's
// concern.
import { Card } from "antd";
import { Rows } from "../parts/rows";
import { useCall } from "../parts/use_call";
import { run, type Row } from "../schema";
import { useChanges } from "../shell/changes";
import { Link } from "../shell/router";
import { useLanguage } from "../words/language";
import { type Clock, gravity } from "./lights";

const SHOWN = 8;
const WORTH_A_LOOK = gravity("LIGHT_URGE");

export function Gravest() {
  const { words } = useLanguage();
  const called = useCall(
    (signal) => run<{ clocks: Clock[] }>("listClocks", { order: "CLOCK_ORDER_GRAVEST", pageSize: SHOWN }, signal),
    [],
  );
  useChanges(["clocks"], called.reload);
  const clocks = (called.data?.clocks ?? []).filter(({ light }) => gravity(light) >= WORTH_A_LOOK);
  if (clocks.length === 0) return null;
  return (
    <Card size="small" title={words.gravestLights} extra={<Link to="/clocks">{words.all}</Link>}>
      <Rows
        message="Clock"
        columns={["light", "leadNo", "unitName", "due"]}
        rows={clocks as unknown as Row[]}
        loading={called.loading}
        reload={called.reload}
        path={({ leadId }) => `/leads/${String(leadId)}`}
      />
    </Card>
  );
}
