// The colour of a code: how urgent it is, never whether somebody is guilty. Codes without one are
// plain words: a page where everything is coloured says nothing.
const TONES: Readonly<Record<string, string>> = {
  LIGHT_NONE: "green",
  LIGHT_REMIND: "green",
  LIGHT_URGE: "gold",
  LIGHT_YELLOW: "gold",
  LIGHT_RED: "red",
  LIGHT_LISTED: "red",
  STATE_RETURNED: "orange",
  STATE_SUSPENDED: "orange",
  STATE_RECALLED: "orange",
  STATE_SEALED: "purple",
  STATE_CLOSED: "default",
  STATE_REVOKED: "red",
  STATE_CONFIRMED: "green",
  STATE_WITHDRAWN: "default",
  GRADE_MAJOR: "red",
  GRADE_KEY: "gold",
  UMBRELLA_SUSPECTED: "purple",
  UMBRELLA_TRANSFERRED: "purple",
  UMBRELLA_FILED: "purple",
  IDENTITY_SUSPECTED_FALSE_NAME: "orange",
  CLOCK_STATE_PAUSED: "orange",
  PROBLEM_STATE_RAISED: "red",
  PROBLEM_STATE_STRUCK_OFF: "default",
  OUTCOME_CONFLICT: "orange",
  OUTCOME_REFUSED: "red",
};

// Where an object stands: always a tag.
const STANDING = /(^|_)(STATE|STEP|ANSWER|PROGRESS)_/;

export function toneOf(value: string): string | undefined {
  return TONES[value] ?? (STANDING.test(value) ? "blue" : undefined);
}
