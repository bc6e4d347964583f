// The evidence log, and a check of any entry that trusts nothing but the checkpoint's key.
import { Alert, Button, Card, Flex, Typography } from "antd";
import { useState } from "react";
import { type Checkpoint, getCheckpoint, type InclusionProof } from "@generated/api";
import { isIncluded, isSigned } from "../evidence_proof";
import { bytesOf } from "../parts/file_input";
import { ListPage } from "../parts/list_page";
import { RefusalAlert } from "../parts/refusal_alert";
import { useCall } from "../parts/use_call";
import { run } from "../schema";
import { navigate, useQuery } from "../shell/router";
import { useLanguage } from "../words/language";

async function check(entryIndex: string, checkpoint: Checkpoint): Promise<boolean> {
  const proof = await run<InclusionProof>("proveInclusion", { entryIndex, treeSize: checkpoint.treeSize });
  if (!proof.entry) return false;
  const included = await isIncluded(
    bytesOf(proof.entry.leaf),
    Number(proof.entry.entryIndex),
    Number(checkpoint.treeSize),
    proof.hashes.map(bytesOf),
    bytesOf(checkpoint.rootHash),
  );
  return included && (await isSigned(checkpoint));
}

function Check({ entry }: { entry: string }) {
  const { words } = useLanguage();
  const [holds, setHolds] = useState<boolean>();
  const [refusal, setRefusal] = useState<unknown>();
  const verify = async () => {
    setRefusal(undefined);
    try {
      setHolds(await check(entry, await getCheckpoint()));
    } catch (error) {
      setRefusal(error);
    }
  };
  return (
    <Card size="small" title={`#${entry}`}>
      <Button type="primary" onClick={() => void verify()}>
        {words.verify}
      </Button>
      <RefusalAlert refusal={refusal} />
      {holds !== undefined && (
        <Alert
          data-part="verdict"
          data-holds={holds}
          type={holds ? "success" : "error"}
          showIcon
          title={holds ? words.verified : words.notVerified}
        />
      )}
    </Card>
  );
}

export default function Evidence() {
  const { words } = useLanguage();
  const entry = useQuery().get("entry");
  const checkpoint = useCall(() => getCheckpoint(), []);
  return (
    <Flex vertical gap={16}>
      <Card size="small" title={words.checkpoint}>
        <RefusalAlert refusal={checkpoint.error} />
        <Typography.Paragraph>
          <pre style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>{checkpoint.data?.note}</pre>
        </Typography.Paragraph>
        <Typography.Text code>{checkpoint.data?.verifierKey}</Typography.Text>
      </Card>
      {entry && <Check key={entry} entry={entry} />}
      <ListPage
        title="evidence"
        list="listEntries"
        columns={["entryIndex", "occurredAt", "source", "action", "aggregate", "actorId", "division"]}
        path={(row) => `/evidence?entry=${String(row.entryIndex)}`}
      />
      <Button onClick={() => navigate("/evidence")}>{words.reset}</Button>
    </Flex>
  );
}
