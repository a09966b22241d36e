#include "pipeline/model_checks.h"

#include <fmt/format.h>

#include <algorithm>

#include "core/error.h"
#include "stack/band_list.h"

namespace scarp::pipeline {
namespace {

using event::Finding;
using event::Findings;
using event::Severity;

// Cells may be so much larger or smaller than those a model learned from before it is told.
constexpr double kSameCellSize = 1.25;
constexpr double kDefaultCell_m = 10;

bool has_band(const event::PlannedTrack& planned, const stack::BandRequest& wanted) {
  if (wanted.kind != stack::BandRequest::Kind::backscatter) return true;
  const auto& names = planned.polarisations;
  const auto& side = wanted.after ? planned.track.after : planned.track.before;
  return std::find(names.begin(), names.end(), wanted.polarisation) != names.end() &&
         wanted.date.value_or(1) <= static_cast<int>(side.size());
}

Findings check_bands(const event::Plan& plan, const KnownModel& model) {
  Findings findings;
  for (const dataset::Band& band : model.card.bands) {
    std::optional<stack::BandRequest> wanted;
    try {
      wanted = stack::parse_band_list(band.name).front();
    } catch (const Error&) {
      findings.push_back({Severity::error,
                          fmt::format("needs the band {}, which scarp map cannot make", band.name),
                          model.path, "Make its stack, and use scarp predict"});
      continue;
    }
    for (const event::PlannedTrack& planned : plan.tracks) {
      if (has_band(planned, *wanted)) continue;
      findings.push_back(
          {Severity::error,
           fmt::format("needs {}, which track {} does not have", band.name, planned.track.label()),
           model.path, "Add scenes, or choose a model for fewer dates"});
    }
  }
  return findings;
}

Findings check_together(const KnownModel& first, const KnownModel& other) {
  Findings findings;
  const std::string bands = dataset::difference(first.card.bands, other.card.bands);
  if (!bands.empty()) {
    findings.push_back({Severity::error,
                        fmt::format("was trained with other bands than {}: {}", first.path, bands),
                        other.path, "Models that are averaged have to see the same"});
  }
  if (first.card.patch_rows != other.card.patch_rows ||
      first.card.patch_cols != other.card.patch_cols) {
    findings.push_back({Severity::error,
                        fmt::format("learned from patches of another size than {}", first.path),
                        other.path, "Run scarp predict with --patch"});
  }
  return findings;
}

Findings check_cells(const event::MapChoices& choices, const KnownModel& model) {
  if (choices.crs != "auto" || !model.card.cell_size_m) return {};
  const double cell_m = choices.resolution.value_or(kDefaultCell_m);
  const double ratio = cell_m / *model.card.cell_size_m;
  if (ratio <= kSameCellSize && ratio >= 1 / kSameCellSize) return {};
  return {{Severity::warning,
           fmt::format("learned from cells of {:.3g} m, but the map's measure {:.3g} m: expect a "
                       "worse map",
                       *model.card.cell_size_m, cell_m),
           model.path, "Give resolution"}};
}

Findings check_options(const event::MapChoices& choices, const std::vector<KnownModel>& models) {
  Findings findings;
  if (models.empty()) {
    const bool asked = choices.threshold || choices.screening_threshold || choices.tta != "none";
    if (asked) {
      findings.push_back({Severity::error,
                          "threshold, screening_threshold and tta are for models, of which none is "
                          "given",
                          "options", "For change detection give false_alarm_rate"});
    }
    return findings;
  }
  for (const KnownModel& model : models) {
    if (choices.tta == "d4" && model.card.patch_rows != model.card.patch_cols) {
      findings.push_back({Severity::error,
                          fmt::format("its patches of {} × {} cells cannot be turned by a quarter",
                                      model.card.patch_rows, model.card.patch_cols),
                          model.path, "Choose flips for tta"});
    }
  }
  double sum = 0;
  for (const KnownModel& model : models) sum += model.card.delineation_threshold;
  const double delineation = choices.threshold.value_or(sum / static_cast<double>(models.size()));
  if (choices.screening_threshold && *choices.screening_threshold > delineation) {
    findings.push_back({Severity::error,
                        fmt::format("the screening threshold, {:.4g}, is above that of "
                                    "delineation, {:.4g}",
                                    *choices.screening_threshold, delineation),
                        "options", "Give threshold too"});
  }
  return findings;
}

}  // namespace

Findings check_models(const event::Plan& plan, const std::vector<KnownModel>& models) {
  const event::MapChoices& choices = plan.event.choices;
  Findings findings;
  // A model that cannot be read is told of elsewhere.
  if (models.size() == plan.event.models.size()) findings = check_options(choices, models);
  for (const KnownModel& model : models) {
    event::append(check_bands(plan, model), findings);
    event::append(check_cells(choices, model), findings);
    if (&model != &models.front()) event::append(check_together(models.front(), model), findings);
  }
  return findings;
}

}  // namespace scarp::pipeline
