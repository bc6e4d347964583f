# hecha_list_protos(DIRECTORY OUT) writes a C++ file with the names of the protos below
# DIRECTORY/hecha as hecha::gateway::kProtoFiles, and names it in OUT.
function(hecha_list_protos directory out)
  file(GLOB_RECURSE files CONFIGURE_DEPENDS RELATIVE ${directory} ${directory}/hecha/*.proto)
  list(SORT files)
  set(entries "")
  foreach(name ${files})
    string(APPEND entries "    \"${name}\",\n")
  endforeach()
  set(generated ${CMAKE_CURRENT_BINARY_DIR}/proto_files.cc)
  file(CONFIGURE OUTPUT ${generated} @ONLY CONTENT
"#include <span>

namespace hecha::gateway {
namespace {

constexpr const char* kFiles[] = {
@entries@};

}  // namespace

extern const std::span<const char* const> kProtoFiles;
const std::span<const char* const> kProtoFiles = kFiles;

}  // namespace hecha::gateway
")
  set(${out} ${generated} PARENT_SCOPE)
endfunction()
