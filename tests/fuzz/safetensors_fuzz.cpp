// Any file is arrays whose values are as many as their shapes say, and is written as it was read;
// or an Error.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "core/error.h"
#include "model/card.h"
#include "model/weights.h"
#include "support/temp_folder.h"

namespace {

void require_whole(const scarp::model::WeightsFile& file) {
  for (const auto& [name, tensor] : file.tensors) {
    std::int64_t count = 1;
    for (const std::int64_t length : tensor.shape) {
      if (length < 0) std::abort();
      count = length == 0 || count == 0 ? 0 : count * length;
    }
    if (static_cast<std::int64_t>(tensor.values.size()) != count) std::abort();
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  const std::string bytes(data, data + size);
  try {
    const scarp::model::WeightsFile file = scarp::model::parse_weights(bytes, "fuzz");
    require_whole(file);
    const std::string again = scarp::model::serialise_weights(file);
    const scarp::model::WeightsFile same = scarp::model::parse_weights(again, "again");
    if (scarp::model::serialise_weights(same) != again) std::abort();
  } catch (const scarp::Error&) {
    return 0;  // the answer to bad input
  }
  // What holds arrays may be a model.
  static const scarp::test::TempFolder folder;
  const auto path = folder / "m.safetensors";
  scarp::test::write_file(path, bytes);
  try {
    scarp::model::read_model(path);
  } catch (const scarp::Error&) {  // NOLINT(bugprone-empty-catch): likewise
  }
  return 0;
}
