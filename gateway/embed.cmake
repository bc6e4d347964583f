# hecha_embed_console(DIRECTORY OUT) writes a C++ file with the contents of the files of
# DIRECTORY as hecha::console::kEmbeddedFiles, and names it in OUT.
function(hecha_embed_console directory out)
  file(GLOB files CONFIGURE_DEPENDS ${directory}/*)
  set(entries "")
  foreach(path ${files})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${path})
    get_filename_component(name ${path} NAME)
    file(READ ${path} content)
    string(APPEND entries "    {\"${name}\", R\"embedded(${content})embedded\"},\n")
  endforeach()
  set(generated ${CMAKE_CURRENT_BINARY_DIR}/embedded_console.cc)
  file(CONFIGURE OUTPUT ${generated} @ONLY CONTENT
"#include \"gateway/console/static_files.h\"

namespace hecha::console {
namespace {

constexpr EmbeddedFile kFiles[] = {
@entries@};

}  // namespace

extern const std::span<const EmbeddedFile> kEmbeddedFiles;
const std::span<const EmbeddedFile> kEmbeddedFiles = kFiles;

}  // namespace hecha::console
")
  set(${out} ${generated} PARENT_SCOPE)
endfunction()

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
