#pragma once

#include <stdexcept>
#include <string>

namespace scarp {

/// Whose fault it is, and with it the exit code of the program.
enum class Fault {
  data = 1,   ///< bad input, or a failure while running
  usage = 2,  ///< the command was called wrongly
};

/// What a person reads when something is wrong: each part a phrase without a full stop.
struct Problem {
  std::string what;    ///< what is wrong: "3 bands, but 4 are needed"
  std::string where;   ///< the file, option or place: "post.tif"; may be empty
  std::string advice;  ///< what to do about it; may be empty
};

/// The one error type of scarp. Thrown outside of pixel loops, caught in `main`.
class Error : public std::runtime_error {
 public:
  explicit Error(Problem problem, Fault fault = Fault::data);

  const Problem& problem() const { return problem_; }
  Fault fault() const { return fault_; }

 private:
  Problem problem_;
  Fault fault_;
};

}  // namespace scarp
