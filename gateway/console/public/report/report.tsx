// A report, asked for in steps; then its receipt.
import { newRequestId } from "@api/call";
import { fileReport } from "@generated/api";
import { type ComponentType, type FormEvent, useEffect, useRef, useState } from "react";
import { fieldOf, messageOf, ruleOf } from "../failure";
import { Alert } from "../field";
import { useTexts } from "../language";
import { useAskBeforeClosing } from "../quick_exit";
import { FiledReceipt } from "../receipt/filed_receipt";
import { zh } from "../texts/zh";
import { type Draft, emptyDraft, requestOf } from "./draft";
import { EvidenceStep } from "./evidence_step";
import { IdentityStep } from "./identity_step";
import { MatterStep } from "./matter_step";
import { PeopleStep } from "./people_step";
import { PlaceStep } from "./place_step";
import { ReviewStep } from "./review_step";
import { askedAt, type Problems, problemsOf, type Step, type StepProps, steps } from "./steps";

const BODIES: Record<Step, ComponentType<StepProps>> = {
  place: PlaceStep,
  matter: MatterStep,
  people: PeopleStep,
  evidence: EvidenceStep,
  identity: IdentityStep,
  review: ReviewStep,
};

// The draft, where the reporter is in it, and what is wrong.
function useReport() {
  const texts = useTexts();
  const [draft, setDraft] = useState(emptyDraft);
  const [step, setStep] = useState<Step>("place");
  const [problems, setProblems] = useState<Problems>({});
  const [failure, setFailure] = useState("");
  const [noCustodian, setNoCustodian] = useState(false);
  const [sending, setSending] = useState(false);
  const [receipt, setReceipt] = useState("");
  // One for the whole report: however often it is sent, it is filed once. A changed report is
  // another one.
  const requestId = useRef(newRequestId());

  const change = (part: Partial<Draft>) => {
    requestId.current = newRequestId();
    setDraft((before) => ({ ...before, ...part }));
    if (part.kind) setNoCustodian(false);
  };
  const go = (to: Step) => {
    setProblems({});
    setFailure("");
    setStep(to);
  };
  const refused = (error: unknown) => {
    const message = messageOf(error, texts);
    if (ruleOf(error) === "NO_CUSTODIAN") {
      setNoCustodian(true);
      return go("identity");
    }
    const asked = askedAt(fieldOf(error));
    if (!asked) return setFailure(message);
    go(asked.step);
    setProblems({ [asked.field]: message });
  };
  const send = async () => {
    setSending(true);
    setFailure("");
    try {
      setReceipt((await fileReport(requestOf(draft, requestId.current, zh))).receipt);
    } catch (error) {
      refused(error);
    } finally {
      setSending(false);
    }
  };
  const next = () => {
    const found = problemsOf(step, draft, texts);
    setProblems(found);
    if (Object.keys(found).length > 0) return;
    const following = steps[steps.indexOf(step) + 1];
    if (following) go(following);
    else void send();
  };
  return { draft, step, problems, failure, noCustodian, sending, receipt, change, go, next };
}

function Progress({ step }: { step: Step }) {
  const { form, report } = useTexts();
  const at = steps.indexOf(step);
  return (
    <div className="progress">
      <p>{form.progress(at + 1, steps.length)}</p>
      <ol>
        {steps.map((each, index) => (
          <li
            key={each}
            className={index < at ? "done" : index === at ? "current" : ""}
            aria-current={each === step ? "step" : undefined}
          >
            <span>{report[each].title}</span>
          </li>
        ))}
      </ol>
    </div>
  );
}

// The step's title takes the focus when the step changes, so that a screen reader goes on there; the
// first wrong answer takes it when there is one.
function useFocus(step: Step, problems: Problems) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
    window.scrollTo(0, 0);
  }, [step]);
  useEffect(() => {
    const [first] = Object.keys(problems);
    if (first) document.getElementById(first)?.focus();
  }, [problems]);
  return heading;
}

export function Report({ onDone }: { onDone: () => void }) {
  const { form, report } = useTexts();
  const state = useReport();
  const { draft, step, problems, failure, sending, receipt } = state;
  const heading = useFocus(step, problems);
  useAskBeforeClosing(receipt === "" && draft.summary + draft.narrative !== "");
  if (receipt) return <FiledReceipt receipt={receipt} files={draft.files} onDone={onDone} />;

  const Body = BODIES[step];
  const previous = steps[steps.indexOf(step) - 1];
  const wrong = Object.keys(problems).length;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    state.next();
  };
  return (
    <>
      <h1>{report.heading}</h1>
      <Progress step={step} />
      <form className="card" onSubmit={submit} noValidate>
        <h2 ref={heading} tabIndex={-1}>
          {report[step].title}
        </h2>
        {wrong > 0 && <Alert>{form.problems(wrong)}</Alert>}
        <Body {...state} />
        {failure && <Alert>{failure}</Alert>}
        <div className="actions">
          {previous && (
            <button type="button" className="button quiet" onClick={() => state.go(previous)}>
              {form.back}
            </button>
          )}
          <button type="submit" className="button" disabled={sending}>
            {step !== "review"
              ? form.next
              : sending
                ? report.review.submitting
                : report.review.submit}
          </button>
        </div>
      </form>
      <p className="hint">{report.unsaved}</p>
    </>
  );
}
