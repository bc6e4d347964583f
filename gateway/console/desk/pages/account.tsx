// The user's own account: who one is, the password, and the second factor.
import { Card, Flex, Typography } from "antd";
import qrcode from "qrcode-generator";
import { useState } from "react";
import type { EnrolSecondFactorResponse } from "@generated/api";
import { Heading } from "../parts/heading";
import { Sheet } from "../parts/record";
import { VerbForm } from "../parts/verb_form";
import { useSession } from "../shell/session";
import { useLanguage } from "../words/language";

function QrCode({ text }: { text: string }) {
  const code = qrcode(0, "M");
  code.addData(text);
  code.make();
  const cells = Array.from({ length: code.getModuleCount() }, (_, i) => i);
  return (
    <svg viewBox={`-2 -2 ${cells.length + 4} ${cells.length + 4}`} width={220} role="img" aria-label="QR">
      <rect x={-2} y={-2} width="100%" height="100%" fill="#fff" />
      {cells.flatMap((y) =>
        cells.filter((x) => code.isDark(y, x)).map((x) => <rect key={`${x}-${y}`} x={x} y={y} width={1} height={1} />),
      )}
    </svg>
  );
}

function SecondFactor() {
  const { words } = useLanguage();
  const { secondFactor, reload } = useSession();
  const [enrolment, setEnrolment] = useState<EnrolSecondFactorResponse>();
  const done = () => {
    setEnrolment(undefined);
    void reload();
  };
  if (secondFactor) return <VerbForm method="removeSecondFactor" onDone={done} />;
  if (!enrolment) {
    return (
      <VerbForm
        method="enrolSecondFactor"
        onDone={(answer) => setEnrolment(answer as unknown as EnrolSecondFactorResponse)}
      />
    );
  }
  return (
    <Flex vertical gap={12}>
      <Typography.Text>{words.secondFactorHelp}</Typography.Text>
      <QrCode text={enrolment.uri} />
      <Typography.Text code copyable>
        {enrolment.secret}
      </Typography.Text>
      <VerbForm method="confirmSecondFactor" onDone={done} />
    </Flex>
  );
}

// A form that is drawn anew once its password is no longer the present one.
function Password() {
  const [turn, setTurn] = useState(0);
  return <VerbForm key={turn} method="changePassword" onDone={() => setTurn(turn + 1)} />;
}

export default function Account() {
  const { words } = useLanguage();
  const { user } = useSession();
  return (
    <Flex vertical gap={16} style={{ maxWidth: 720 }}>
      <Heading>{words.account}</Heading>
      <Card size="small">
        <Sheet message="User" row={{ ...user }} />
      </Card>
      <Card size="small" title={words.password}>
        <Password />
      </Card>
      <Card size="small" title={words.secondFactor}>
        <SecondFactor />
      </Card>
    </Flex>
  );
}
