import { type Division, listDivisions, type Sector } from "@generated/api";
import { useCallback, useEffect, useState } from "react";
import { choicesOf, OneOf, TextField } from "../field";
import { useTexts } from "../language";
import type { StepProps } from "./steps";

// Towns have nine digits; what they lie in is shorter.
const TOWN_DIGITS = 9;
const PAGE_SIZE = 200;

async function everyDivision(): Promise<Division[]> {
  const divisions: Division[] = [];
  let pageToken = "";
  do {
    const page = await listDivisions({ pageSize: PAGE_SIZE, pageToken });
    divisions.push(...page.divisions);
    pageToken = page.nextPageToken;
  } while (pageToken !== "");
  return divisions;
}

function useDivisions() {
  const [divisions, setDivisions] = useState<Division[]>([]);
  const [failed, setFailed] = useState(false);
  const load = useCallback(() => {
    setFailed(false);
    everyDivision().then(setDivisions, () => setFailed(true));
  }, []);
  useEffect(load, [load]);
  return { divisions, failed, load };
}

function TownPicker({ draft, change, problems }: StepProps) {
  const { place } = useTexts().report;
  const { divisions, failed, load } = useDivisions();
  const towns = divisions.filter(({ code }) => code.length === TOWN_DIGITS);
  const counties = divisions.filter(({ code }) => towns.some(({ parent }) => parent === code));
  const choose = (code: string) =>
    change({ division: code, divisionName: towns.find((town) => town.code === code)?.name ?? "" });
  return (
    <div className="field">
      <label htmlFor="division">{place.division}</label>
      <p className="hint" id="division-hint">
        {place.divisionHint}
      </p>
      {problems.division && (
        <p className="error" id="division-error">
          {problems.division}
        </p>
      )}
      <select
        id="division"
        value={draft.division}
        aria-invalid={problems.division ? true : undefined}
        aria-describedby={problems.division ? "division-hint division-error" : "division-hint"}
        onChange={(event) => choose(event.target.value)}
      >
        <option value="">{place.choose}</option>
        {counties.map((county) => (
          <optgroup key={county.code} label={county.name} lang="zh-CN">
            {towns
              .filter(({ parent }) => parent === county.code)
              .map((town) => (
                <option key={town.code} value={town.code} lang="zh-CN">
                  {town.name}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
      {failed && (
        <p className="error" role="alert">
          {place.loadFailed}{" "}
          <button type="button" className="link" onClick={load}>
            {place.retry}
          </button>
        </p>
      )}
    </div>
  );
}

export function PlaceStep(props: StepProps) {
  const { draft, change, problems } = props;
  const { report, sectors } = useTexts();
  const sectorChoices = choicesOf<Sector>(sectors).filter(
    ({ value }) => value !== "SECTOR_UNSPECIFIED",
  );
  return (
    <>
      <TownPicker {...props} />
      <TextField
        id="spot"
        label={report.place.spot}
        hint={report.place.spotHint}
        optional
        most={200}
        value={draft.spot}
        onChange={(spot) => change({ spot })}
      />
      <OneOf
        id="sector"
        label={report.place.sector}
        error={problems.sector}
        choices={sectorChoices}
        value={draft.sector}
        onChange={(sector) => change({ sector })}
      />
    </>
  );
}
