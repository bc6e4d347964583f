// The names behind the ids: units, divisions and, for whoever may list them, people.
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from "react";
import { type Division, listDivisions, listUnits, listUsers, type Unit, type User } from "@generated/api";
import { type NameOf, useNames } from "./names";
import { useSession } from "./session";

interface Lists {
  units: Map<string, Unit>;
  users: Map<string, User>;
  divisions: Map<string, Division>;
}

export interface Directory extends Lists {
  // The codes of the towns within the reader's division: one, unless he oversees several.
  towns: string[];
  // What a person is called, for any id that the page comes across.
  nameOf: NameOf;
}

const EMPTY: Lists = { units: new Map(), users: new Map(), divisions: new Map() };
const DirectoryContext = createContext<Directory>({ ...EMPTY, towns: [], nameOf: () => undefined });

export const useDirectory = (): Directory => useContext(DirectoryContext);

interface Page {
  nextPageToken: string;
}

async function all<T extends Page, Item>(
  page: (pageToken: string) => Promise<T>,
  items: (answer: T) => Item[],
): Promise<Item[]> {
  const found: Item[] = [];
  let token = "";
  do {
    const answer = await page(token);
    found.push(...items(answer));
    token = answer.nextPageToken;
  } while (token);
  return found;
}

const pageSize = 200;

function townsWithin(code: string, divisions: Map<string, Division>): string[] {
  const parents = new Set([...divisions.values()].map(({ parent }) => parent));
  return [...divisions.keys()].filter((town) => town.startsWith(code) && !parents.has(town));
}

async function load(withUsers: boolean): Promise<Lists> {
  const [units, divisions, users] = await Promise.all([
    all((pageToken) => listUnits({ pageSize, pageToken }), (answer) => answer.units),
    all((pageToken) => listDivisions({ pageSize, pageToken }), (answer) => answer.divisions),
    withUsers ? all((pageToken) => listUsers({ pageSize, pageToken }), (answer) => answer.users) : [],
  ]);
  return {
    units: new Map(units.map((unit) => [unit.id, unit])),
    divisions: new Map(divisions.map((division) => [division.code, division])),
    users: new Map(users.map((user) => [user.id, user])),
  };
}

export function DirectoryProvider({ children }: { children: ReactNode }) {
  const { user, may } = useSession();
  const [lists, setLists] = useState(EMPTY);
  const withUsers = may("listUsers");
  useEffect(() => {
    load(withUsers).then(
      (loaded) => {
        loaded.users.set(user.id, user);
        setLists(loaded);
      },
      // Without names the desk still works.
      () => undefined,
    );
  }, [user, withUsers]);
  const nameOf = useNames(lists.users, may("lookUpNames"));
  const directory = useMemo(
    () => ({ ...lists, towns: townsWithin(user.division, lists.divisions), nameOf }),
    [lists, user.division, nameOf],
  );
  return <DirectoryContext.Provider value={directory}>{children}</DirectoryContext.Provider>;
}
