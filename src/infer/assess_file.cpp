#include "infer/assess_file.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "core/error.h"
#include "infer/precision.h"
#include "model/card.h"

namespace scarp::infer {
namespace {

constexpr std::int64_t kMostCalibrated = 256;  // patches: ranges need no more

// Every second patch does without the bands that the model can do without.
void leave_out_bands(const std::vector<dataset::Band>& bands, dataset::Patches& patches) {
  const auto step = static_cast<std::int64_t>(bands.size());
  for (std::int64_t b = 0; b < step; ++b) {
    const auto& constant = bands[static_cast<std::size_t>(b)].if_missing;
    if (!constant) continue;
    for (std::int64_t p = 1; p < patches.count; p += 2) {
      float* const x = patches.patch(p);
      for (std::int64_t i = 0; i < patches.pixels(); ++i) {
        x[i * step + b] = static_cast<float>(*constant);
      }
    }
  }
}

}  // namespace

void assess_file(const std::filesystem::path& path, const dataset::DataSet& data,
                 ThreadPool& threads, Reporter& reporter) {
  dataset::Patches patches = data.read(dataset::Part::validation);
  if (patches.count == 0) return;
  model::Model model = model::read_model(path);
  leave_out_bands(model.card.bands, patches);
  threads.parallel_for(patches.count, [&](std::int64_t i) {
    dataset::apply(model.card.scaling, patches.patch(i), patches.validity(i), patches.pixels(),
                   patches.bands);
  });
  PatchesView view{patches.x.data(), patches.count, patches.rows, patches.cols};
  const ValidationPatches validation{view, patches.y.data(),
                                     patches.valid.empty() ? nullptr : patches.valid.data()};
  view.count = std::min(view.count, kMostCalibrated);
  try {
    model.card.int8 = assess_integers(model, view, validation, threads);
  } catch (const Error& error) {  // the model is good without
    reporter.warn(fmt::format("integers of 8 bits could not be tried: {}", error.what()));
    return;
  }
  if (!model.card.int8->passed) {
    reporter.note(fmt::format("integers of 8 bits are not good enough: F1 {:.4f}, in floats {:.4f}",
                              model.card.int8->f1_int8, model.card.int8->f1_fp32));
    return;
  }
  model::write_model(path, model);
}

}  // namespace scarp::infer
