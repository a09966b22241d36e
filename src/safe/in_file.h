#pragma once

#include <string>

#include "core/error.h"

namespace scarp::safe {

/// What `work` returns. Errors from the types of sar/, which know of no files, get to name `file`.
template <typename Work>
auto in_file(const std::string& file, const Work& work) {
  try {
    return work();
  } catch (const Error& error) {
    const Problem& problem = error.problem();
    if (!problem.where.empty()) throw;
    const std::string advice =
        problem.advice.empty() ? "The file is damaged: copy or download it again" : problem.advice;
    throw Error({problem.what, file, advice}, error.fault());
  }
}

}  // namespace scarp::safe
