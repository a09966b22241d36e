#include "cli/choices.h"

namespace scarp::cli {

CLI::Option* choose_from(CLI::Option* option, const std::vector<std::string>& names) {
  constexpr std::size_t kWidest = 65;  // of a line, behind the option's name
  const std::string next_line = "\n" + std::string(30, ' ');
  std::string list;
  std::size_t line = 0;
  for (const std::string& name : names) {
    if (!list.empty()) list += " |";
    const bool full = list.size() - line + name.size() > kWidest;
    if (full) line = list.size() + next_line.size();
    if (!list.empty()) list += full ? next_line : " ";
    list += name;
  }
  return option->check(CLI::IsMember(names))->option_text(list);
}

}  // namespace scarp::cli
