// Signing keys: one's own, made here, and those that others ask to have confirmed.
import { Alert, Button, Card, Flex, Form, Input, Space, Typography, Upload } from "antd";
import { useState } from "react";
import { ListPage } from "../parts/list_page";
import { RefusalAlert } from "../parts/refusal_alert";
import { saveFile } from "../parts/save_file";
import { hexOf } from "../parts/value";
import { run } from "../schema";
import { useSession } from "../shell/session";
import { makeKey, type SealedKey, sign, storedKey, storeKey } from "../signing/sealed_key";
import { useLanguage } from "../words/language";

const SHORTEST = 12;

// The proof of possession that EnrolSigningKey asks for.
function proofText(key: SealedKey): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`hecha-signing-key-v1\n${key.userId}\n${hexOf(key.publicKey)}\n`);
}

function OwnKey({ onEnrolled }: { onEnrolled: () => void }) {
  const { words } = useLanguage();
  const { user } = useSession();
  const [key, setKey] = useState(() => storedKey(user.id));
  const [refusal, setRefusal] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const keep = (made: SealedKey) => {
    storeKey(made);
    setKey(made);
  };
  const make = async ({ passphrase }: { passphrase: string }) => {
    setBusy(true);
    setRefusal(undefined);
    try {
      const made = await makeKey(user.id, passphrase);
      const proof = await sign(made, passphrase, proofText(made));
      await run("enrolSigningKey", { publicKey: made.publicKey, proof });
      keep(made);
      onEnrolled();
    } catch (error) {
      setRefusal(error);
    }
    setBusy(false);
  };
  const restore = async (file: File) => {
    setRefusal(undefined);
    const read = await file.text().then((text) => JSON.parse(text) as Partial<SealedKey>).catch(() => undefined);
    const own = read?.format === "hecha-signing-key-v1" && read.userId === user.id;
    if (own) keep(read as SealedKey);
    else setRefusal(new Error(words.notYourKey));
  };
  return (
    <Card size="small" title={words.makeKey}>
      <Flex vertical gap={12}>
        <Alert type="info" showIcon title={words.keyHelp} />
        <RefusalAlert refusal={refusal} />
        {key ? (
          <>
            <Typography.Text>
              {words.keyHere}。{words.fingerprint} <code data-part="fingerprint">{hexOf(key.publicKey)}</code>
            </Typography.Text>
            <Button
              onClick={() =>
                saveFile(new Blob([JSON.stringify(key)], { type: "application/json" }), "signing-key.json")
              }
            >
              {words.saveKey}
            </Button>
          </>
        ) : (
          <Space wrap align="end">
            <Form layout="inline" onFinish={make} requiredMark={false}>
              <Form.Item name="passphrase" label={words.newPassphrase} rules={[{ required: true, min: SHORTEST }]}>
                <Input.Password autoComplete="new-password" />
              </Form.Item>
              <Button type="primary" htmlType="submit" loading={busy}>
                {words.makeKey}
              </Button>
            </Form>
            <Upload
              showUploadList={false}
              beforeUpload={(file) => {
                void restore(file);
                return false;
              }}
            >
              <Button>{words.loadKey}</Button>
            </Upload>
          </Space>
        )}
      </Flex>
    </Card>
  );
}

export default function Keys() {
  const { may } = useSession();
  const [turn, setTurn] = useState(0);
  return (
    <Flex vertical gap={16}>
      {may("enrolSigningKey") && <OwnKey onEnrolled={() => setTurn(turn + 1)} />}
      <ListPage
        key={turn}
        title="keys"
        list="listSigningKeys"
        columns={["state", "userId", "unitId", "publicKey", "enrolledAt", "confirmedBy", "confirmedAt"]}
        rowVerbs={["confirmSigningKey", "revokeSigningKey"]}
        rowId="signingKeyId"
      />
    </Flex>
  );
}
