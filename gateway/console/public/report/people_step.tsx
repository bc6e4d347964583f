import { choicesOf, OneOf, TextField } from "../field";
import { useTexts } from "../language";
import { asksShield, asksWho } from "./draft";
import type { StepProps } from "./steps";

export function PeopleStep({ draft, change, problems }: StepProps) {
  const { people } = useTexts().report;
  return (
    <>
      <OneOf
        id="known"
        label={people.known}
        optional
        choices={choicesOf(people.knownList)}
        value={draft.known}
        onChange={(known) => change({ known })}
      />
      {asksWho(draft) && (
        <TextField
          rows={4}
          id="who"
          label={people.who}
          hint={people.whoHint}
          error={problems.who}
          most={3000}
          value={draft.who}
          onChange={(who) => change({ who })}
        />
      )}
      <OneOf
        id="official"
        label={people.official}
        optional
        choices={choicesOf(people.officialList)}
        value={draft.official}
        onChange={(official) => change({ official })}
      />
      {asksShield(draft) && (
        <>
          <p className="note">{people.shieldNote}</p>
          <TextField
            rows={4}
            id="shield"
            label={people.shield}
            optional
            most={2000}
            value={draft.shield}
            onChange={(shield) => change({ shield })}
          />
        </>
      )}
    </>
  );
}
