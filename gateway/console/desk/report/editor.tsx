// Where the report is written: from the newest version or the draft, with what changed beside it,
// and with the frozen form to read before it is handed in.
import { Alert, Button, Flex, Input, Modal, Spin, Typography } from "antd";
import { useDeferredValue, useMemo, useRef, useState } from "react";
import { newRequestId } from "@api/call";
import { previewReport, submitReport } from "@generated/api";
import { useWork } from "../case/case_work";
import { bytesOf } from "../parts/file_input";
import { RefusalAlert } from "../parts/refusal_alert";
import { useCall } from "../parts/use_call";
import { Value } from "../parts/value";
import { filled, useLanguage } from "../words/language";
import type { Words } from "../words/zh";
import { DiffView } from "./diff_view";
import { FormSheet } from "./form_sheet";
import { diffLines } from "./line_diff";
import { parseForm } from "./report_form";
import { type Draft, type DraftState, useDraft } from "./use_draft";

const MOST_CHARACTERS = 20_000;

const STANDING: Readonly<Record<DraftState, keyof Words>> = {
  loading: "draftLoading",
  saved: "draftSaved",
  typing: "draftTyping",
  saving: "draftSaving",
  conflict: "draftConflict",
  failed: "draftFailed",
};

function Standing({ state, kept }: Draft) {
  const { words } = useLanguage();
  return (
    <Typography.Text type="secondary" data-part="draft" data-state={state} aria-live="polite">
      {state === "saved" && !kept?.savedAt ? words.draftNone : words[STANDING[state]]}{" "}
      {state === "saved" && kept?.savedAt && (
        <>
          <Value name="savedAt" field={{ type: "time" }} value={kept.savedAt} />{" "}
          <Value name="savedBy" field={{ type: "string" }} value={kept.savedBy} />
        </>
      )}
    </Typography.Text>
  );
}

function Conflict({ state, takeTheirs, keepMine }: Draft) {
  const { words } = useLanguage();
  if (state !== "conflict") return null;
  return (
    <Alert
      type="warning"
      showIcon
      role="alert"
      title={words.draftConflict}
      action={
        <Flex gap={8} wrap>
          <Button size="small" onClick={takeTheirs}>{words.takeTheirs}</Button>
          <Button size="small" onClick={keepMine}>{words.keepMine}</Button>
        </Flex>
      }
    />
  );
}

interface HandInProps {
  text: string;
  onClose: () => void;
  onDone: () => void;
}

// Shows what would be frozen now, and hands it in.
function HandIn({ text, onClose, onDone }: HandInProps) {
  const { words, verb } = useLanguage();
  const { case: subject } = useWork();
  const [refusal, setRefusal] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const requestId = useRef(newRequestId());
  const caseId = subject.id;
  const preview = useCall(() => previewReport({ caseId, text }), [caseId, text]);
  const submit = async () => {
    setBusy(true);
    setRefusal(undefined);
    try {
      await submitReport({ caseId, etag: subject.etag, text, requestId: requestId.current });
      onDone();
    } catch (error) {
      setRefusal(error);
    }
    setBusy(false);
  };
  const fields = preview.data && parseForm(bytesOf(preview.data.form));
  return (
    <Modal
      open
      title={words.previewTitle}
      width={900}
      onCancel={onClose}
      footer={
        <Flex gap={8} justify="end" wrap>
          <Button onClick={onClose}>{words.backToEditor}</Button>
          <Button type="primary" htmlType="submit" disabled={!fields} loading={busy} onClick={() => void submit()}>
            {verb("submitReport")}
          </Button>
        </Flex>
      }
    >
      <Typography.Paragraph type="secondary">{words.previewHelp}</Typography.Paragraph>
      <RefusalAlert refusal={refusal ?? preview.error} />
      {preview.loading && <Spin />}
      {fields && <FormSheet fields={fields} />}
    </Modal>
  );
}

interface EditorProps {
  // The newest version's words and number; none before the first.
  before: { text: string; version: number } | undefined;
}

export function Editor({ before }: EditorProps) {
  const { words, verb } = useLanguage();
  const { case: subject, reload, offered } = useWork();
  const draft = useDraft(subject.id, before?.text ?? "");
  const [handing, setHanding] = useState(false);
  const latest = useDeferredValue(draft.text);
  const lines = useMemo(() => (before ? diffLines(before.text, latest) : []), [before, latest]);
  const changed = lines.some(({ change }) => change !== "same");
  const handIn = async () => {
    if (await draft.flush()) setHanding(true);
  };
  const done = () => {
    setHanding(false);
    reload();
  };
  return (
    <section aria-label={words.reportEditor} data-part="editor">
      <Flex vertical gap={8}>
        {draft.state === "failed" && <RefusalAlert refusal={draft.error} />}
        <Conflict {...draft} />
        <div className={before ? "editor-pair" : ""}>
          <Flex vertical gap={4}>
            <label htmlFor="report-text">{words.reportText}</label>
            <Input.TextArea
              id="report-text"
              value={draft.text}
              disabled={draft.state === "loading"}
              onChange={(event) => draft.write(event.target.value)}
              onBlur={() => void draft.flush()}
              rows={16}
              className="report-text"
              showCount={{ formatter: ({ count }) => `${count} / ${MOST_CHARACTERS}` }}
              maxLength={MOST_CHARACTERS}
            />
          </Flex>
          {before && (
            <Flex vertical gap={4} className="live-diff" data-part="live-diff">
              <span>{filled(changed ? words.changedSince : words.unchangedSince, { n: before.version })}</span>
              {changed && <DiffView lines={lines} />}
            </Flex>
          )}
        </div>
        <Flex gap={8} justify="space-between" align="center" wrap>
          <Standing {...draft} />
          {offered.includes("submitReport") && (
            <Button
              type="primary"
              disabled={!draft.text.trim() || draft.state === "loading"}
              onClick={() => void handIn()}
              data-verb="submitReport"
            >
              {words.previewAnd}
              {verb("submitReport")}
            </Button>
          )}
        </Flex>
      </Flex>
      {handing && <HandIn text={draft.text} onClose={() => setHanding(false)} onDone={done} />}
    </section>
  );
}
