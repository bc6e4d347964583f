// Lines of two texts: what went is struck through, what came is marked, and a sign says so too.
import { useState } from "react";
import { Button } from "antd";
import { filled, useLanguage } from "../words/language";
import type { DiffLine } from "./line_diff";

const SIGNS = { same: " ", removed: "−", added: "+" } as const;
// Unchanged lines that are shown around a change.
const AROUND = 2;

function Lines({ lines }: { lines: readonly DiffLine[] }) {
  return lines.map(({ change, text }, index) => (
    <div key={index} className={`diff-line ${change === "same" ? "" : change}`}>
      <span aria-hidden className="diff-sign">
        {SIGNS[change]}
      </span>
      <span lang="zh-CN">{text}</span>
    </div>
  ));
}

// Runs of lines: those near a change, and those far from any, which are folded away.
function runsOf(lines: readonly DiffLine[]): Array<{ folded: boolean; lines: DiffLine[] }> {
  const near = new Set<number>();
  lines.forEach(({ change }, at) => {
    if (change === "same") return;
    for (let other = at - AROUND; other <= at + AROUND; ++other) near.add(other);
  });
  const runs: Array<{ folded: boolean; lines: DiffLine[] }> = [];
  lines.forEach((line, at) => {
    const folded = !near.has(at);
    const last = runs.at(-1);
    if (last?.folded === folded) last.lines.push(line);
    else runs.push({ folded, lines: [line] });
  });
  return runs;
}

export function DiffView({ lines }: { lines: readonly DiffLine[] }) {
  const { words } = useLanguage();
  const [whole, setWhole] = useState(false);
  return (
    <div className="diff">
      {runsOf(lines).map((run, index) =>
        run.folded && !whole ? (
          <Button key={index} type="text" size="small" className="diff-fold" onClick={() => setWhole(true)}>
            {filled(words.sameLines, { n: run.lines.length })}
          </Button>
        ) : (
          <Lines key={index} lines={run.lines} />
        ),
      )}
    </div>
  );
}
