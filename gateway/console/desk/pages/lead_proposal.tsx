// Who should verify the lead, as the rules propose it, and why. The office decides.
import { Alert, Flex, Typography } from "antd";
import type { AssignmentProposal } from "@generated/api";
import type { Subject } from "../parts/detail_page";
import { Sheet } from "../parts/record";
import { RefusalAlert } from "../parts/refusal_alert";
import { useCall } from "../parts/use_call";
import { VerbButton } from "../parts/verb_button";
import { WideTable } from "../parts/wide_table";
import { actionsOf, run } from "../schema";
import { useSession } from "../shell/session";
import { useLanguage } from "../words/language";

export function LeadProposal({ row, reload }: Subject) {
  const { words, field } = useLanguage();
  const { may } = useSession();
  const called = useCall(() => run<AssignmentProposal>("proposeAssignment", { leadId: row.id }), [row.etag]);
  const proposal = called.data;
  const offered = actionsOf(row).includes("assign") && may("assignLead");
  return (
    <Flex vertical gap={16}>
      <RefusalAlert refusal={called.error} />
      {proposal && <Sheet message="AssignmentProposal" row={{ ...proposal }} hidden={["leadId"]} />}
      <WideTable
        size="small"
        pagination={false}
        rowKey="unitId"
        dataSource={proposal?.candidates ?? []}
        columns={[
          { title: field("unitName"), dataIndex: "unitName" },
          { title: field("score"), dataIndex: "score" },
          { title: field("reasons"), render: (_, each) => each.reasons.join("；") },
          {
            title: words.actions,
            render: (_, each) =>
              offered && (
                <VerbButton
                  method="assignLead"
                  fixed={{ leadId: row.id, etag: row.etag, unitId: each.unitId }}
                  onDone={reload}
                  onStale={reload}
                />
              ),
          },
        ]}
      />
      {(proposal?.excluded.length ?? 0) > 0 && <Typography.Text strong>{words.excluded}</Typography.Text>}
      {proposal?.excluded.map((unit) => (
        <Alert key={unit.unitId} type="warning" title={unit.unitName} description={unit.reason} />
      ))}
    </Flex>
  );
}
