#include "services/common/db/statement_name.h"

#include <cctype>

namespace hecha::db {
namespace {

bool IsWordCharacter(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

// Walks over the words of a statement. Comments and literals are no words; parentheses and
// other signs are words of one character.
class Words {
 public:
  explicit Words(std::string_view sql) : rest_(sql) {}

  // The next word in lower case; empty at the end.
  std::string Next() {
    for (;;) {
      SkipBlanks();
      if (rest_.empty()) return "";
      char first = rest_.front();
      if (first == '\'' || first == '"') {
        SkipQuoted(first);
      } else if (first == '`') {
        return Quoted();
      } else {
        break;
      }
    }
    size_t length = 0;
    while (length < rest_.size() && IsWordCharacter(rest_[length])) ++length;
    std::string word(Take(length == 0 ? 1 : length));
    for (char& c : word) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return word;
  }

 private:
  void SkipBlanks() {
    for (;;) {
      while (!rest_.empty() && std::isspace(static_cast<unsigned char>(rest_.front()))) Take(1);
      if (rest_.starts_with("-- ") || rest_.starts_with("--\n") || rest_.starts_with("#")) {
        Take(rest_.find('\n'));
      } else if (rest_.starts_with("/*")) {
        size_t end = rest_.find("*/", 2);
        Take(end == std::string_view::npos ? end : end + 2);
      } else {
        return;
      }
    }
  }

  void SkipQuoted(char quote) {
    size_t end = 1;
    while (end < rest_.size() && rest_[end] != quote) end += rest_[end] == '\\' ? 2 : 1;
    Take(end + 1);
  }

  std::string Quoted() {
    Take(1);
    std::string name(Take(rest_.find('`')));
    Take(1);
    return name;
  }

  std::string_view Take(size_t length) {
    std::string_view taken = rest_.substr(0, length);
    rest_.remove_prefix(taken.size());
    return taken;
  }

  std::string_view rest_;
};

// Words that stand between a verb and its table.
bool Precedes(std::string_view word) {
  for (std::string_view each : {"ignore", "low_priority", "into", "from", "table", "if", "not",
                                "exists", "only", "temporary", "database", "schema"}) {
    if (word == each) return true;
  }
  return false;
}

}  // namespace

std::string StatementName(std::string_view sql) {
  Words words(sql);
  std::string verb = words.Next();
  std::string word;
  if (verb == "set") {
    // "SET STATEMENT variable = value FOR …" stands before what it is.
    do word = words.Next();
    while (!word.empty() && word != "for");
    if (!word.empty()) verb = words.Next();
  }
  if (verb == "with" || verb == "(") verb = "select";
  if (verb == "select") {
    // What the first FROM names, or the one within where that opens a subquery.
    do {
      do word = words.Next();
      while (!word.empty() && word != "from");
      word = words.Next();
    } while (word == "(");
  } else if (verb == "insert" || verb == "replace" || verb == "update" || verb == "delete" ||
             verb == "create" || verb == "alter" || verb == "drop") {
    do word = words.Next();
    while (Precedes(word));
  }
  if (word.empty() || !IsWordCharacter(word.front())) return verb;
  return verb + " " + word;
}

}  // namespace hecha::db
