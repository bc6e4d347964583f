// Signing a report (签字背书): the signatory reads the frozen report and the liability text. The
// browser builds the signed lines anew from what it shows, and signs those with the key that it has;
// where the server prepared anything else, nothing can be signed.
import { Alert, Button, Checkbox, Form, Input, Modal, Spin, Typography } from "antd";
import { useState } from "react";
import { newRequestId } from "@api/call";
import { endorseCase, getReport, type PrepareEndorsementResponse } from "@generated/api";
import { CheckList } from "../parts/checks";
import type { Subject } from "../parts/detail_page";
import { RefusalAlert } from "../parts/refusal_alert";
import { hexOf, Value } from "../parts/value";
import { FormSheet } from "../report/form_sheet";
import { run } from "../schema";
import { useSession } from "../shell/session";
import { type Checked, checkEndorsement } from "../signing/check_endorsement";
import { sign, storedKey, WrongPassphrase } from "../signing/sealed_key";
import { useLanguage } from "../words/language";

interface Prepared extends Checked {
  prepared: PrepareEndorsementResponse;
}

function Liability({ prepared }: { prepared: PrepareEndorsementResponse }) {
  const { words, field, value: wordOf } = useLanguage();
  return (
    <>
      <Typography.Title level={2} style={{ fontSize: 16, margin: 0 }}>
        {words.liability}
      </Typography.Title>
      <Typography.Paragraph className="words" data-part="liability">
        {prepared.liabilityText}
      </Typography.Paragraph>
      <dl className="card-fields">
        <div>
          <dt>{field("capacity")}</dt>
          <dd>{wordOf(prepared.capacity)}</dd>
        </div>
        <div>
          <dt>{field("signedAt")}</dt>
          <dd>
            <Value name="signedAt" field={{ type: "time" }} value={prepared.signedAt} />
          </dd>
        </div>
        <div>
          <dt>{field("reportHash")}</dt>
          <dd>
            <code className="id">{hexOf(prepared.reportHash)}</code>
          </dd>
        </div>
      </dl>
    </>
  );
}

interface PassphraseProps {
  onSign: (passphrase: string) => Promise<void>;
}

function Passphrase({ onSign }: PassphraseProps) {
  const { words } = useLanguage();
  const [read, setRead] = useState(false);
  const [busy, setBusy] = useState(false);
  const submit = async ({ passphrase }: { passphrase: string }) => {
    setBusy(true);
    await onSign(passphrase);
    setBusy(false);
  };
  return (
    <Form layout="vertical" onFinish={submit} requiredMark={false}>
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
  );
}

export function Endorse({ row, reload }: Subject) {
  const { words, verb } = useLanguage();
  const { user } = useSession();
  const [found, setFound] = useState<Prepared>();
  const [refusal, setRefusal] = useState<unknown>();
  const [open, setOpen] = useState(false);
  const key = storedKey(user.id);
  const caseId = String(row.id);
  const prepare = async () => {
    setOpen(true);
    setFound(undefined);
    setRefusal(undefined);
    try {
      const prepared = await run<PrepareEndorsementResponse>("prepareEndorsement", { caseId });
      const report = await getReport({ caseId, reportVersion: prepared.reportVersion });
      const shown = { id: caseId, leadNo: String(row.leadNo) };
      setFound({ prepared, ...(await checkEndorsement(prepared, report, shown, user)) });
    } catch (error) {
      setRefusal(error);
    }
  };
  const submit = async (passphrase: string) => {
    if (!key || !found?.payload) return;
    setRefusal(undefined);
    try {
      await endorseCase({
        requestId: newRequestId(),
        caseId,
        etag: String(row.etag),
        signature: await sign(key, passphrase, found.payload),
        publicKey: key.publicKey,
        signedAt: found.prepared.signedAt,
      });
      setOpen(false);
      reload();
    } catch (error) {
      setRefusal(error instanceof WrongPassphrase ? new Error(words.wrongPassphrase) : error);
    }
  };
  return (
    <>
      <Button type="primary" size="small" onClick={() => void prepare()} data-verb="endorseCase">
        {verb("endorseCase")}
      </Button>
      <Modal
        open={open}
        title={verb("endorseCase")}
        onCancel={() => setOpen(false)}
        footer={null}
        width={1120}
        destroyOnHidden
      >
        {!found && !refusal && <Spin />}
        <div className="signing">
          {found && (
            <div className="signing-form" tabIndex={0} role="region" aria-label={words.frozenForm}>
              <FormSheet fields={found.fields} />
            </div>
          )}
          <div className="signing-side">
            <RefusalAlert refusal={refusal} />
            {found && <Liability prepared={found.prepared} />}
            {found && <CheckList checks={found.checks} />}
            {found && !found.payload && <Alert type="error" showIcon role="alert" title={words.notAsShown} />}
            {found && !key && <Alert type="error" showIcon title={words.noKey} />}
            {found?.payload && key && (
              <>
                <Alert type="warning" showIcon title={words.signing} style={{ marginBlock: 12 }} />
                <Passphrase onSign={submit} />
              </>
            )}
          </div>
        </div>
      </Modal>
    </>
  );
}
