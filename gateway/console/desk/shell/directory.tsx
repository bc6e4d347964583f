// The names behind the ids: units, divisions and, for whoever may list them, people.
import { createContext, type ReactNode, useContext, useEffect, useState } from "react";
import { type Division, listDivisions, listUnits, listUsers, type Unit, type User } from "@generated/api";
import { useSession } from "./session";

export interface Directory {
  units: Map<string, Unit>;
  users: Map<string, User>;
  divisions: Map<string, Division>;
}

const EMPTY: Directory = { units: new Map(), users: new Map(), divisions: new Map() };
const DirectoryContext = createContext(EMPTY);

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

async function load(withUsers: boolean): Promise<Directory> {
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
  const [directory, setDirectory] = useState(EMPTY);
  const withUsers = may("listUsers");
  useEffect(() => {
    load(withUsers).then(
      (loaded) => {
        loaded.users.set(user.id, user);
        setDirectory(loaded);
      },
      // Without names the desk still works: ids are shown.
      () => undefined,
    );
  }, [user, withUsers]);
  return <DirectoryContext.Provider value={directory}>{children}</DirectoryContext.Provider>;
}
