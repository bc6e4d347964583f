// The ledgers 六本台账, as the caller may read them, with every total led to its lines.
import { Alert, Button, Flex, Space, Tabs } from "antd";
import { useState } from "react";
import type { ListLedgersResponse } from "@generated/api";
import { Heading } from "../parts/heading";
import { RefusalAlert } from "../parts/refusal_alert";
import { useCall } from "../parts/use_call";
import { run } from "../schema";
import { setQuery, useQuery } from "../shell/router";
import { useSession } from "../shell/session";
import { filled, useLanguage } from "../words/language";
import { ExportButton } from "./export_button";
import { Lines } from "./lines";

interface Differences {
  compared: string;
  differences: unknown[];
}

// Counts the lines anew and compares every total with them.
function Reconcile() {
  const { words, verb } = useLanguage();
  const [checked, setChecked] = useState<Differences>();
  const [refusal, setRefusal] = useState<unknown>();
  const check = async () => {
    setRefusal(undefined);
    try {
      setChecked(await run<Differences>("reconcileStatistics"));
    } catch (error) {
      setRefusal(error);
    }
  };
  return (
    <>
      <Button onClick={() => void check()}>{verb("reconcileStatistics")}</Button>
      <RefusalAlert refusal={refusal} />
      {checked && (
        <Alert
          type={checked.differences.length === 0 ? "success" : "error"}
          title={filled(words.reconciled, { compared: checked.compared, different: checked.differences.length })}
        />
      )}
    </>
  );
}

export default function Ledgers() {
  const { words } = useLanguage();
  const { may } = useSession();
  const query = useQuery();
  const called = useCall(() => run<ListLedgersResponse>("listLedgers"), []);
  const ledgers = called.data?.ledgers ?? [];
  // Who follows another's link may not read the same ledgers.
  const open = ledgers.find(({ number }) => String(number) === query.get("ledger")) ?? ledgers[0];
  return (
    <Flex vertical gap={12}>
      <Flex wrap gap={8} justify="space-between">
        <Heading>{words.ledgers}</Heading>
        <Space wrap>
          {may("reconcileStatistics") && <Reconcile />}
          <ExportButton method="exportLedgers" request={{}} name={words.ledgers} />
        </Space>
      </Flex>
      <RefusalAlert refusal={called.error} />
      <Tabs
        activeKey={String(open?.number ?? "")}
        onChange={(ledger) => setQuery(new URLSearchParams({ ledger }))}
        destroyOnHidden
        items={ledgers.map(({ number, title }) => ({
          key: String(number),
          label: words[`ledger${number}` as "ledger1"],
          children: <Lines ledger={number} title={title} />,
        }))}
      />
    </Flex>
  );
}
