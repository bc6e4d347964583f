// Handing an exhibit over, and receiving it: both persons sign the same lines, each with the own
// key; whoever takes it over from one who is gone signs them alone. What is signed is built here from
// what is shown, and compared with what the server prepared.
import { Alert, Button, Form, Input, Select, Typography } from "antd";
import { useState } from "react";
import { newRequestId } from "@api/call";
import { type CustodyEntry, type Exhibit, handOverExhibit, prepareCustody, receiveExhibit } from "@generated/api";
import { RefusalAlert } from "../parts/refusal_alert";
import { useDirectory } from "../shell/directory";
import { Link } from "../shell/router";
import { useSession } from "../shell/session";
import { type SealedKey, sign, storedKey, WrongPassphrase } from "../signing/sealed_key";
import { custodyLines, isPrepared } from "../signing/signed_lines";
import { useLanguage } from "../words/language";
import { useWork } from "./case_work";

interface Answers {
  toUserId: string;
  purpose: string;
  passphrase: string;
}

// What the server prepared is not what the page shows: nothing was signed.
class NotAsShown extends Error {}

async function signatureOf(exhibit: Exhibit, entry: Omit<CustodyEntry, "given" | "received" | "takenOver">, to: Partial<Answers>, key: SealedKey, passphrase: string) {
  const lines = await custodyLines({ exhibitId: exhibit.id, caseId: exhibit.caseId, sha256: exhibit.sha256, ...entry });
  const { payload } = await prepareCustody({ caseId: exhibit.caseId, exhibitId: exhibit.id, ...to });
  if (!isPrepared(lines, payload)) throw new NotAsShown();
  return { signature: await sign(key, passphrase, lines), publicKey: key.publicKey };
}

// Whoever may be handed an exhibit and is known here: the team first, then the people whom one may
// list.
function useReceivers(): Array<{ value: string; label: string }> {
  const { user } = useSession();
  const { users, units, nameOf } = useDirectory();
  const { case: subject } = useWork();
  const team = (subject.taskforce?.members ?? []).filter(({ leftAt }) => !leftAt);
  const unitOf = new Map(team.map(({ userId, unitId }) => [userId, unitId]));
  for (const { id, unitId, disabled } of users.values()) if (!disabled) unitOf.set(id, unitId);
  return [...unitOf]
    .filter(([id]) => id !== user.id)
    .map(([id, unitId]) => ({ value: id, label: `${units.get(unitId)?.name ?? ""} ${nameOf(id) ?? ""}`.trim() }));
}

interface CustodyProps {
  exhibit: Exhibit;
  onDone: () => void;
}

function Passphrase() {
  const { words } = useLanguage();
  return (
    <Form.Item name="passphrase" label={words.passphrase} rules={[{ required: true }]}>
      <Input.Password autoComplete="off" />
    </Form.Item>
  );
}

function useSigned(onDone: () => void) {
  const { words } = useLanguage();
  const [refusal, setRefusal] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const run = async (act: () => Promise<unknown>) => {
    setBusy(true);
    setRefusal(undefined);
    try {
      await act();
      onDone();
    } catch (error) {
      if (error instanceof WrongPassphrase) setRefusal(new Error(words.wrongPassphrase));
      else setRefusal(error instanceof NotAsShown ? new Error(words.notAsShown) : error);
    }
    setBusy(false);
  };
  return { refusal, busy, run };
}

function WithoutKey() {
  const { words } = useLanguage();
  return (
    <Alert type="error" showIcon title={words.noKey} action={<Link to="/keys">{words.keys}</Link>} />
  );
}

export function HandOverForm({ exhibit, onDone }: CustodyProps) {
  const { words, field, verb } = useLanguage();
  const { user } = useSession();
  const receivers = useReceivers();
  const { refusal, busy, run } = useSigned(onDone);
  const key = storedKey(user.id);
  const takesOver = exhibit.actions.includes("takeOver");
  if (!key) return <WithoutKey />;
  const submit = ({ toUserId: chosen, purpose, passphrase }: Answers) =>
    run(async () => {
      const toUserId = takesOver ? user.id : chosen;
      const entry = { number: exhibit.custody.length + 1, fromUserId: takesOver ? exhibit.holderId : user.id, toUserId, purpose };
      const signed = await signatureOf(exhibit, entry, { toUserId, purpose }, key, passphrase);
      const { caseId, id: exhibitId, etag } = exhibit;
      await handOverExhibit({ caseId, exhibitId, etag, requestId: newRequestId(), toUserId, purpose, ...signed });
    });
  return (
    <Form<Answers> layout="vertical" onFinish={submit} requiredMark={false}>
      <RefusalAlert refusal={refusal} />
      {!takesOver && (
        <Form.Item name="toUserId" label={field("toUserId")} rules={[{ required: true }]}>
          <Select showSearch={{ optionFilterProp: "label" }} options={receivers} />
        </Form.Item>
      )}
      <Form.Item name="purpose" label={field(takesOver ? "reason" : "purpose")} rules={[{ required: true, max: 500 }]}>
        <Input.TextArea rows={2} />
      </Form.Item>
      <Typography.Paragraph type="secondary">{takesOver ? words.takeOverHelp : words.custodyHelp}</Typography.Paragraph>
      <Passphrase />
      <Button type="primary" htmlType="submit" loading={busy}>
        {takesOver ? words.takeOver : verb("handOverExhibit")}
      </Button>
    </Form>
  );
}

export function ReceiveForm({ exhibit, onDone }: CustodyProps) {
  const { words, field, verb } = useLanguage();
  const { nameOf } = useDirectory();
  const { user } = useSession();
  const { refusal, busy, run } = useSigned(onDone);
  const key = storedKey(user.id);
  const offered = exhibit.custody.at(-1);
  if (!offered) return null;
  if (!key) return <WithoutKey />;
  const { number, fromUserId, purpose } = offered;
  const submit = ({ passphrase }: Answers) =>
    run(async () => {
      const entry = { number, fromUserId, toUserId: user.id, purpose };
      const signed = await signatureOf(exhibit, entry, {}, key, passphrase);
      const { caseId, id: exhibitId, etag } = exhibit;
      await receiveExhibit({ caseId, exhibitId, etag, requestId: newRequestId(), ...signed });
    });
  return (
    <Form<Answers> layout="vertical" onFinish={submit} requiredMark={false}>
      <RefusalAlert refusal={refusal} />
      <dl className="card-fields">
        <div>
          <dt>{field("fromUserId")}</dt>
          <dd>{nameOf(fromUserId) ?? words.otherPerson}</dd>
        </div>
        <div>
          <dt>{field("purpose")}</dt>
          <dd className="words">{purpose}</dd>
        </div>
      </dl>
      <Typography.Paragraph type="secondary">{words.custodyHelp}</Typography.Paragraph>
      <Passphrase />
      <Button type="primary" htmlType="submit" loading={busy}>
        {verb("receiveExhibit")}
      </Button>
    </Form>
  );
}
