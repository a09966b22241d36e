#pragma once

#include <optional>
#include <vector>

#include "core/utc.h"
#include "stack/scenes.h"
#include "stack/shift.h"

namespace scarp::stack {

/// What was taken at once: one date in several polarisations.
using Acquisition = std::vector<const Scene*>;

/// Whether two times are of one acquisition: within a minute. The next pass is days away.
bool taken_at_once(Utc a, Utc b);

/// `wanted`, some of `all`, by acquisition, in the order given. By their times; scenes without one
/// by their place among the dates of their polarisation, where all have as many dates.
std::vector<Acquisition> acquisitions(const Scenes& all, const std::vector<const Scene*>& wanted);

/// When it was taken, if any of its scenes says so.
std::optional<Utc> time_of(const Acquisition& acquisition);

/// The polarisations that both have.
std::vector<ImagePair> common_pairs(const Acquisition& fixed, const Acquisition& moved);

}  // namespace scarp::stack
