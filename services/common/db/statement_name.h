// What metrics and logs call a statement.
#pragma once

#include <string>
#include <string_view>

namespace hecha::db {

// The verb and the first table of `sql` in lower case: "insert lead", "select case_step".
// Only the verb where no table follows: "commit". Never holds a value of the statement.
std::string StatementName(std::string_view sql);

}  // namespace hecha::db
