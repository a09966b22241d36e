#pragma once

#include <optional>
#include <string>

#include "core/output_folder.h"
#include "core/reporter.h"
#include "core/run_record.h"
#include "core/thread_pool.h"
#include "eval/report.h"
#include "pipeline/map_layers.h"

namespace scarp::pipeline {

struct MapEvaluationOptions {
  std::string map;        ///< raster, or outlines
  std::string map_layer;  ///< of outlines; empty: the first
  MapReading reading;
  std::string inventory;
  std::string inventory_layer;   ///< empty: the first
  std::string interpreted_area;  ///< where someone looked; empty: everywhere
  std::string visibility;        ///< mask of a product; empty: unknown
  double cell_size_m = 10;       ///< of the grid that outlines are laid on
  std::string map_label;         ///< what the report calls the map; empty: by its path
  std::string visibility_label;  ///< likewise
  int block_cells = 64;          ///< edge of the blocks that intervals are drawn from
  eval::ReportOptions report;    ///< its kind is that of the map
  std::string folder;            ///< of the result, that files go into; empty: the result itself
};

/// Compares a landslide map with an inventory, cell by cell and landslide by landslide: writes the
/// report, confusion.tif and confusion.png into `out`, and what it found out into `record`. Returns
/// the table to show first. Throws Error.
eval::Table evaluate_map(const MapEvaluationOptions& options, OutputFolder& out, RunRecord& record,
                         ThreadPool& threads, Reporter& reporter);

}  // namespace scarp::pipeline
