// Custodians' keys: one's own, made here or brought from hechactl's file, and those that others ask
// to have confirmed.
import { Button, Flex, Form, Input } from "antd";
import { useState } from "react";
import { importCustodianKey, makeCustodianKey, NoKeyFile, storeCustodianKey, storedCustodianKey } from "../custody/custodian_key";
import { bytesOf, FileInput } from "../parts/file_input";
import { ListPage } from "../parts/list_page";
import { RefusalAlert } from "../parts/refusal_alert";
import { run } from "../schema";
import { useSession } from "../shell/session";
import { WrongPassphrase } from "../signing/sealed_secret";
import { useLanguage } from "../words/language";
import { OwnKey } from "./own_key";

interface Import {
  file: string;
  passphrase: string;
}

function ImportKey({ onKey }: { onKey: () => void }) {
  const { words } = useLanguage();
  const { user } = useSession();
  const [refusal, setRefusal] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const read = async ({ file, passphrase }: Import) => {
    setBusy(true);
    setRefusal(undefined);
    try {
      const text = new TextDecoder().decode(bytesOf(file));
      storeCustodianKey(await importCustodianKey(text, user.id, passphrase));
      onKey();
    } catch (error) {
      if (error instanceof NoKeyFile) setRefusal(new Error(words.noKeyFile));
      else setRefusal(error instanceof WrongPassphrase ? new Error(words.wrongPassphrase) : error);
    }
    setBusy(false);
  };
  return (
    <Form<Import> name="import" layout="vertical" onFinish={read} requiredMark={false} data-part="import-key">
      <RefusalAlert refusal={refusal} />
      <Flex gap={8} align="end" wrap>
        <Form.Item name="file" label={words.keyFile} rules={[{ required: true }]} style={{ marginBottom: 0 }}>
          <FileInput digest={false} />
        </Form.Item>
        <Form.Item
          name="passphrase"
          label={words.keyFilePassphrase}
          rules={[{ required: true }]}
          style={{ marginBottom: 0 }}
        >
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Button htmlType="submit" loading={busy}>
          {busy ? words.importingKey : words.importKey}
        </Button>
      </Flex>
    </Form>
  );
}

export default function CustodianKeys() {
  const { words } = useLanguage();
  const { may, user } = useSession();
  const [turn, setTurn] = useState(0);
  const again = () => setTurn(turn + 1);
  const make = async (passphrase: string) => {
    const made = await makeCustodianKey(user.id, passphrase);
    await run("enrolCustodianKey", { publicKey: made.publicKey });
    storeCustodianKey(made);
    again();
  };
  return (
    <Flex vertical gap={16}>
      {may("enrolCustodianKey") && (
        <OwnKey
          title={words.makeCustodianKey}
          help={words.custodianKeyHelp}
          kept={storedCustodianKey(user.id)}
          fileName="custodian-key.json"
          make={make}
          restore={<ImportKey onKey={again} />}
        />
      )}
      <ListPage
        key={turn}
        title="custodianKeys"
        list="listCustodianKeys"
        columns={["state", "userId", "publicKey", "enrolledAt", "confirmedBy", "confirmedAt"]}
        rowVerbs={["confirmCustodianKey", "revokeCustodianKey"]}
        rowId="custodianKeyId"
      />
    </Flex>
  );
}
