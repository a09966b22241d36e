#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "event/plan.h"
#include "model/card.h"

namespace scarp::pipeline {

/// What is known of a model before it runs.
struct KnownModel {
  std::string path;
  model::Card card;
  bool asked_for = true;  ///< by the name of its file: it is told when it maps no track
};

/// The bands that a model gets of a track: all its own but optional ones that the track lacks.
std::vector<std::string> bands_for(const event::PlannedTrack& planned, const model::Card& card);

/// Which of several models map a track: of those whose bands it has, optional ones apart, the ones
/// that use most of its dates, and among these most of its bands, which all see the same as the
/// first of them. So a model for one date after the event can be followed by one for two. Empty:
/// none has its bands.
std::vector<std::size_t> models_for(const event::PlannedTrack& planned,
                                    const std::vector<const model::Card*>& cards);

/// What keeps models from mapping a plan, or will make the map worse: tracks that have the bands of
/// none, models that do not go together, cells of another size, options that do not fit.
event::Findings check_models(const event::Plan& plan, const std::vector<KnownModel>& models);

}  // namespace scarp::pipeline
