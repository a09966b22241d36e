#include "infer/assess_file.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "infer/precision.h"
#include "model/card.h"

namespace scarp::infer {
namespace {

constexpr std::int64_t kMostCalibrated = 256;  // patches: ranges need no more

}  // namespace

void assess_file(const std::filesystem::path& path, const dataset::DataSet& data,
                 ThreadPool& threads, Reporter& reporter) {
  dataset::Patches patches = data.read(dataset::Part::validation);
  if (patches.count == 0) return;
  model::Model model = model::read_model(path);
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
