// What happens to a suite that no page can bring about: a process that is away, an event that a
// subscriber has refused for good. HECHA_VAR names the suite.
import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { userInfo } from "node:os";
import { promisify } from "node:util";

const run = promisify(execFile);
const { HECHA_LAUNCHER, HECHA_VAR } = process.env;

// Has the database's administrator run it.
const tell = (statement) =>
  run("mariadb", ["--no-defaults", `--socket=${HECHA_VAR}/run/db.sock`, `--user=${userInfo().username}`, "-e", statement]);

// Does `act` while the process NAME is gone; it is there again afterwards.
export async function without(name, act) {
  process.kill(Number(readFileSync(`${HECHA_VAR}/run/${name}.pid`, "utf8").split(/\s/)[0]), "SIGKILL");
  try {
    await act();
  } finally {
    await run(HECHA_LAUNCHER, ["up"], { env: { ...process.env, HECHA_SKIP_BUILD: "1", HECHA_SKIP_PACKAGES: "1" } });
  }
}

// What intake has for `subscriber` about the aggregate counts as refused too often.
export async function park(subscriber, aggregateId, reason) {
  const id = aggregateId.replaceAll("-", "");
  const statement = `INSERT INTO hecha_intake.refused_delivery
    SELECT subscriber, aggregate_id, seq, 8, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), '${reason}'
    FROM hecha_intake.delivery JOIN hecha_intake.outbox USING (seq)
    WHERE subscriber = '${subscriber}' AND aggregate_id = x'${id}'
    ON DUPLICATE KEY UPDATE parked_at = VALUES(parked_at), last_reason = VALUES(last_reason)`;
  await tell(statement);
}

// The clock of the lead has run for `days` more than it has; its lights come on soon.
export async function age(leadId, days) {
  const earlier = ["started", "due", "next_change"].map((column) => `${column} = ${column} - INTERVAL ${days} DAY`);
  const statement = `UPDATE hecha_supervision.clock SET ${earlier} WHERE lead_id = x'${leadId.replaceAll("-", "")}'`;
  await tell(statement);
}

// Does `act` while whatever proves nothing is drawn for a revisit at its close, due at once.
export async function drawn(act) {
  const from = "'2020-01-01'";
  await tell(`INSERT INTO hecha_verification.revisit_policy (effective_from, per_mille, after_days) VALUES (${from}, 1000, 0)`);
  try {
    await act();
  } finally {
    await tell(`DELETE FROM hecha_verification.revisit_policy WHERE effective_from = ${from}`);
  }
}
