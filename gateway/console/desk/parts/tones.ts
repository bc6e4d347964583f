// The colour of a code: how urgent it is, never whether somebody is guilty.
const TONES: Readonly<Record<string, string>> = {
  LIGHT_NONE: "green",
  LIGHT_REMIND: "blue",
  LIGHT_URGE: "gold",
  LIGHT_YELLOW: "orange",
  LIGHT_RED: "red",
  LIGHT_LISTED: "magenta",
  STATE_RETURNED: "orange",
  STATE_SUSPENDED: "orange",
  STATE_SEALED: "purple",
  STATE_CLOSED: "default",
  STATE_REVOKED: "red",
  STATE_CONFIRMED: "green",
  PROBLEM_STATE_RAISED: "red",
  PROBLEM_STATE_STRUCK_OFF: "default",
  OUTCOME_CONFLICT: "orange",
  OUTCOME_REFUSED: "red",
};

export const toneOf = (value: string): string => TONES[value] ?? "blue";
