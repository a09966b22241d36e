#pragma once

#include <string>
#include <vector>

namespace scarp::event {

enum class Severity {
  note,     ///< how scarp decided
  warning,  ///< the map will be worse, or may be misread
  error,    ///< no map is made
};

/// What a check found. Phrases without a full stop, as those of core/error.h.
struct Finding {
  Severity severity = Severity::note;
  std::string what;
  std::string where;   ///< file, scene or track; may be empty
  std::string advice;  ///< may be empty
};

using Findings = std::vector<Finding>;

const char* name_of(Severity severity);

/// "error: what, where. Advice."
std::string text_of(const Finding& finding);

bool any_error(const Findings& findings);

void append(Findings more, Findings& all);

}  // namespace scarp::event
