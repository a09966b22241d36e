#include "core/error.h"

#include <utility>

namespace scarp {
namespace {

// "WHERE: WHAT. ADVICE."
std::string sentence(const Problem& problem) {
  std::string text = problem.where.empty() ? problem.what : problem.where + ": " + problem.what;
  if (!problem.advice.empty()) text += ". " + problem.advice + ".";
  return text;
}

}  // namespace

Error::Error(Problem problem, Fault fault)
    : std::runtime_error(sentence(problem)), problem_(std::move(problem)), fault_(fault) {}

}  // namespace scarp
