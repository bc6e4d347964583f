// What the first unit was told and did, for the unit that verifies again: neither finding nor
// conclusion is in it.
import { Empty, Flex, Spin, Typography } from "antd";
import { getReviewMaterial } from "@generated/api";
import { RefusalAlert } from "../parts/refusal_alert";
import { useCall } from "../parts/use_call";
import { useLanguage } from "../words/language";
import { useWork } from "./case_work";
import { reviewFor } from "./first_review";
import { StepLine } from "./steps";

export function ReviewMaterial({ reviewId }: { reviewId: string }) {
  const { words, field } = useLanguage();
  const called = useCall(() => getReviewMaterial({ reviewId }), [reviewId]);
  const material = called.data;
  if (!material) return called.error ? <RefusalAlert refusal={called.error} /> : <Spin />;
  return (
    <Flex vertical gap={12} data-part="material">
      <Typography.Text type="secondary">{words.materialHelp}</Typography.Text>
      <div>
        <Typography.Text strong>{field("allegations")}</Typography.Text>
        <ol className="allegations">
          {material.allegations.map((text, index) => (
            <li key={index} className="words">
              {text}
            </li>
          ))}
        </ol>
      </div>
      <div>
        <Typography.Text strong>{field("steps")}</Typography.Text>
        {material.steps.length === 0 && <Typography.Paragraph>{words.noSteps}</Typography.Paragraph>}
        <ol className="plain steps">
          {material.steps.map((step) => (
            <StepLine key={step.step} step={step} attachments={[]} />
          ))}
        </ol>
      </div>
    </Flex>
  );
}

// Of the review that the case was opened for.
export function FirstMaterial() {
  const { case: subject } = useWork();
  const called = useCall(() => reviewFor(subject), [subject.id]);
  const review = called.data;
  if (review) return <ReviewMaterial reviewId={review.id} />;
  if (called.loading) return <Spin />;
  return called.error ? <RefusalAlert refusal={called.error} /> : <Empty />;
}
