// A case that verifies again, and the review that it was opened for.
import { type Case, getReviewMaterial, listReviews, type Review } from "@generated/api";
import { useCall } from "../parts/use_call";
import { useSession } from "../shell/session";
import { useWork } from "./case_work";

export async function reviewFor({ id, reviewOf }: Case): Promise<Review | undefined> {
  const { reviews } = await listReviews({ caseId: reviewOf });
  return reviews.find(({ reviewCaseId }) => reviewCaseId === id);
}

// What was alleged at first, for the plan of a case that verifies it again; nothing of any other.
export function useFirstAllegations(): readonly string[] {
  const { may } = useSession();
  const { case: subject } = useWork();
  const asks = Boolean(subject.reviewOf) && may("getReviewMaterial");
  const called = useCall(async () => {
    const review = asks ? await reviewFor(subject) : undefined;
    return review ? (await getReviewMaterial({ reviewId: review.id })).allegations : [];
  }, [subject.id, asks]);
  return called.data ?? [];
}
