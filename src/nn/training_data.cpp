#include "nn/training_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "core/random.h"
#include "core/sha256.h"
#include "dataset/json.h"
#include "dataset/shuffle.h"

namespace scarp::nn {
namespace {

// So that the order of patches and the weights at the start are independent for one seed.
constexpr std::uint64_t kOrderStream = std::uint64_t{1} << 40U;

template <typename T>
void add(const std::vector<T>& values, Sha256& hash) {
  hash.update(values.data(), values.size() * sizeof(T));
}

std::string fingerprint(const dataset::Patches& patches) {
  Sha256 hash;
  add(patches.x, hash);
  add(patches.y, hash);
  add(patches.valid, hash);
  return fmt::format("{}x{}x{}x{}:{}", patches.count, patches.rows, patches.cols, patches.bands,
                     hash.hex_digest());
}

}  // namespace

Batch assemble(const TrainingData& data, const dataset::Patches& patches,
               const std::vector<std::int64_t>& which, const BatchAugmentation* augmentation) {
  dataset::Patches chosen = dataset::select(patches, which);
  const std::int64_t pixels = chosen.pixels();
  for (std::int64_t i = 0; i < chosen.count; ++i) {
    std::uint8_t* valid = chosen.valid.empty() ? nullptr : chosen.valid.data() + i * pixels;
    if (augmentation != nullptr) {
      const dataset::PatchView view{chosen.patch(i), chosen.y.data() + i * pixels, valid,
                                    chosen.rows, chosen.cols};
      dataset::augment(augmentation->how, data.bands, view,
                       dataset::augmentation_random(augmentation->seed, augmentation->epoch,
                                                    static_cast<std::uint64_t>(which[i])));
    }
    dataset::apply(data.scaling, chosen.patch(i), valid, pixels, chosen.bands);
  }
  Batch batch{chosen.count, std::move(chosen.x), std::move(chosen.y), {}};
  batch.valid.assign(batch.truth.size(), 1);
  std::copy(chosen.valid.begin(), chosen.valid.end(), batch.valid.begin());
  return batch;
}

std::vector<std::int64_t> epoch_order(std::int64_t count, std::uint64_t seed, std::uint64_t epoch) {
  return dataset::shuffled(count, Random(seed, kOrderStream + epoch));
}

std::string fingerprint(const TrainingData& data) {
  return fmt::format("{} {} {} {}", fingerprint(data.training), fingerprint(data.validation),
                     dataset::json_of(data.bands).dump(), dataset::json_of(data.scaling).dump());
}

}  // namespace scarp::nn
