// Every process, and the events that a subscriber refused.
import { Card, Flex } from "antd";
import { Heading } from "../parts/heading";
import { Record } from "../parts/record";
import { RefusalAlert } from "../parts/refusal_alert";
import { SubList } from "../parts/sub_list";
import { useCall } from "../parts/use_call";
import { usePolling } from "../parts/use_polling";
import { messageOf, methodOf, run, type Row } from "../schema";
import { useLanguage } from "../words/language";

const POLLING_MS = 5_000;

export default function Operations() {
  const { words, object } = useLanguage();
  const called = useCall(() => run("listProcesses"), []);
  usePolling(called.reload, POLLING_MS);
  const message = messageOf(methodOf("listProcesses").answer).processes?.of ?? "";
  return (
    <Flex vertical gap={16}>
      <Heading>{words.operations}</Heading>
      <RefusalAlert refusal={called.error} />
      <div className="processes">
        {((called.data?.processes as Row[] | undefined) ?? []).map((process) => (
          <Card key={String(process.name)} size="small" title={`${object(String(process.name))} ${String(process.name)}`}>
            <Record message={message} row={process} hidden={["name"]} />
            <SubList
              list="listParkedEvents"
              parent={{ process: process.name }}
              rowId="eventId"
              rowVerbs={["retryParkedEvent"]}
              pollingMs={POLLING_MS}
            />
          </Card>
        ))}
      </div>
    </Flex>
  );
}
