// Any text is an argument with bands that count from 1, or an Error.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/error.h"
#include "stack/series_argument.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  try {
    const scarp::stack::SeriesArgument argument =
        scarp::stack::parse_series_argument(std::string(data, data + size));
    const auto in_range = [](int band) { return band >= 1; };
    if (argument.path.empty()) std::abort();
    if (!std::all_of(argument.bands.begin(), argument.bands.end(), in_range)) std::abort();
  } catch (const scarp::Error&) {  // NOLINT(bugprone-empty-catch): the answer to bad input
  }
  return 0;
}
