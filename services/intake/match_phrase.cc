#include "services/intake/match_phrase.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <string_view>

#include "services/intake/fingerprint.h"
#include "services/intake/match_text.h"

namespace hecha::intake {
namespace {

// A text that is mostly courtesy is compared by that.
constexpr size_t kTooFew = 12;

constexpr std::string_view kPhrases[] = {
    // Address and courtesy.
    "尊敬的领导您好", "尊敬的书记您好", "尊敬的市长您好", "各位领导你们好", "领导你好", "您好我是",
    "你好我是", "我是一名", "作为一名", "我们是", "谢谢领导", "非常感谢", "感谢您在百忙之中",
    "百忙之中", "此致敬礼", "特此反映", "情况属实", "盼望您的回复", "希望得到回复",
    // Questions.
    "我想咨询一下", "我想请问一下", "请问什么时候", "请问一下", "什么时候能", "什么时候",
    "是否可以", "能不能", "为什么", "关于",
    // Who is to act, and how soon.
    "望领导重视", "希望领导重视", "恳请领导", "请领导", "希望有关部门", "希望相关部门",
    "请有关部门", "请相关部门", "请政府部门", "恳请有关部门", "不知相关部门", "相关部门",
    "有关部门", "政府部门", "市委市政府", "党中央国务院", "各级政府", "希望政府", "希望能够",
    "在国家大力倡导", "以人民为中心的大背景下", "的大背景下希望", "的大背景下", "刻不容缓",
    "迫在眉睫", "有何具体行动", "有何具体政策和行动", "有何具体政策", "有何具体措施", "加快建设",
    "加快推进", "尽快解决", "尽快处理", "及时处理", "解决问题", "还我们一个", "给我们一个",
    "给个说法", "跪求", "请求", "强烈要求", "强烈呼吁",
    // How it bears on people, and what came of it before.
    "严重影响了居民的正常生活", "严重影响周边居民生活", "严重影响居民休息", "严重扰民",
    "给居民生活带来", "给老百姓", "老百姓", "人民群众", "广大人民群众", "为人民服务",
    "没有得到解决", "一直没有解决", "至今没有", "到目前为止", "多次反映", "多次投诉",
    "多次向有关部门反映", "打了很多次", "拨打12345",
    // Law in general.
    "中华人民共和国", "根据国家", "国家规定", "相关规定", "法律法规"};

const std::vector<uint64_t>& PhraseShingles() {
  static const auto& all = *new std::vector<uint64_t>([] {
    std::vector<uint64_t> shingles;
    for (std::string_view phrase : kPhrases) {
      const FoldedText words = FoldWords(phrase);
      if (words.characters.size() < 3) continue;
      const std::vector<uint64_t> own = Shingles(words);
      shingles.insert(shingles.end(), own.begin(), own.end());
    }
    std::sort(shingles.begin(), shingles.end());
    return shingles;
  }());
  return all;
}

}  // namespace

bool IsPhrase(uint64_t shingle) {
  return std::binary_search(PhraseShingles().begin(), PhraseShingles().end(), shingle);
}

std::vector<uint64_t> WithoutPhrases(std::vector<uint64_t> shingles) {
  std::vector<uint64_t> own;
  std::copy_if(shingles.begin(), shingles.end(), std::back_inserter(own),
               [](uint64_t shingle) { return !IsPhrase(shingle); });
  return own.size() < kTooFew ? shingles : own;
}

}  // namespace hecha::intake
