// The canonical form of a report, read back byte for byte: report.proto.

type Bytes = Uint8Array<ArrayBuffer>;

export interface FormField {
  name: string;
  value: string;
}

const TAG = "hecha-report-v2";
const [BLANK, LINE_FEED] = [0x20, 0x0a];

// Undefined unless `form` is a canonical form down to its last byte.
export function parseForm(form: Bytes): FormField[] | undefined {
  const text = new TextDecoder("utf-8", { fatal: true });
  let at = 0;
  // What stands before the next `end`, which is passed over too.
  const take = (end: number): string => {
    const found = form.indexOf(end, at);
    if (found < 0) throw new RangeError("the form ends too soon");
    const taken = text.decode(form.subarray(at, found));
    at = found + 1;
    return taken;
  };
  try {
    if (take(LINE_FEED) !== TAG) return undefined;
    const fields: FormField[] = [];
    while (at < form.length) {
      const name = take(BLANK);
      const digits = take(BLANK);
      const end = at + Number(digits);
      if (!/^\d+$/.test(digits) || form[end] !== LINE_FEED) return undefined;
      fields.push({ name, value: text.decode(form.subarray(at, end)) });
      at = end + 1;
    }
    return fields;
  } catch {
    return undefined;
  }
}

// The first value of this name; empty if there is none.
export const valueIn = (fields: readonly FormField[], name: string): string =>
  fields.find((field) => field.name === name)?.value ?? "";

export interface FormGroup {
  // The field that begins it.
  head: FormField;
  rest: FormField[];
}

const HEADS = new Set([
  "case", "plan", "investigator", "allegation", "finding", "step", "report", "submitted_by",
]);

// Every field of the form, in its order: what belongs together stands together, and nothing is
// left out.
export function groupsOf(fields: readonly FormField[]): FormGroup[] {
  const groups: FormGroup[] = [];
  for (const field of fields) {
    const last = groups.at(-1);
    if (!last || HEADS.has(field.name)) groups.push({ head: field, rest: [] });
    else last.rest.push(field);
  }
  return groups;
}
