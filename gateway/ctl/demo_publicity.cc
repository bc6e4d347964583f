#include "gateway/ctl/demo_publicity.h"

#include <fmt/format.h>

#include <memory>
#include <string>
#include <vector>

#include "hecha/intake/v1/publicity.pb.h"
#include "services/common/base/status_macros.h"

namespace hecha::ctl {
namespace {

constexpr char kService[] = "hecha.intake.v1.PublicityService/";

struct Text {
  intake::v1::PublicationKind kind;
  const char* title;
  const char* body;
};

// The oldest first: the public reads the newest first.
constexpr Text kTexts[] = {
    {intake::v1::PUBLICATION_KIND_CASE_NOTE, "典型案例二：高利放贷、上门滋扰（虚构案例，仅供说明）",
     "本案例系为说明而虚构，人物、地点、单位均不存在。\n\n"
     "甲向乙出借现金，合同写明的数额远高于实际到手的数额，逾期后纠集多人反复上门滋扰，"
     "在住所门口喷字、堵锁，使乙及家人不敢回家。\n\n"
     "为什么是恶：以虚高合同制造债务，以滋扰、恐吓手段强索，扰乱他人正常生活。\n\n"
     "可以怎么做：保存合同、转账记录和现场照片，不要与对方冲突，向公安机关报案，"
     "或者在本页匿名举报。"},
    {intake::v1::PUBLICATION_KIND_CASE_NOTE, "典型案例一：强揽砂石、拦车收费（虚构案例，仅供说明）",
     "本案例系为说明而虚构，人物、地点、单位均不存在。\n\n"
     "丙等人在一处砂场外设卡，要求过往货车交纳“管理费”，对不交的司机拦截、辱骂、扎破轮胎，"
     "并威胁砂场只能用其车队运输。\n\n"
     "为什么是恶：以暴力、威胁手段强迫交易，在一定区域内为非作恶、欺压群众。\n\n"
     "可以怎么做：记下时间、地点、车辆特征和参与的人数；不必透露自己的身份，也能举报，"
     "凭回执可随时补充和查询。"},
    {intake::v1::PUBLICATION_KIND_GUIDE, "自查指南：什么是黑、什么是恶",
     "一、什么是“黑”\n"
     "黑社会性质组织同时具有四个特征（刑法第二百九十四条）：有较稳定的组织；有经济实力；"
     "有组织地多次以暴力、威胁或者其他手段为非作恶、欺压残害群众；在一定区域或者行业内"
     "形成非法控制或者重大影响，严重破坏经济、社会生活秩序。\n\n"
     "二、什么是“恶”\n"
     "恶势力是指经常纠集在一起，以暴力、威胁或者其他手段，在一定区域或者行业内多次实施"
     "违法犯罪活动，为非作恶、欺压百姓，扰乱秩序，尚未形成黑社会性质组织的违法犯罪组织。\n\n"
     "三、对照自查\n"
     "□ 有人强迫您买卖、租赁、用其车队或工人吗？\n"
     "□ 有人以“管理费”“保护费”名义向您收钱吗？\n"
     "□ 借款合同数额高于到手数额，逾期后有人上门滋扰吗？\n"
     "□ 有人把持村务、垄断沙石、煤炭、工程、市场或运输吗？\n"
     "□ 有公职人员为这些人通风报信、撑腰说情吗（“保护伞”）？\n\n"
     "四、不是黑恶的\n"
     "邻里纠纷、正当的债务催收、一般治安案件，由派出所、司法所或行业部门依法处理。"
     "举报只是线索，查实之前任何人都不应被当作罪犯；故意捏造事实诬告他人的，要负法律责任。"},
    {intake::v1::PUBLICATION_KIND_HOTLINE, "举报渠道",
     "网上：在本页填写，可以匿名，凭回执查询、补充和对话。\n"
     "全国扫黑办智能化举报平台：12337.gov.cn\n"
     "紧急情况：拨打 110。\n"
     "来信来访：各镇扫黑办（演示数据，不设真实电话）。\n"
     "举报人的姓名只有镇上的身份保管人能打开，两人同意、留有记录。"},
};

std::vector<KnownUser> CityOffice(const Settings& settings) {
  std::vector<KnownUser> users;
  for (const KnownUser& user : settings.users)
    if (user.role == "city_office") users.push_back(user);
  return users;
}

absl::Status Publish(const Gateway& writer, const Gateway& reader, const std::string& division,
                     const Text& text) {
  intake::v1::DraftPublicationRequest draft;
  draft.set_division(division);
  draft.set_kind(text.kind);
  draft.set_title(text.title);
  draft.set_body(text.body);
  intake::v1::Publication publication;
  RETURN_IF_ERROR(writer.Call(fmt::format("{}DraftPublication", kService), draft, publication));
  intake::v1::ApprovePublicationRequest approve;
  approve.set_publication_id(publication.id());
  approve.set_etag(publication.etag());
  return reader.Call(fmt::format("{}ApprovePublication", kService), approve, publication);
}

}  // namespace

absl::Status SeedPublicity(const Settings& settings) {
  const std::vector<KnownUser> office = CityOffice(settings);
  if (office.size() < 2) return absl::NotFoundError("the demo's city office has fewer than two");
  ASSIGN_OR_RETURN(const std::unique_ptr<Gateway> writer, Connect(settings));
  RETURN_IF_ERROR(writer->SignIn(office[0].username, office[0].password));
  intake::v1::ListPublicationsResponse there;
  RETURN_IF_ERROR(writer->Call(fmt::format("{}ListPublications", kService),
                               intake::v1::ListPublicationsRequest(), there));
  if (there.publications_size() > 0) return absl::OkStatus();
  ASSIGN_OR_RETURN(const std::unique_ptr<Gateway> reader, Connect(settings));
  RETURN_IF_ERROR(reader->SignIn(office[1].username, office[1].password));
  for (const Text& text : kTexts)
    RETURN_IF_ERROR(Publish(*writer, *reader, office[0].division, text));
  return absl::OkStatus();
}

}  // namespace hecha::ctl
