// Chooses a lead by its number; what is typed is taken as an id where it is none of the newest.
import { Select } from "antd";
import { listLeads } from "@generated/api";
import { useLanguage } from "../words/language";
import { useCall } from "./use_call";

interface LeadPickerProps {
  id?: string;
  value?: string | string[];
  onChange?: (value: string | string[]) => void;
  multiple: boolean;
}

export function LeadPicker({ multiple, ...given }: LeadPickerProps) {
  const { words } = useLanguage();
  const leads = useCall(() => listLeads({ pageSize: 200 }), []);
  const options = (leads.data?.leads ?? []).map(({ id, leadNo, title }) => ({
    value: id,
    label: `${leadNo} ${title}`,
  }));
  return (
    <Select
      {...given}
      allowClear
      placeholder={words.pickLead}
      showSearch={{ optionFilterProp: "label" }}
      options={options}
      loading={leads.loading}
      {...(multiple ? { mode: "multiple" as const } : {})}
    />
  );
}
