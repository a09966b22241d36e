// Any file is an array whose values are as many as its shape says, or an Error.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/error.h"
#include "dataset/npy.h"
#include "support/temp_folder.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  static const scarp::test::TempFolder folder;
  const auto path = folder / "a.npy";
  scarp::test::write_file(path, std::string(data, data + size));
  try {
    const scarp::dataset::Array array = scarp::dataset::read_npy(path);
    std::int64_t count = 1;
    for (const std::int64_t length : array.shape) {
      if (length < 0) std::abort();
      count = length == 0 || count == 0 ? 0 : count * length;
    }
    if (static_cast<std::int64_t>(array.values.size()) != count) std::abort();
  } catch (const scarp::Error&) {  // NOLINT(bugprone-empty-catch): the answer to bad input
  }
  return 0;
}
