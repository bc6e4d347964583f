// Signing keys: one's own, made here, and those that others ask to have confirmed.
import { Button, Flex, Upload } from "antd";
import { useState } from "react";
import { ListPage } from "../parts/list_page";
import { RefusalAlert } from "../parts/refusal_alert";
import { hexOf } from "../parts/value";
import { run } from "../schema";
import { useSession } from "../shell/session";
import { makeKey, type SealedKey, sign, storedKey, storeKey } from "../signing/sealed_key";
import { useLanguage } from "../words/language";
import { OwnKey } from "./own_key";

// The proof of possession that EnrolSigningKey asks for.
function proofText(key: SealedKey): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(`hecha-signing-key-v1\n${key.userId}\n${hexOf(key.publicKey)}\n`);
}

function RestoreKey({ onKey }: { onKey: () => void }) {
  const { words } = useLanguage();
  const { user } = useSession();
  const [refusal, setRefusal] = useState<unknown>();
  const restore = async (file: File) => {
    setRefusal(undefined);
    const read = await file.text().then((text) => JSON.parse(text) as Partial<SealedKey>).catch(() => undefined);
    if (read?.format !== "hecha-signing-key-v1" || read.userId !== user.id) {
      setRefusal(new Error(words.notYourKey));
      return;
    }
    storeKey(read as SealedKey);
    onKey();
  };
  return (
    <Flex vertical gap={8}>
      <RefusalAlert refusal={refusal} />
      <Upload
        showUploadList={false}
        beforeUpload={(file) => {
          void restore(file);
          return false;
        }}
      >
        <Button>{words.loadKey}</Button>
      </Upload>
    </Flex>
  );
}

export default function Keys() {
  const { words } = useLanguage();
  const { may, user } = useSession();
  const [turn, setTurn] = useState(0);
  const again = () => setTurn(turn + 1);
  const make = async (passphrase: string) => {
    const made = await makeKey(user.id, passphrase);
    const proof = await sign(made, passphrase, proofText(made));
    await run("enrolSigningKey", { publicKey: made.publicKey, proof });
    storeKey(made);
    again();
  };
  return (
    <Flex vertical gap={16}>
      {may("enrolSigningKey") && (
        <OwnKey
          title={words.makeKey}
          help={words.keyHelp}
          kept={storedKey(user.id)}
          fileName="signing-key.json"
          make={make}
          restore={<RestoreKey onKey={again} />}
        />
      )}
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
