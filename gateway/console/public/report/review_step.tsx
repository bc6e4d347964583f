import { sizeOf } from "../files/file_picker";
import { useTexts } from "../language";
import { type Answer, answersOf } from "./draft";
import type { StepProps } from "./steps";
import type { Step } from "./steps";

function Section({ step, answers, go }: { step: Step; answers: Answer[]; go: (step: Step) => void }) {
  const { report } = useTexts();
  const title = report[step].title;
  return (
    <section className="summary">
      <h3>{title}</h3>
      <button
        type="button"
        className="link"
        aria-label={report.review.changeOf(title)}
        onClick={() => go(step)}
      >
        {report.review.change}
      </button>
      <dl>
        {answers.map(({ label, value }) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value || report.review.none}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

export function ReviewStep({ draft, change, problems, go }: StepProps) {
  const texts = useTexts();
  const { place, matter, people, evidence, identity, review } = texts.report;
  const given = answersOf(draft, texts);
  const among = (labels: string[]) => given.filter(({ label }) => labels.includes(label));
  const files = draft.files.map(({ name, size }) => `${name} (${sizeOf(size)})`).join("\n");
  return (
    <>
      <p>{review.intro}</p>
      <Section
        step="place"
        go={go}
        answers={[
          { label: place.division, value: draft.divisionName },
          ...among([place.spot]),
          { label: place.sector, value: draft.sector && texts.sectors[draft.sector] },
        ]}
      />
      <Section
        step="matter"
        go={go}
        answers={[
          { label: matter.summary, value: draft.summary },
          ...among([matter.acts, matter.narrative, matter.since, matter.going]),
        ]}
      />
      <Section
        step="people"
        go={go}
        answers={among([people.known, people.who, people.official, people.shield])}
      />
      <Section
        step="evidence"
        go={go}
        answers={[
          ...among([evidence.source, evidence.told, evidence.others]),
          { label: evidence.files, value: files },
        ]}
      />
      <Section
        step="identity"
        go={go}
        answers={[
          { label: identity.kind, value: identity.kindList[draft.kind] },
          ...(draft.kind === "named"
            ? [
                { label: identity.name, value: draft.name },
                { label: identity.phone, value: draft.phone },
              ]
            : []),
        ]}
      />
      <label className="choice" htmlFor="truthful">
        <input
          id="truthful"
          type="checkbox"
          checked={draft.truthful}
          aria-invalid={problems.truthful ? true : undefined}
          aria-describedby={problems.truthful ? "truthful-error" : undefined}
          onChange={(event) => change({ truthful: event.target.checked })}
        />
        <span>{review.truthful}</span>
      </label>
      {problems.truthful && (
        <p className="error" id="truthful-error">
          {problems.truthful}
        </p>
      )}
    </>
  );
}
