#include "pipeline/model_checks.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <utility>

#include "core/error.h"
#include "pipeline/model_thresholds.h"
#include "stack/band_list.h"

namespace scarp::pipeline {
namespace {

using event::Finding;
using event::Findings;
using event::Severity;

// Cells may be so much larger or smaller than those a model learned from before it is told.
constexpr double kSameCellSize = 1.25;
constexpr double kDefaultCell_m = 10;

// Nothing for a band that scarp map does not make.
std::optional<stack::BandRequest> request_for(const dataset::Band& band) {
  try {
    return stack::parse_band_list(band.name).front();
  } catch (const Error&) {
    return std::nullopt;
  }
}

bool has_band(const event::PlannedTrack& planned, const dataset::Band& band) {
  const auto wanted = request_for(band);
  if (!wanted) return false;
  if (wanted->kind != stack::BandRequest::Kind::backscatter) return true;
  const auto& names = planned.polarisations;
  const auto& side = wanted->after ? planned.track.after : planned.track.before;
  return std::find(names.begin(), names.end(), wanted->polarisation) != names.end() &&
         wanted->date.value_or(1) <= static_cast<int>(side.size());
}

// How much a model learns from a track: of dates on both sides of the event, and from models of as
// many of its bands.
std::pair<std::size_t, std::size_t> dates_and_bands(const event::PlannedTrack& planned,
                                                    const model::Card& card) {
  std::set<std::pair<bool, int>> dates;
  std::size_t bands = 0;
  for (const dataset::Band& band : card.bands) {
    const auto wanted = request_for(band);
    if (!wanted || !has_band(planned, band)) continue;
    ++bands;
    if (wanted->kind != stack::BandRequest::Kind::backscatter) continue;
    // After the event the first date is the one next to it.
    dates.emplace(wanted->after, wanted->date.value_or(wanted->after ? 1 : 0));
  }
  return {dates.size(), bands};
}

bool fits(const event::PlannedTrack& planned, const model::Card& card) {
  return !bands_for(planned, card).empty() &&
         std::all_of(card.bands.begin(), card.bands.end(), [&](const dataset::Band& band) {
           return band.if_missing || has_band(planned, band);
         });
}

Findings check_known(const KnownModel& model) {
  Findings findings;
  for (const dataset::Band& band : model.card.bands) {
    if (band.if_missing || request_for(band)) continue;
    findings.push_back({Severity::error,
                        fmt::format("needs the band {}, which scarp map cannot make", band.name),
                        model.path, "Make its stack, and use scarp predict"});
  }
  return findings;
}

// What a track lacks for a model.
Findings check_bands(const event::PlannedTrack& planned, const KnownModel& model) {
  Findings findings;
  for (const dataset::Band& band : model.card.bands) {
    if (band.if_missing || !request_for(band) || has_band(planned, band)) continue;
    findings.push_back(
        {Severity::error,
         fmt::format("needs {}, which track {} does not have", band.name, planned.track.label()),
         model.path, "Add scenes, or choose a model for fewer dates"});
  }
  return findings;
}

std::vector<const model::Card*> cards_of(const std::vector<KnownModel>& models) {
  std::vector<const model::Card*> cards;
  for (const KnownModel& model : models) cards.push_back(&model.card);
  return cards;
}

// The delineation threshold is that asked for, or that of the models of each track.
Findings check_screening(const event::Plan& plan, const std::vector<KnownModel>& models) {
  const event::MapChoices& choices = plan.event.choices;
  if (!choices.screening_threshold) return {};
  double lowest = choices.threshold.value_or(1);
  for (const event::PlannedTrack& planned : plan.tracks) {
    std::vector<const model::Card*> chosen;
    for (const std::size_t i : models_for(planned, cards_of(models))) {
      chosen.push_back(&models[i].card);
    }
    if (choices.threshold || chosen.empty()) continue;
    lowest = std::min(lowest, mean_thresholds(chosen).delineation);
  }
  if (*choices.screening_threshold <= lowest) return {};
  return {{Severity::error,
           fmt::format("the screening threshold, {:.4g}, is above that of delineation, {:.4g}",
                       *choices.screening_threshold, lowest),
           "options", "Give threshold too"}};
}

// Every track needs a model, and every model should map a track.
Findings check_tracks(const event::Plan& plan, const std::vector<KnownModel>& models) {
  Findings findings;
  std::vector<bool> used(models.size(), plan.tracks.empty());
  for (const event::PlannedTrack& planned : plan.tracks) {
    const std::vector<std::size_t> chosen = models_for(planned, cards_of(models));
    for (const std::size_t i : chosen) used[i] = true;
    if (!chosen.empty()) continue;
    for (const KnownModel& model : models) event::append(check_bands(planned, model), findings);
  }
  if (event::any_error(findings)) return findings;
  for (std::size_t i = 0; i < models.size(); ++i) {
    const std::string& warning = models[i].card.warning;
    if (used[i] && !warning.empty()) {
      findings.push_back({Severity::warning, warning, models[i].path, ""});
    }
    if (used[i] || !models[i].asked_for || event::any_error(check_known(models[i]))) continue;
    findings.push_back({Severity::warning,
                        "maps no track: another model knows more of its bands, "
                        "or no track has them all",
                        models[i].path, ""});
  }
  return findings;
}

Findings check_together(const KnownModel& first, const KnownModel& other) {
  if (first.card.patch_rows == other.card.patch_rows &&
      first.card.patch_cols == other.card.patch_cols) {
    return {};
  }
  return {{Severity::error, fmt::format("learned from patches of another size than {}", first.path),
           other.path, "Run scarp predict with --patch"}};
}

bool same_bands(const model::Card& a, const model::Card& b) {
  return dataset::difference(a.bands, b.bands).empty();
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
  return findings;
}

}  // namespace

std::vector<std::string> bands_for(const event::PlannedTrack& planned, const model::Card& card) {
  std::vector<std::string> names;
  for (const dataset::Band& band : card.bands) {
    if (has_band(planned, band)) names.push_back(band.name);
  }
  return names;
}

std::vector<std::size_t> models_for(const event::PlannedTrack& planned,
                                    const std::vector<const model::Card*>& cards) {
  const model::Card* best = nullptr;
  for (const model::Card* card : cards) {
    if (!fits(planned, *card)) continue;
    if (best == nullptr || dates_and_bands(planned, *card) > dates_and_bands(planned, *best)) {
      best = card;
    }
  }
  std::vector<std::size_t> chosen;
  for (std::size_t i = 0; i < cards.size() && best != nullptr; ++i) {
    if (same_bands(*best, *cards[i])) chosen.push_back(i);
  }
  return chosen;
}

Findings check_models(const event::Plan& plan, const std::vector<KnownModel>& models) {
  const event::MapChoices& choices = plan.event.choices;
  Findings findings;
  // A model that cannot be read is told of elsewhere.
  if (models.size() == plan.event.models.size()) findings = check_options(choices, models);
  event::append(check_screening(plan, models), findings);
  event::append(check_tracks(plan, models), findings);
  for (const KnownModel& model : models) {
    event::append(check_known(model), findings);
    event::append(check_cells(choices, model), findings);
    const auto first = std::find_if(models.begin(), models.end(), [&](const KnownModel& one) {
      return same_bands(one.card, model.card);
    });
    event::append(check_together(*first, model), findings);
  }
  return findings;
}

}  // namespace scarp::pipeline
