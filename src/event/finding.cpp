#include "event/finding.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace scarp::event {

const char* name_of(Severity severity) {
  switch (severity) {
    case Severity::note:
      return "note";
    case Severity::warning:
      return "warning";
    case Severity::error:
      break;
  }
  return "error";
}

std::string text_of(const Finding& finding) {
  std::string text = fmt::format("{}: ", name_of(finding.severity));
  if (!finding.where.empty()) text += fmt::format("{}: ", finding.where);
  text += finding.what;
  if (!finding.advice.empty()) text += fmt::format(". {}.", finding.advice);
  return text;
}

bool any_error(const Findings& findings) {
  return std::any_of(findings.begin(), findings.end(),
                     [](const Finding& one) { return one.severity == Severity::error; });
}

void append(Findings more, Findings& all) {
  all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
}

}  // namespace scarp::event
