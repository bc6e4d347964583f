import { Alert, Flex } from "antd";
import type { Subject } from "../parts/detail_page";
import { SubList } from "../parts/sub_list";
import { useLanguage } from "../words/language";

// Requests to open the reporter's identity. Opening itself needs a key that no page has.
export function ReporterUnlocks({ row }: Subject) {
  const { words } = useLanguage();
  return (
    <Flex vertical gap={12}>
      <Alert type="info" showIcon title={words.unlockHelp} />
      <SubList
        list="listUnlocks"
        parent={{ leadId: row.id }}
        creates={["requestUnlock"]}
        rowId="unlockId"
        rowVerbs={["approveUnlock"]}
      />
    </Flex>
  );
}
