#pragma once

#include <cstdint>
#include <vector>

#include "core/runs.h"

namespace scarp {

/// What joins cells of one value: edges alone, or corners too.
enum class Connection { edges, corners };

/// Which connected region each run belongs to; regions count from 0 in order of their first cells.
/// Union-find over the runs of neighbouring rows (Wu et al. 2009); about linear in runs.
std::vector<std::int32_t> connect(const Runs& runs, Connection connection);

}  // namespace scarp
