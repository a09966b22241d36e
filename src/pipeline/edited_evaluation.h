#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "core/output_folder.h"
#include "core/reporter.h"
#include "core/run_record.h"
#include "core/thread_pool.h"
#include "product/map_package.h"

namespace scarp::pipeline {

/// Landslides that are known, and where someone looked for them.
struct KnownLandslides {
  std::string inventory;
  std::string interpreted_area;  ///< empty: everywhere
};

/// Compares the landslides of an edited map, and those that the machine had mapped, with an
/// inventory, cell by cell of the map's grid: the GeoPackage and mask.tif are in `out` already.
/// Writes what `scarp evaluate` does into the folders `evaluation` and `evaluation/machine`, and
/// returns the figures of both by their names. Throws Error.
nlohmann::ordered_json evaluate_edited(const KnownLandslides& known,
                                       const product::LayerNames& names, OutputFolder& out,
                                       RunRecord& record, ThreadPool& threads, Reporter& reporter);

}  // namespace scarp::pipeline
