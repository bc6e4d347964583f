// Attachments: a type is told by the first or last bytes of a file, whatever they are, and a name
// ends as its type does.
#include <string>

#include "services/intake/attachment_type.h"
#include "tests/fuzz/target.h"

namespace hecha::fuzz {
namespace {

void Run(std::string_view input) {
  (void)intake::IsText(input);
  const auto type = intake::TypeOfHead(input);
  if (type.ok() && type->has_value()) {
    Check(!intake::MimeOf(**type).empty(), "a type has a media type");
    const std::string name = intake::FileNameOf(input.substr(0, 64), **type);
    Check(name == intake::FileNameOf(name, **type), "a name ends as its type does");
  }
  const auto archive = intake::TypeOfArchive(input);
  if (archive.ok())
    Check(*archive == intake::AttachmentType::kDocx || *archive == intake::AttachmentType::kXlsx,
          "an archive that is taken is a document");
}

const bool kRegistered = Register({"attachment", Run});

}  // namespace
}  // namespace hecha::fuzz
