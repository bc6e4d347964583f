// Chooses objects by what people call them. The server looks for what is typed; what the picker
// begins with is the newest.
import { Select } from "antd";
import { useEffect, useState } from "react";
import type { SearchLeadsResponse } from "@generated/api";
import { messageOf, type MethodName, rowsOf, run, type Row } from "../schema";
import { useSession } from "../shell/session";
import { type Language, useLanguage } from "../words/language";
import { useCall } from "./use_call";

const SEARCHED_ROWS = 20;
const LISTED_ROWS = 200;
const TYPING_MS = 250;

interface Source {
  list: MethodName;
  get: MethodName;
  idField: string;
  // The fields that people call an object by.
  names: readonly string[];
  // The list's filter for a part of the number. Without one, typing looks through the newest.
  filter?: string;
  // Finds by words instead, for whoever may call it.
  search?: MethodName;
  // Of the list, those that can be chosen at all.
  asked?: Row;
}

const SOURCES = {
  leads: { list: "listLeads", get: "getLead", idField: "leadId", names: ["leadNo", "title"], filter: "leadNo", search: "searchLeads" },
  cases: { list: "listCases", get: "getCase", idField: "caseId", names: ["leadNo", "unitName", "state"], filter: "leadNo" },
  transfers: { list: "listTransfers", get: "getTransfer", idField: "transferId", names: ["letterNo", "leadNo", "state"] },
  meetings: { list: "listMeetings", get: "getMeeting", idField: "meetingId", names: ["subject", "state"] },
  sweeps: { list: "listSweeps", get: "getSweep", idField: "sweepId", names: ["title"], asked: { state: "STATE_OPEN" } },
} as const satisfies Readonly<Record<string, Source>>;

export type Page = keyof typeof SOURCES;

// A part of a number: words are longer, or in another script.
const isNumber = (text: string): boolean => /^[\w-]*$/.test(text);

async function find(source: Source, text: string, signal: AbortSignal): Promise<Row[]> {
  const { list, filter, search, asked = {} } = source;
  if (search && !isNumber(text)) {
    const answer = await run<SearchLeadsResponse>(search, { query: text, pageSize: SEARCHED_ROWS }, signal);
    return answer.hits.map(({ lead }) => ({ ...lead }));
  }
  const request = filter ? { [filter]: text, pageSize: SEARCHED_ROWS } : { pageSize: LISTED_ROWS };
  const answer = await run(list, { ...asked, ...request }, signal);
  return (answer[rowsOf(list).key] as Row[] | undefined) ?? [];
}

function nameOf(row: Row, { list, names }: Source, { value: wordOf }: Language): string {
  const fields = messageOf(rowsOf(list).message);
  const texts = names.map((name) => {
    const text = String(row[name] ?? "");
    return fields[name]?.type === "enum" ? wordOf(text, fields[name].of) : text;
  });
  return texts.filter(Boolean).join(" ");
}

// What the chosen are called, though they are not among those found.
function useNamesOf(chosen: readonly string[], found: ReadonlyMap<string, string>, source: Source) {
  const language = useLanguage();
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  const missing = chosen.filter((id) => !found.has(id) && !names.has(id)).join();
  useEffect(() => {
    for (const id of missing.split(",").filter(Boolean)) {
      run(source.get, { [source.idField]: id }).then(
        (row) => setNames((before) => new Map(before).set(id, nameOf(row, source, language))),
        () => setNames((before) => new Map(before).set(id, language.words.view)),
      );
    }
  }, [missing, source, language]);
  return { names, keep: (id: string, name: string) => setNames((before) => new Map(before).set(id, name)) };
}

interface ReferencePickerProps {
  page: Page;
  multiple: boolean;
  id?: string;
  value?: string | string[];
  onChange?: (value: string | string[]) => void;
}

export function ReferencePicker({ page, multiple, value, onChange, ...given }: ReferencePickerProps) {
  const language = useLanguage();
  const { words } = language;
  const { may } = useSession();
  const source: Source = SOURCES[page];
  const searches = source.search !== undefined && may(source.search);
  const [typed, setTyped] = useState("");
  const [text, setText] = useState("");
  useEffect(() => {
    const timer = window.setTimeout(() => setText(typed.trim()), TYPING_MS);
    return () => window.clearTimeout(timer);
  }, [typed]);
  const wanted = source.filter && (isNumber(text) || (searches && text.length > 1)) ? text : "";
  const called = useCall((signal) => find(source, wanted, signal), [source, wanted]);
  const found = new Map((called.data ?? []).map((row) => [String(row.id), nameOf(row, source, language)]));
  const chosen = value === undefined ? [] : [value].flat();
  const { names, keep } = useNamesOf(chosen, found, source);
  const others = chosen.filter((id) => !found.has(id));
  const options = [
    ...[...found].map(([id, label]) => ({ value: id, label })),
    ...others.map((id) => ({ value: id, label: names.get(id) ?? "…" })),
  ];
  const placeholder = searches ? words.pickByWords : source.filter ? words.pickByNumber : "";
  const change = (next: string | string[]) => {
    for (const id of [next ?? []].flat()) if (found.has(id)) keep(id, found.get(id) ?? "");
    onChange?.(next);
  };
  return (
    <Select<string | string[]>
      {...given}
      value={value as string | string[]}
      onChange={change}
      allowClear
      placeholder={placeholder}
      showSearch={source.filter ? { filterOption: false, onSearch: setTyped } : { optionFilterProp: "label" }}
      options={options}
      loading={called.loading}
      notFoundContent={called.loading ? words.searching : words.noHits}
      {...(multiple ? { mode: "multiple" as const } : {})}
    />
  );
}
