#include "pipeline/model_fit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "core/error.h"
#include "dataset/band.h"

namespace scarp::pipeline {
namespace {

// Cells may be so much larger or smaller than those the model learned from before it is told.
constexpr double kSameCellSize = 1.25;

void require_fit(const ModelInUse& model, const stack::StackFile& stack, Reporter& reporter) {
  const std::string other = dataset::difference_in_needed(model.card.bands, stack.bands());
  if (!other.empty()) {
    throw Error({fmt::format("has other bands than {} was trained with: {}", model.path, other),
                 stack.raster().path(), "Make the stack that the model's card describes"});
  }
  if (!model.card.cell_size_m) return;
  const double cell_m = stack.grid().cell_size_m();
  const double ratio = cell_m / *model.card.cell_size_m;
  if (ratio > kSameCellSize || ratio < 1 / kSameCellSize) {
    reporter.warn(
        fmt::format("the cells of {} measure {:.3g} m, but {} learned from cells of "
                    "{:.3g} m: expect worse maps",
                    stack.raster().path(), cell_m, model.path, *model.card.cell_size_m));
  }
}

// One input is made for all models, so that a band which one of them does without is left out for
// each.
void require_alike(const std::vector<ModelInUse>& models) {
  const ModelInUse& first = models.front();
  for (const ModelInUse& model : models) {
    bool alike = dataset::difference(first.card.bands, model.card.bands).empty();
    for (std::size_t i = 0; alike && i < first.card.bands.size(); ++i) {
      alike = first.card.bands[i].if_missing == model.card.bands[i].if_missing;
    }
    if (alike) continue;
    throw Error({fmt::format("does not take the same bands as {}, or has others for those that "
                             "the stack lacks",
                             first.path),
                 model.path, "Predict with one model, or from a stack with all bands"});
  }
}

}  // namespace

void require_fit(const std::vector<ModelInUse>& models, const stack::StackFile& stack,
                 Reporter& reporter) {
  for (const ModelInUse& model : models) require_fit(model, stack, reporter);
  const bool any_left_out = std::any_of(models.begin(), models.end(), [&](const auto& model) {
    return !dataset::left_out(model.card.bands, stack.bands()).empty();
  });
  if (any_left_out) require_alike(models);
}

}  // namespace scarp::pipeline
