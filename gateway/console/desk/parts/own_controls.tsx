// Controls that a page has for fields of its verbs, where it knows what may be chosen: the evidence
// of a finding is one of the case's own steps and exhibits.
import { createContext, type ReactElement, useContext } from "react";

// By "RecordFindingRequest.evidence", or by "attachmentIds" wherever it stands. Form.Item hands
// value and onChange to each.
export type Controls = Readonly<Record<string, ReactElement>>;

const ControlsContext = createContext<Controls>({});

export const OwnControls = ControlsContext.Provider;

export function useOwnControl(name: string, message: string): ReactElement | undefined {
  const own = useContext(ControlsContext);
  return own[`${message}.${name}`] ?? own[name];
}
