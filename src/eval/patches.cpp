#include "eval/patches.h"

#include <fmt/format.h>

#include "core/error.h"

namespace scarp::eval {

void require_binary_truth(const Patches& patches) {
  for (std::int64_t cell = 0; cell < patches.cells(); ++cell) {
    const float truth = patches.truth[cell];
    if (!patches.known(cell) || truth == 0 || truth == 1) continue;
    throw Error({fmt::format("a label is {}, neither 0 nor 1", truth),
                 fmt::format("patch {}", cell / patches.size.cells()),
                 "Labels are 1 in landslides, 0 elsewhere and NaN where nothing is known"});
  }
}

}  // namespace scarp::eval
