// Whether all that was checked holds, and what it was.
import { Alert } from "antd";
import { type Check, CheckList, holds } from "../parts/checks";

interface VerdictProps {
  checks: readonly Check[];
  // What is said where all of it holds, and where it does not.
  good: string;
  bad: string;
}

export function Verdict({ checks, good, bad }: VerdictProps) {
  const all = holds(checks);
  return (
    <>
      <Alert data-part="verdict" data-holds={all} type={all ? "success" : "error"} showIcon title={all ? good : bad} />
      <CheckList checks={checks} />
    </>
  );
}
