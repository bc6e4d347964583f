// The password and, where the account has one, the second factor.
import { Button, Card, Flex, Form, Input, Typography } from "antd";
import { useState } from "react";
import { Refusal } from "@api/refusal";
import { createSession } from "@generated/api";
import { RefusalAlert } from "../parts/refusal_alert";
import { useLanguage } from "../words/language";

interface Answers {
  username: string;
  password: string;
  otp?: string;
}

// `expected` is who was signed in before; another user may not go on in that one's page.
export function SignIn({
  onDone,
  expected,
}: {
  onDone: () => Promise<void>;
  expected?: string;
}) {
  const { words, code, setCode } = useLanguage();
  const other = code === "en" ? "zh-CN" : "en";
  const [refusal, setRefusal] = useState<unknown>();
  const [otpAsked, setOtpAsked] = useState(false);
  const [busy, setBusy] = useState(false);
  const submit = async (answers: Answers) => {
    setBusy(true);
    setRefusal(undefined);
    try {
      await createSession(answers);
      await onDone();
    } catch (error) {
      if (error instanceof Refusal && error.rule === "OTP_REQUIRED") setOtpAsked(true);
      else setRefusal(error);
    }
    setBusy(false);
  };
  const form = (
    <Form<Answers>
      layout="vertical"
      onFinish={submit}
      initialValues={{ username: expected }}
      requiredMark={false}
    >
      <RefusalAlert refusal={refusal} />
      <Form.Item name="username" label={words.username} rules={[{ required: true }]}>
        <Input autoComplete="username" autoFocus={!expected} disabled={!!expected} />
      </Form.Item>
      <Form.Item name="password" label={words.password} rules={[{ required: true }]}>
        <Input.Password autoComplete="current-password" autoFocus={!!expected} />
      </Form.Item>
      {otpAsked && (
        <Form.Item name="otp" label={words.otp} rules={[{ required: true }]}>
          <Input inputMode="numeric" autoComplete="one-time-code" autoFocus maxLength={6} />
        </Form.Item>
      )}
      <Button type="primary" htmlType="submit" block loading={busy}>
        {words.signIn}
      </Button>
    </Form>
  );
  if (expected) return form;
  return (
    <Flex component="main" align="center" justify="center" style={{ minHeight: "100vh", padding: 16 }}>
      <Card style={{ width: 380, maxWidth: "100%" }}>
        <Typography.Title level={1} style={{ fontSize: 24 }}>
          {words.title}
        </Typography.Title>
        {form}
        <Button
          type="link"
          lang={other}
          onClick={() => setCode(other)}
          style={{ marginTop: 12, paddingInline: 0 }}
        >
          {words.language}
        </Button>
      </Card>
    </Flex>
  );
}
