// Labelled controls: each says what it is for, what is wrong with it, and is found by a screen reader.
import type { ChangeEvent, ReactNode } from "react";
import { useTexts } from "./language";

interface Labels {
  id: string;
  label: string;
  hint?: string | undefined;
  error?: string | undefined;
  optional?: boolean;
}

function describedBy({ id, hint, error }: Labels): string | undefined {
  const ids = [hint && `${id}-hint`, error && `${id}-error`].filter(Boolean);
  return ids.length > 0 ? ids.join(" ") : undefined;
}

function Notes({ id, hint, error }: Labels) {
  return (
    <>
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p className="error" id={`${id}-error`}>
          {error}
        </p>
      )}
    </>
  );
}

function Caption({ label, optional }: Labels) {
  const { form } = useTexts();
  return (
    <>
      {label}
      {optional && <span className="optional">{form.optional}</span>}
    </>
  );
}

interface TextProps extends Labels {
  value: string;
  most: number;
  onChange: (value: string) => void;
  inputMode?: "tel" | "text";
  // Lines of a box; one line only if unset.
  rows?: number;
}

// A line or, with `rows`, a box of text.
export function TextField({ value, most, onChange, inputMode, rows, ...labels }: TextProps) {
  const { form } = useTexts();
  const control = {
    id: labels.id,
    value,
    maxLength: most,
    autoComplete: "off",
    spellCheck: false,
    "aria-invalid": labels.error ? (true as const) : undefined,
    "aria-describedby": describedBy(labels),
    onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => onChange(event.target.value),
  };
  return (
    <div className="field">
      <label htmlFor={labels.id}>
        <Caption {...labels} />
      </label>
      <Notes {...labels} />
      {rows ? <textarea {...control} rows={rows} /> : <input {...control} inputMode={inputMode} />}
      {rows && value.length > most / 2 && <p className="count">{form.counted(value.length, most)}</p>}
    </div>
  );
}

export interface Choice<Value extends string> {
  value: Value;
  label: string;
  hint?: string;
}

// The entries of a dictionary of labels as choices.
export function choicesOf<Value extends string>(labels: Record<Value, string>): Choice<Value>[] {
  return (Object.keys(labels) as Value[]).map((value) => ({ value, label: labels[value] }));
}

interface GroupProps<Value extends string> extends Labels {
  choices: Choice<Value>[];
}

function Group({ children, ...labels }: Labels & { children: ReactNode }) {
  return (
    <fieldset className="field" id={labels.id} tabIndex={-1} aria-describedby={describedBy(labels)}>
      <legend>
        <Caption {...labels} />
      </legend>
      <Notes {...labels} />
      <div className="choices">{children}</div>
    </fieldset>
  );
}

export function OneOf<Value extends string>({
  choices,
  value,
  onChange,
  ...labels
}: GroupProps<Value> & { value: Value | ""; onChange: (value: Value) => void }) {
  return (
    <Group {...labels}>
      {choices.map((choice) => (
        <label className="choice" key={choice.value}>
          <input
            type="radio"
            name={labels.id}
            checked={value === choice.value}
            onChange={() => onChange(choice.value)}
          />
          <span>
            {choice.label}
            {choice.hint && <small>{choice.hint}</small>}
          </span>
        </label>
      ))}
    </Group>
  );
}

export function SomeOf<Value extends string>({
  choices,
  values,
  onChange,
  ...labels
}: GroupProps<Value> & { values: Value[]; onChange: (values: Value[]) => void }) {
  const toggle = (value: Value) =>
    onChange(values.includes(value) ? values.filter((each) => each !== value) : [...values, value]);
  return (
    <Group {...labels}>
      {choices.map((choice) => (
        <label className="choice" key={choice.value}>
          <input
            type="checkbox"
            checked={values.includes(choice.value)}
            onChange={() => toggle(choice.value)}
          />
          <span>{choice.label}</span>
        </label>
      ))}
    </Group>
  );
}

export function Alert({ children }: { children: ReactNode }) {
  return (
    <p className="alert" role="alert">
      {children}
    </p>
  );
}
