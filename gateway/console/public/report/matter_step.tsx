import { choicesOf, OneOf, SomeOf, TextField } from "../field";
import { useTexts } from "../language";
import type { StepProps } from "./steps";

export function MatterStep({ draft, change, problems }: StepProps) {
  const { matter } = useTexts().report;
  return (
    <>
      <p className="note">{matter.danger}</p>
      <TextField
        id="summary"
        label={matter.summary}
        hint={matter.summaryHint}
        error={problems.summary}
        most={100}
        value={draft.summary}
        onChange={(summary) => change({ summary })}
      />
      <SomeOf
        id="acts"
        label={matter.acts}
        hint={matter.actsHint}
        optional
        choices={choicesOf(matter.actList)}
        values={draft.acts}
        onChange={(acts) => change({ acts })}
      />
      <TextField
        id="narrative"
        label={matter.narrative}
        hint={matter.narrativeHint}
        error={problems.narrative}
        rows={8}
        most={10_000}
        value={draft.narrative}
        onChange={(narrative) => change({ narrative })}
      />
      <OneOf
        id="since"
        label={matter.since}
        optional
        choices={choicesOf(matter.sinceList)}
        value={draft.since}
        onChange={(since) => change({ since })}
      />
      <OneOf
        id="going"
        label={matter.going}
        optional
        choices={choicesOf(matter.goingList)}
        value={draft.going}
        onChange={(going) => change({ going })}
      />
    </>
  );
}
