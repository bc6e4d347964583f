// Signing a report (签字背书): the signatory reads the liability text, and signs exactly the bytes
// that the server prepared with the key in this browser.
import { Alert, Button, Checkbox, Form, Input, Modal, Typography } from "antd";
import { useState } from "react";
import { newRequestId } from "@api/call";
import { endorseCase, type PrepareEndorsementResponse } from "@generated/api";
import type { Subject } from "../parts/detail_page";
import { bytesOf } from "../parts/file_input";
import { Sheet } from "../parts/record";
import { RefusalAlert } from "../parts/refusal_alert";
import { run } from "../schema";
import { useSession } from "../shell/session";
import { sign, storedKey, WrongPassphrase } from "../signing/sealed_key";
import { useLanguage } from "../words/language";

interface Answers {
  passphrase: string;
}

export function Endorse({ row, reload }: Subject) {
  const { words, verb } = useLanguage();
  const { user } = useSession();
  const [prepared, setPrepared] = useState<PrepareEndorsementResponse>();
  const [refusal, setRefusal] = useState<unknown>();
  const [open, setOpen] = useState(false);
  const [read, setRead] = useState(false);
  const [busy, setBusy] = useState(false);
  const key = storedKey(user.id);
  const prepare = async () => {
    setOpen(true);
    setRead(false);
    setRefusal(undefined);
    try {
      setPrepared(await run<PrepareEndorsementResponse>("prepareEndorsement", { caseId: row.id }));
    } catch (error) {
      setRefusal(error);
    }
  };
  const submit = async ({ passphrase }: Answers) => {
    if (!key || !prepared) return;
    setBusy(true);
    setRefusal(undefined);
    try {
      const signature = await sign(key, passphrase, bytesOf(prepared.payload));
      await endorseCase({
        requestId: newRequestId(),
        caseId: String(row.id),
        etag: String(row.etag),
        signature,
        publicKey: key.publicKey,
        signedAt: prepared.signedAt,
      });
      setOpen(false);
      reload();
    } catch (error) {
      setRefusal(error instanceof WrongPassphrase ? new Error(words.wrongPassphrase) : error);
    }
    setBusy(false);
  };
  return (
    <>
      <Button type="primary" onClick={() => void prepare()} data-verb="endorseCase">
        {verb("endorseCase")}
      </Button>
      <Modal
        open={open}
        title={verb("endorseCase")}
        onCancel={() => setOpen(false)}
        footer={null}
        width={720}
        destroyOnHidden
      >
        <RefusalAlert refusal={refusal} />
        {prepared && (
          <>
            <Typography.Title level={2} style={{ fontSize: 16 }}>
              {words.liability}
            </Typography.Title>
            <Typography.Paragraph style={{ whiteSpace: "pre-wrap" }} data-part="liability">
              {prepared.liabilityText}
            </Typography.Paragraph>
            <Sheet
              message="PrepareEndorsementResponse"
              row={{ ...prepared }}
              hidden={["payload", "liabilityText"]}
            />
            <Alert type="warning" showIcon title={words.signing} style={{ marginBlock: 12 }} />
          </>
        )}
        {prepared && !key && <Alert type="error" showIcon title={words.noKey} />}
        {prepared && key && (
          <Form<Answers> layout="vertical" onFinish={submit} requiredMark={false}>
            <Form.Item>
              <Checkbox checked={read} onChange={(event) => setRead(event.target.checked)}>
                {words.readLiability}
              </Checkbox>
            </Form.Item>
            <Form.Item name="passphrase" label={words.passphrase} rules={[{ required: true }]}>
              <Input.Password autoComplete="off" />
            </Form.Item>
            <Button type="primary" htmlType="submit" block disabled={!read} loading={busy}>
              {words.endorse}
            </Button>
          </Form>
        )}
      </Modal>
    </>
  );
}
