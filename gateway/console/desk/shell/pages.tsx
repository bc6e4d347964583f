// Which page an address shows. Heavy ones come when they are asked for.
import { Result, Spin } from "antd";
import { lazy, type ReactNode, Suspense } from "react";
import { drawNoun } from "../nouns";
import { useLanguage } from "../words/language";
import { usePath } from "./router";

const Account = lazy(() => import("../pages/account"));
const Calendar = lazy(() => import("../pages/calendar"));
const CustodianKeys = lazy(() => import("../pages/custodian_keys"));
const Dashboard = lazy(() => import("../dashboard/dashboard"));
const Evidence = lazy(() => import("../evidence/evidence"));
const Home = lazy(() => import("../pages/home"));
const Import = lazy(() => import("../pages/import"));
const Keys = lazy(() => import("../pages/keys"));
const Ledgers = lazy(() => import("../ledgers/ledgers"));
const Operations = lazy(() => import("../pages/operations"));
const Register = lazy(() => import("../pages/register"));
const Triage = lazy(() => import("../triage/triage"));

const PAGES: Readonly<Record<string, ReactNode>> = {
  account: <Account />,
  calendar: <Calendar />,
  custodianKeys: <CustodianKeys />,
  dashboard: <Dashboard />,
  evidence: <Evidence />,
  home: <Home />,
  import: <Import />,
  keys: <Keys />,
  ledgers: <Ledgers />,
  operations: <Operations />,
  register: <Register />,
  triage: <Triage />,
};

export function Pages() {
  const { words } = useLanguage();
  const [page = "home", id] = usePath();
  return (
    <Suspense fallback={<Spin />}>
      {PAGES[page] ?? drawNoun(page, id) ?? <Result status="404" title={words.notFound} />}
    </Suspense>
  );
}
