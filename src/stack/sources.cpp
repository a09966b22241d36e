#include "stack/sources.h"

#include <fmt/format.h>

#include <cmath>
#include <utility>

#include "core/error.h"
#include "geo/simulated.h"

namespace scarp::stack {
namespace {

using Json = nlohmann::ordered_json;

void record_inputs(const Source& source, const OutputFolder& out, RunRecord& record) {
  const auto input = [&](const char* role, const std::filesystem::path& path) {
    if (path.empty()) return;
    out.require_not_replaced(path);
    record.input(role, path);
  };
  for (const auto& file : source.stack->files()) input("stack", file);
  input("inventory", source.files.labels.inventory);
  input("interpreted area", source.files.labels.interpreted_area);
  input("mask", source.files.labels.mask);
}

void require_alike(const Source& first, const Source& other, Reporter& reporter) {
  const std::string difference = dataset::difference(first.stack->bands(), other.stack->bands());
  if (!difference.empty()) {
    throw Error({difference, other.stack->raster().path(),
                 fmt::format("Make it with the same --bands and --as as {}",
                             first.stack->raster().path())});
  }
  const double ratio = other.stack->grid().cell_size_m() / first.stack->grid().cell_size_m();
  if (std::abs(ratio - 1) < 0.01) return;
  reporter.warn(fmt::format("the cells of {} measure {:.4g} m, those of {} {:.4g} m",
                            other.stack->raster().path(), other.stack->grid().cell_size_m(),
                            first.stack->raster().path(), first.stack->grid().cell_size_m()));
}

// Places of a stack; errors name it.
std::vector<dataset::Place> places_of(const Source& source, const dataset::CutOptions& options) {
  try {
    return dataset::choose_places(source.labels, options);
  } catch (const Error& error) {
    throw Error({error.problem().what, source.stack->raster().path(), error.problem().advice},
                error.fault());
  }
}

// Cells of a stack that are valid, and those of them that are landslide.
Json cells_of(const Source& source) {
  std::int64_t landslide = 0;
  std::int64_t valid_landslide = 0;
  std::int64_t valid = 0;
  for (std::size_t i = 0; i < source.labels.valid.values().size(); ++i) {
    landslide += source.labels.landslide.values()[i];
    valid += source.labels.valid.values()[i];
    valid_landslide += source.labels.landslide.values()[i] & source.labels.valid.values()[i];
  }
  return {{"cells", source.stack->grid().size().cells()},
          {"valid_cells", valid},
          {"landslide_cells", landslide},
          {"valid_landslide_cells", valid_landslide}};
}

}  // namespace

std::vector<Source> open_sources(const DataSetOptions& options, const OutputFolder& out,
                                 RunRecord& record, ThreadPool& threads, Reporter& reporter) {
  Reporter::Stage stage(reporter, "labelling", static_cast<std::int64_t>(options.sources.size()));
  std::vector<Source> sources;
  for (const LabelledStack& files : options.sources) {
    Source source{files, std::make_unique<StackFile>(files.stack), {}, {}};
    if (!sources.empty()) require_alike(sources.front(), source, reporter);
    record_inputs(source, out, record);
    source.labels = label_stack(*source.stack, files.labels, threads);
    source.places = places_of(source, options.cut);
    sources.push_back(std::move(source));
    stage.advance();
  }
  return sources;
}

std::vector<dataset::Band> common_bands(const std::vector<Source>& sources) {
  std::vector<dataset::Band> bands = sources.front().stack->bands();
  for (dataset::Band& band : bands) {
    if (sources.size() == 1) break;
    band.time.reset();
    band.pass.clear();
  }
  return bands;
}

Json describe(const Source& source) {
  const Bounds ground = source.stack->grid().bounds();
  Json json{{"event", source.files.event},
            {"stack", source.stack->raster().path()},
            {"inventory", source.files.labels.inventory},
            {"interpreted_area", source.files.labels.interpreted_area},
            {"mask", source.files.labels.mask},
            {"crs", source.stack->grid().crs()->name},
            {"bounds", {ground.min_x, ground.min_y, ground.max_x, ground.max_y}},
            {"cell_size_m", source.stack->grid().cell_size_m()},
            {"patches", source.places.size()}};
  if (source.stack->raster().metadata().contains(geo::kSimulatedItem)) json["simulated"] = true;
  json.update(cells_of(source));
  return json;
}

}  // namespace scarp::stack
