// Which column of a list says what: as the server recognised it, and as the reader decides.
import { Flex, Form, Select, Typography } from "antd";
import type { ImportFileResponse } from "@generated/api";
import { useLanguage } from "../words/language";
import { messageOf } from "../schema";

// Field → header.
export type Mapping = Readonly<Record<string, string>>;

interface ImportColumnsProps {
  answer: ImportFileResponse;
  mapping: Mapping;
  onMap: (mapping: Mapping) => void;
}

export function ImportColumns({ answer, mapping, onMap }: ImportColumnsProps) {
  const { words, field } = useLanguage();
  const { contact: _contact, letter: _letter, ...fields } = messageOf("ImportRow");
  const headers = [...new Set([...Object.values(answer.columns), ...answer.unusedColumns])];
  const options = headers.map((header) => ({ value: header, label: header }));
  return (
    <Flex vertical gap={12}>
      <Typography.Text type="secondary">{words.mapHelp}</Typography.Text>
      <Form layout="vertical" className="filters" component="div">
        {Object.keys(fields).map((name) => (
          <Form.Item key={name} label={field(name, "ImportRow")}>
            <Select
              allowClear
              aria-label={field(name, "ImportRow")}
              options={options}
              value={mapping[name] ?? answer.columns[name]}
              onChange={(header: string | undefined) => onMap({ ...mapping, [name]: header ?? "" })}
            />
          </Form.Item>
        ))}
      </Form>
      {answer.unusedColumns.length > 0 && (
        <Typography.Text type="secondary">
          {words.unusedColumns}：{answer.unusedColumns.join("、")}
        </Typography.Text>
      )}
    </Flex>
  );
}
