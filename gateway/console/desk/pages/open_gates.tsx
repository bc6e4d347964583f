import { Alert, Space } from "antd";
import type { Subject } from "../parts/detail_page";
import { Value } from "../parts/value";
import { useLanguage } from "../words/language";

// What still keeps a case from closing.
export function OpenGates({ row }: Subject) {
  const { words } = useLanguage();
  const gates = (row.openGates as string[] | undefined) ?? [];
  if (gates.length === 0) return null;
  return (
    <Alert
      type="info"
      showIcon
      title={
        <Space wrap>
          {words.openGates}
          <Value name="openGates" field={{ type: "string", list: true }} value={gates} />
        </Space>
      }
    />
  );
}
