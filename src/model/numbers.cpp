#include "model/numbers.h"

#include <cstring>

#include "core/error.h"
#include "core/vectorised.h"

namespace scarp::model {
namespace {

SCARP_VECTORISED
bool all_numbers(const float* score, const std::uint8_t* valid, std::int64_t count) {
  constexpr std::uint32_t kExponent = 0x7f800000;  // all of it in what is no number
  std::uint32_t any = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    std::uint32_t bits = 0;
    std::memcpy(&bits, score + i, sizeof(bits));
    any |= (bits & kExponent) == kExponent && valid[i] != 0 ? 1U : 0U;
  }
  return any == 0;
}

}  // namespace

void require_numbers(const float* score, const std::uint8_t* valid, std::int64_t count,
                     const std::string& model) {
  if (all_numbers(score, valid, count)) return;
  throw Error({"its network gives no numbers for cells that have data", model,
               "Its weights are damaged, or the values are far from all that it learned from: copy "
               "the model again, and look at the units of the bands"});
}

}  // namespace scarp::model
