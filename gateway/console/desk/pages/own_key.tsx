// A private key of one's own: made and sealed in this browser, its fingerprint, its backup, and how
// a backup comes back.
import { Alert, Button, Card, Flex, Form, Input, Typography } from "antd";
import { type ReactNode, useState } from "react";
import { RefusalAlert } from "../parts/refusal_alert";
import { saveFile } from "../parts/save_file";
import { hexOf } from "../parts/value";
import { SHORTEST_PASSPHRASE } from "../signing/sealed_secret";
import { useLanguage } from "../words/language";

interface OwnKeyProps {
  title: string;
  help: string;
  // The file that is kept here, if there is one.
  kept: { publicKey: string } | undefined;
  // Under what name a backup is saved.
  fileName: string;
  // Makes, keeps and enrols a key.
  make: (passphrase: string) => Promise<void>;
  // How one that exists is brought here.
  restore: ReactNode;
}

export function OwnKey({ title, help, kept, fileName, make, restore }: OwnKeyProps) {
  const { words } = useLanguage();
  const [refusal, setRefusal] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const submit = async ({ passphrase }: { passphrase: string }) => {
    setBusy(true);
    setRefusal(undefined);
    try {
      await make(passphrase);
    } catch (error) {
      setRefusal(error);
    }
    setBusy(false);
  };
  const save = () => saveFile(new Blob([JSON.stringify(kept)], { type: "application/json" }), fileName);
  return (
    <Card size="small" title={title}>
      <Flex vertical gap={12}>
        <Alert type="info" showIcon title={help} />
        <RefusalAlert refusal={refusal} />
        {kept ? (
          <Flex gap={12} wrap align="center">
            <Typography.Text>
              {words.keyHere}。{words.fingerprint} <code data-part="fingerprint">{hexOf(kept.publicKey)}</code>
            </Typography.Text>
            <Button onClick={save}>{words.saveKey}</Button>
          </Flex>
        ) : (
          <Flex gap={16} wrap align="end">
            <Form layout="vertical" onFinish={submit} requiredMark={false}>
              <Flex gap={8} align="end" wrap>
                <Form.Item
                  name="passphrase"
                  label={words.newPassphrase}
                  rules={[{ required: true, min: SHORTEST_PASSPHRASE }]}
                  style={{ marginBottom: 0 }}
                >
                  <Input.Password autoComplete="new-password" />
                </Form.Item>
                <Button type="primary" htmlType="submit" loading={busy}>
                  {title}
                </Button>
              </Flex>
            </Form>
            {restore}
          </Flex>
        )}
      </Flex>
    </Card>
  );
}
