#include "services/common/sheet/xml_walk.h"

#include <expat.h>

#include <memory>
#include <utility>

#include "services/common/base/refusal.h"

namespace hecha::sheet {
namespace {

absl::Status Malformed() {
  return RefuseField("NOT_A_WORKBOOK", "file", "工作簿内容损坏", "the workbook is damaged");
}

struct Walk {
  XML_Parser parser;
  XmlWalker walker;
  absl::Status status;

  void Stop(absl::Status why) {
    if (status.ok()) status = std::move(why);
    XML_StopParser(parser, XML_FALSE);
  }
};

std::string_view WithoutPrefix(std::string_view name) {
  const size_t colon = name.rfind(':');
  return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

void OnStart(void* data, const XML_Char* name, const XML_Char** pairs) {
  Walk& walk = *static_cast<Walk*>(data);
  if (!walk.status.ok()) return;
  XmlAttributes attributes;
  for (; *pairs != nullptr; pairs += 2) attributes.emplace(WithoutPrefix(pairs[0]), pairs[1]);
  const absl::Status status = walk.walker.start(WithoutPrefix(name), attributes);
  if (!status.ok()) walk.Stop(status);
}

void OnEnd(void* data, const XML_Char* name) {
  Walk& walk = *static_cast<Walk*>(data);
  if (!walk.status.ok()) return;
  const absl::Status status = walk.walker.end(WithoutPrefix(name));
  if (!status.ok()) walk.Stop(status);
}

void OnText(void* data, const XML_Char* text, int length) {
  Walk& walk = *static_cast<Walk*>(data);
  if (walk.status.ok()) walk.walker.text({text, static_cast<size_t>(length)});
}

void OnDoctype(void* data, const XML_Char*, const XML_Char*, const XML_Char*, int) {
  static_cast<Walk*>(data)->Stop(Malformed());
}

}  // namespace

absl::Status WalkXml(std::string_view document, XmlWalker walker) {
  const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser(
      XML_ParserCreate(nullptr), XML_ParserFree);
  Walk walk{parser.get(), std::move(walker), absl::OkStatus()};
  XML_SetUserData(parser.get(), &walk);
  XML_SetElementHandler(parser.get(), OnStart, OnEnd);
  XML_SetCharacterDataHandler(parser.get(), OnText);
  XML_SetStartDoctypeDeclHandler(parser.get(), OnDoctype);
  const XML_Status parsed =
      XML_Parse(parser.get(), document.data(), static_cast<int>(document.size()), XML_TRUE);
  if (!walk.status.ok()) return walk.status;
  return parsed == XML_STATUS_OK ? absl::OkStatus() : Malformed();
}

}  // namespace hecha::sheet
