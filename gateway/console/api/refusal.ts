// How the server says no (AIP-193): a rule that programs match on, and words for people.

interface Detail {
  reason?: string;
  metadata?: Record<string, string>;
  fieldViolations?: Array<{ field: string; description?: string }>;
}

interface ErrorBody {
  error?: { message?: string; details?: Detail[] };
}

export class Refusal extends Error {
  // Constant name of the rule, "OTP_REQUIRED"; empty where none explains the failure.
  readonly rule: string;
  // Path of the offending field in the request's own names, "allegations[2].text"; or empty.
  readonly field: string;
  // Every such field, the first included, with what is wrong there.
  readonly violations: ReadonlyArray<{ field: string; text: string }>;
  readonly metadata: Record<string, string>;

  constructor(
    readonly status: number,
    body: ErrorBody | undefined,
  ) {
    super(body?.error?.message ?? "");
    const details = body?.error?.details ?? [];
    const info = details.find((detail) => detail.reason !== undefined);
    this.rule = info?.reason ?? "";
    this.metadata = info?.metadata ?? {};
    const found = details.flatMap(({ fieldViolations = [] }) => fieldViolations);
    // One alone is said in the message, which is in the reader's language.
    this.violations = found.map(({ field, description = "" }) => ({
      field: camelPath(field),
      text: found.length === 1 ? this.message : description || this.message,
    }));
    this.field = this.violations[0]?.field ?? "";
  }

  // True where nobody was there to answer.
  get away(): boolean {
    return this.status === 0 || this.status === 502 || this.status === 503;
  }

  // True where the same call may succeed later, unchanged.
  get passing(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 502;
  }
}

function camelPath(path: string): string {
  return path.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

export async function refusalOf(response: Response): Promise<Refusal> {
  let body: ErrorBody | undefined;
  try {
    body = (await response.json()) as ErrorBody;
  } catch {
    // Something in between answered, not our gateway: the status is all there is.
  }
  return new Refusal(response.status, body);
}
