// What the tests of a reporter's side share: reports, receipts and what the office says.
#pragma once

#include <string>

#include "hecha/intake/v1/dialogue.pb.h"
#include "hecha/verification/v1/events.pb.h"
#include "tests/services/intake/intake_host.h"

namespace hecha::intake {

class ReporterSideTest : public IntakeTest {
 protected:
  static v1::FileReportRequest Report() {
    v1::FileReportRequest request;
    request.set_division(kTown);
    request.set_title("有人收保护费");
    request.set_narrative("市场东门每月收一次");
    return request;
  }

  absl::StatusOr<v1::FileReportResponse> File(const v1::FileReportRequest& request) {
    return host_.Ask<v1::FileReportResponse>(Actor(), "hecha.intake.v1.ReporterService/FileReport",
                                             request);
  }

  template <class Request>
  absl::StatusOr<v1::ReceiptView> Show(const std::string& method, const std::string& receipt,
                                       Request request) {
    request.set_receipt(receipt);
    return host_.Ask<v1::ReceiptView>(Actor(), "hecha.intake.v1.ReporterService/" + method,
                                      request);
  }

  absl::StatusOr<v1::ReceiptView> Open(const std::string& receipt) {
    return Show("OpenReceipt", receipt, v1::OpenReceiptRequest());
  }

  absl::StatusOr<v1::ReceiptView> Reply(const std::string& receipt, const std::string& text,
                                        const std::string& request_id = "") {
    v1::ReplyToReceiptRequest request;
    request.set_text(text);
    request.set_request_id(request_id);
    return Show("ReplyToReceipt", receipt, request);
  }

  absl::StatusOr<v1::DialogueMessage> Send(const Actor& actor, const std::string& lead_id,
                                           const std::string& text) {
    v1::SendMessageRequest request;
    request.set_lead_id(lead_id);
    request.set_text(text);
    return host_.Ask<v1::DialogueMessage>(actor, "hecha.intake.v1.DialogueService/SendMessage",
                                          request);
  }

  absl::StatusOr<v1::ListMessagesResponse> Messages(const Actor& actor,
                                                    const std::string& lead_id) {
    v1::ListMessagesRequest request;
    request.set_lead_id(lead_id);
    return host_.Ask<v1::ListMessagesResponse>(
        actor, "hecha.intake.v1.DialogueService/ListMessages", request);
  }

  // Gives the newest lead to a unit; returns its id.
  std::string AssignNewest() {
    const std::string id = List(clerk_).leads(0).id();
    EXPECT_OK(Do(clerk_, "TriageLead", Judgement(id)));
    EXPECT_OK(Assign(id, station_));
    return id;
  }

  // Takes the newest lead to an outcome that is told to the reporter; returns its id.
  std::string Conclude() {
    const std::string id = AssignNewest();
    verification::v1::FeedbackGiven feedback;
    feedback.set_explanation("经核查，所反映情况不属实");
    EXPECT_EQ(TellOf(id, feedback), events::v1::DeliveryResult::VERDICT_ACCEPTED)
        << host_.last_reason();
    return id;
  }
};

}  // namespace hecha::intake
