// Opening a reporter's identity: one custodian asks with a reason, another agrees, and the first
// opens it here, with a key that the server does not have.
import { Alert, Button, Card, Descriptions, Drawer, Flex, Form, Input, Space, Typography } from "antd";
import { useState } from "react";
import type { ListUnlocksResponse, Unlock, UnlockIdentityResponse } from "@generated/api";
import { ForeignBox, openBox } from "../custody/box";
import { openCustodianKey, storedCustodianKey } from "../custody/custodian_key";
import { type Identity, readIdentity } from "../custody/identity";
import type { Subject } from "../parts/detail_page";
import { bytesOf } from "../parts/file_input";
import { Sheet } from "../parts/record";
import { RefusalAlert } from "../parts/refusal_alert";
import { useCall } from "../parts/use_call";
import { Value } from "../parts/value";
import { VerbButton } from "../parts/verb_button";
import { run } from "../schema";
import { useChanges } from "../shell/changes";
import { Link } from "../shell/router";
import { useSession } from "../shell/session";
import { WrongPassphrase } from "../signing/sealed_secret";
import { useLanguage } from "../words/language";

function Shown({ identity }: { identity: Identity }) {
  const { words, field } = useLanguage();
  const names = ["name", "phone", "idNumber", "address"] as const;
  return (
    <Flex vertical gap={12}>
      <Alert type="warning" showIcon title={words.identityShown} />
      <Descriptions
        bordered
        size="small"
        column={1}
        data-part="identity"
        items={names
          .filter((name) => identity[name])
          .map((name) => ({ key: name, label: field(name, "ReporterIdentity"), children: identity[name] }))}
      />
    </Flex>
  );
}

// Fetches the box and opens it. The passphrase is tried first: each fetching is on record.
async function open(unlock: Unlock, userId: string, passphrase: string): Promise<Identity> {
  const kept = storedCustodianKey(userId);
  if (!kept) throw new ForeignBox();
  const key = await openCustodianKey(kept, passphrase);
  const { leadId, id: unlockId } = unlock;
  const { sealedIdentity } = await run<UnlockIdentityResponse>("unlockIdentity", { leadId, unlockId });
  return readIdentity(openBox(key, bytesOf(sealedIdentity)), leadId);
}

function OpenIdentity({ unlock, onDone }: { unlock: Unlock; onDone: () => void }) {
  const { words } = useLanguage();
  const { user } = useSession();
  const [shown, setShown] = useState(false);
  const [identity, setIdentity] = useState<Identity>();
  const [refusal, setRefusal] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const kept = storedCustodianKey(user.id);
  const close = () => {
    setShown(false);
    setIdentity(undefined);
    setRefusal(undefined);
    onDone();
  };
  const submit = async ({ passphrase }: { passphrase: string }) => {
    setBusy(true);
    setRefusal(undefined);
    try {
      setIdentity(await open(unlock, user.id, passphrase));
    } catch (error) {
      if (error instanceof WrongPassphrase) setRefusal(new Error(words.wrongPassphrase));
      else setRefusal(error instanceof ForeignBox ? new Error(words.foreignBox) : error);
    }
    setBusy(false);
  };
  return (
    <>
      <Button type="primary" onClick={() => setShown(true)} data-verb="unlockIdentity">
        {words.openIdentity}
      </Button>
      <Drawer open={shown} onClose={close} title={words.openIdentity} size={640} destroyOnHidden mask={{ closable: false }}>
        {!kept && (
          <Alert
            type="warning"
            showIcon
            title={words.noCustodianKey}
            description={<Link to="/custodianKeys">{words.custodianKeys}</Link>}
          />
        )}
        <RefusalAlert refusal={refusal} />
        {identity ? (
          <Shown identity={identity} />
        ) : (
          kept && (
            <Form layout="vertical" onFinish={submit} requiredMark={false}>
              <Form.Item name="passphrase" label={words.passphrase} rules={[{ required: true }]}>
                <Input.Password autoComplete="current-password" autoFocus />
              </Form.Item>
              <Button type="primary" htmlType="submit" loading={busy}>
                {words.unlockNow}
              </Button>
            </Form>
          )
        )}
      </Drawer>
    </>
  );
}

const STATE = { type: "enum", of: "UnlockState" } as const;

function One({ unlock, reload }: { unlock: Unlock; reload: () => void }) {
  const { leadId, id: unlockId, etag, actions } = unlock;
  return (
    <Card
      size="small"
      data-unlock={unlockId}
      title={<Value name="state" field={STATE} value={unlock.state} />}
      extra={
        <Space wrap>
          {actions.includes("approveUnlock") && (
            <VerbButton method="approveUnlock" fixed={{ leadId, unlockId, etag }} onDone={reload} onStale={reload} />
          )}
          {actions.includes("unlock") && <OpenIdentity unlock={unlock} onDone={reload} />}
        </Space>
      }
    >
      <Sheet message="Unlock" row={{ ...unlock }} hidden={["state", "leadId"]} />
    </Card>
  );
}

export default function ReporterUnlocks({ row }: Subject) {
  const { words } = useLanguage();
  const { may } = useSession();
  const leadId = String(row.id);
  const called = useCall((signal) => run<ListUnlocksResponse>("listUnlocks", { leadId }, signal), [leadId]);
  useChanges(["unlocks"], called.reload);
  const unlocks = called.data?.unlocks ?? [];
  return (
    <Flex vertical gap={12}>
      <Alert type="info" showIcon title={words.unlockHelp} />
      {may("requestUnlock") && (
        <Space>
          <VerbButton method="requestUnlock" fixed={{ leadId }} onDone={called.reload} />
        </Space>
      )}
      <RefusalAlert refusal={called.error} />
      {called.data && unlocks.length === 0 && <Typography.Text type="secondary">{words.none}</Typography.Text>}
      {unlocks.map((unlock) => (
        <One key={unlock.id} unlock={unlock} reload={called.reload} />
      ))}
    </Flex>
  );
}
