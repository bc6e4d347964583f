# hecha_embed_migrations(SET DIRECTORY OUT) writes a C++ file that defines
# `hecha::SET::kMigrations` from the NNNN_verb_noun.sql files of DIRECTORY, and names it in OUT.
# The file is rewritten when a migration is added, changed or removed.
function(hecha_embed_migrations set directory out)
  file(GLOB files CONFIGURE_DEPENDS ${directory}/*.sql)
  list(SORT files)
  set(entries "")
  set(count 0)
  foreach(file ${files})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${file})
    get_filename_component(stem ${file} NAME_WE)
    string(REGEX MATCH "^[0-9]+" number ${stem})
    string(REGEX REPLACE "^0+" "" number ${number})
    file(READ ${file} sql)
    string(APPEND entries "    {${number}, \"${stem}\", R\"sql(${sql})sql\"},\n")
    math(EXPR count "${count} + 1")
  endforeach()
  set(generated ${CMAKE_CURRENT_BINARY_DIR}/${set}_migrations.cc)
  file(CONFIGURE OUTPUT ${generated} @ONLY CONTENT
"#include \"services/common/db/migration.h\"

namespace hecha::@set@ {
namespace {

constexpr db::Migration kFiles[] = {
@entries@};

}  // namespace

extern const db::MigrationSet kMigrations;
const db::MigrationSet kMigrations = {\"@set@\", kFiles};

}  // namespace hecha::@set@
")
  set(${out} ${generated} PARENT_SCOPE)
endfunction()
