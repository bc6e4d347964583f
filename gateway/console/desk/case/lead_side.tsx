// What a case is about: the lead in the words it came in, whom it names, and what of it is to be
// verified. It stays beside the work.
import { Card, Flex, Skeleton, Typography } from "antd";
import { type Attachment, getLead, type Lead } from "@generated/api";
import { sizeOf } from "../files/attachment_lines";
import { RefusalAlert } from "../parts/refusal_alert";
import { useCall } from "../parts/use_call";
import { Value } from "../parts/value";
import { Link } from "../shell/router";
import { useSession } from "../shell/session";
import { filled, useLanguage } from "../words/language";
import { useWork } from "./case_work";
import { NoneYet } from "./none_yet";
import { newestFinding, Outcome } from "./outcome";

function Subjects({ lead }: { lead: Lead }) {
  const { field, value: wordOf } = useLanguage();
  if (lead.subjects.length === 0) return null;
  return (
    <div>
      <Typography.Text type="secondary">{field("subjects")}</Typography.Text>
      <ul className="plain">
        {lead.subjects.map((subject, index) => (
          <li key={index}>
            {subject.name} <Typography.Text type="secondary">{wordOf(subject.role, "SubjectRole")}</Typography.Text>
            {[subject.alias, subject.employer, subject.place].filter(Boolean).map((text) => ` · ${text}`)}
          </li>
        ))}
      </ul>
    </div>
  );
}

function Narrative() {
  const { words, field, value: wordOf } = useLanguage();
  const { may } = useSession();
  const { case: subject } = useWork();
  const called = useCall(
    () => (may("getLead") ? getLead({ leadId: subject.leadId }) : Promise.resolve(undefined)),
    [subject.leadId],
  );
  const lead = called.data;
  if (called.loading && !lead) return <Skeleton active paragraph={{ rows: 4 }} title={false} />;
  if (!lead) return <RefusalAlert refusal={called.error} />;
  return (
    <Flex vertical gap={8}>
      {lead.title && <Typography.Text strong className="words">{lead.title}</Typography.Text>}
      <Typography.Text type="secondary">
        {wordOf(lead.channel, "Channel")} · {field("receivedAt")}{" "}
        <Value name="receivedAt" field={{ type: "time" }} value={lead.receivedAt || lead.registeredAt} />
      </Typography.Text>
      {lead.narrative ? (
        <div className="words narrative" data-part="narrative">{lead.narrative}</div>
      ) : (
        <Typography.Text type="secondary">{words.notForYou}</Typography.Text>
      )}
      <Subjects lead={lead} />
    </Flex>
  );
}

// The numbered allegations; each leads to its finding.
function Allegations() {
  const { words, field } = useLanguage();
  const { case: subject } = useWork();
  const allegations = subject.plan?.allegations ?? [];
  if (allegations.length === 0) return <NoneYet words={words.noAllegations} />;
  const found = allegations.filter((_, index) => newestFinding(subject, index + 1)).length;
  return (
    <>
      <Typography.Text type="secondary">
        {field("allegations")} · {filled(words.foundOf, { found, all: allegations.length })}
      </Typography.Text>
      <ol className="allegations">
        {allegations.map((text, index) => (
          <li key={index}>
            <a
              href={`#allegation-${index + 1}`}
              onClick={(event) => {
                event.preventDefault();
                const row = document.getElementById(`allegation-${index + 1}`);
                row?.scrollIntoView({ block: "center" });
                row?.focus({ preventScroll: true });
              }}
            >
              <span className="words">{text}</span>
            </a>{" "}
            <Outcome finding={newestFinding(subject, index + 1)} />
          </li>
        ))}
      </ol>
    </>
  );
}

export function LeadSide({ attachments }: { attachments: readonly Attachment[] }) {
  const { words } = useLanguage();
  const { may } = useSession();
  const { case: subject } = useWork();
  return (
    <aside className="case-side" aria-label={words.leadSide}>
      <Card
        size="small"
        title={words.leadSide}
        extra={may("getLead") && <Link to={`/leads/${subject.leadId}`}>{words.openLead}</Link>}
      >
        <Flex vertical gap={12}>
          <Narrative />
          {attachments.length > 0 && (
            <div>
              <Typography.Text type="secondary">{words.attachments}</Typography.Text>
              <ul className="plain">
                {attachments.map(({ id, name, size }) => (
                  <li key={id} className="words">
                    {name} <Typography.Text type="secondary">{sizeOf(Number(size))}</Typography.Text>
                  </li>
                ))}
              </ul>
            </div>
          )}
          <div>
            <Allegations />
          </div>
        </Flex>
      </Card>
    </aside>
  );
}
