// Publications on a real database behind a real server: the public reads what two people wrote and
// approved, and nothing else.
#include "services/intake/publication_service.h"

#include <gmock/gmock.h>

#include <string>
#include <vector>

#include "hecha/intake/v1/publicity.pb.h"
#include "tests/services/intake/intake_host.h"

namespace hecha::intake {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

class PublicationServiceTest : public IntakeTest {
 protected:
  template <class Response = v1::Publication, class Request>
  absl::StatusOr<Response> Ask(const Actor& actor, const std::string& method,
                               const Request& request) {
    return host_.Ask<Response>(actor, "hecha.intake.v1.PublicityService/" + method, request);
  }

  v1::Publication Draft(const std::string& title = "什么是黑、什么是恶") {
    v1::DraftPublicationRequest request;
    request.set_division(kTown);
    request.set_kind(v1::PUBLICATION_KIND_GUIDE);
    request.set_title(title);
    request.set_body("以暴力、威胁等手段欺压群众的，是恶。");
    return Ask(clerk_, "DraftPublication", request).value();
  }

  absl::StatusOr<v1::Publication> Approve(const Actor& actor, const v1::Publication& draft) {
    v1::ApprovePublicationRequest request;
    request.set_publication_id(draft.id());
    request.set_etag(draft.etag());
    return Ask(actor, "ApprovePublication", request);
  }

  absl::StatusOr<v1::Publication> Withdraw(const std::string& id) {
    v1::WithdrawPublicationRequest request;
    request.set_publication_id(id);
    request.set_reason("案情有误");
    return Ask(office_, "WithdrawPublication", request);
  }

  std::vector<std::string> Public(const std::string& division = "") {
    v1::ListPublicityRequest request;
    request.set_division(division);
    std::vector<std::string> titles;
    const auto response = Ask<v1::ListPublicityResponse>(Actor(), "ListPublicity", request);
    for (const v1::PublicityItem& item : response.value().items()) titles.push_back(item.title());
    return titles;
  }
};

TEST_F(PublicationServiceTest, PublicReadsOnlyWhatIsPublished) {
  const v1::Publication draft = Draft();
  EXPECT_THAT(Public(), IsEmpty());
  ASSERT_OK(Approve(office_, draft));
  EXPECT_THAT(Public(kTown), ElementsAre(draft.title()));
  EXPECT_THAT(Public(kNextTown), IsEmpty());
  ASSERT_OK(Withdraw(draft.id()));
  EXPECT_THAT(Public(), IsEmpty());
}

TEST_F(PublicationServiceTest, ApprovalNamesTheTextThatWasRead) {
  const v1::Publication draft = Draft();
  v1::EditPublicationRequest edit;
  edit.set_publication_id(draft.id());
  edit.set_title("改过的标题");
  edit.set_body("改过的正文");
  ASSERT_OK_AND_ASSIGN(const v1::Publication edited, Ask(clerk_, "EditPublication", edit));
  EXPECT_THAT(Approve(office_, draft), StatusIs(absl::StatusCode::kAborted));
  v1::Publication blind = edited;
  blind.clear_etag();
  EXPECT_THAT(Approve(office_, blind), RefusedBy("REQUIRED"));
  EXPECT_OK(Approve(office_, edited));
}

TEST_F(PublicationServiceTest, LogTellsWhoDidWhatToWhichText) {
  const v1::Publication draft = Draft();
  ASSERT_OK(Approve(office_, draft));
  ASSERT_OK(Withdraw(draft.id()));
  v1::ListPublicationEntriesRequest request;
  request.set_publication_id(draft.id());
  ASSERT_OK_AND_ASSIGN(
      const v1::ListPublicationEntriesResponse log,
      Ask<v1::ListPublicationEntriesResponse>(office_, "ListPublicationEntries", request));
  std::vector<std::string> actions;
  for (const v1::PublicationEntry& entry : log.entries()) actions.push_back(entry.action());
  EXPECT_THAT(actions, ElementsAre("draft", "approve", "withdraw"));
  EXPECT_EQ(log.entries(0).user_id(), clerk_.user.ToString());
  EXPECT_EQ(log.entries(1).user_id(), office_.user.ToString());
  EXPECT_EQ(log.entries(0).text_hash(), log.entries(1).text_hash());
  EXPECT_EQ(log.entries(2).reason(), "案情有误");
  EXPECT_EQ(host_.Payloads<v1::PublicationProgressed>().size(), 3u);
}

TEST_F(PublicationServiceTest, EachIsOfferedWhatTheRulesWouldAllow) {
  const v1::Publication draft = Draft();
  EXPECT_THAT(draft.actions(), ElementsAre("edit"));
  v1::GetPublicationRequest request;
  request.set_publication_id(draft.id());
  EXPECT_THAT(Ask(office_, "GetPublication", request)->actions(), ElementsAre("edit", "approve"));
  EXPECT_THAT(Approve(office_, draft)->actions(), ElementsAre("withdraw"));
  EXPECT_THAT(Ask(clerk_, "GetPublication", request)->actions(), IsEmpty());
}

TEST_F(PublicationServiceTest, AnotherTownKnowsNothingOfADraft) {
  const v1::Publication draft = Draft();
  EXPECT_THAT(Approve(User({Role::kOffice}, kNextTown), draft),
              StatusIs(absl::StatusCode::kNotFound));
}

}  // namespace
}  // namespace hecha::intake
