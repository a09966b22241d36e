#pragma once

#include <string>
#include <vector>

#include "event/plan.h"
#include "model/card.h"

namespace scarp::pipeline {

/// What is known of a model before it runs.
struct KnownModel {
  std::string path;
  model::Card card;
};

/// What keeps models from mapping a plan, or will make the map worse: bands that tracks do not
/// have, models that do not go together, cells of another size, options that do not fit.
event::Findings check_models(const event::Plan& plan, const std::vector<KnownModel>& models);

}  // namespace scarp::pipeline
