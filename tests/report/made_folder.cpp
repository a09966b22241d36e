#include "made_folder.h"

#include <cmath>

#include "geo/cog.h"
#include "geo/crs.h"
#include "geo/mask_file.h"
#include "product/event_layers.h"
#include "support/temp_folder.h"

namespace scarp::test {
namespace fs = std::filesystem;
namespace {

Grid grid_of(Size size) {
  return {{577000, 10, 0, 4736000, 0, -10}, size, geo::parse_crs("EPSG:32654")};
}

geo::MultiPolygon rectangle(const Grid& grid, int row, int col, int rows, int cols) {
  const auto at = [&](int r, int c) {
    return grid.to_world({static_cast<double>(r), static_cast<double>(c)});
  };
  const Point start = at(row, col);
  return {
      {{start, at(row + rows, col), at(row + rows, col + cols), at(row, col + cols), start}, {}}};
}

// Something like speckle: no two cells alike.
Image<float> texture(Size size, double level) {
  Image<float> image(size);
  for (std::size_t i = 0; i < image.values().size(); ++i) {
    const double t = std::sin(static_cast<double>(i) * 12.9898) * 43758.5453;
    image.values()[i] = static_cast<float>(level * (0.2 + t - std::floor(t)));
  }
  return image;
}

void write_scene(const fs::path& path, const Grid& grid, double level) {
  geo::CogSpec spec{
      .grid = grid,
      .bands = {{"VV", "power"}},
      .metadata = {{"POLARISATION", "VV"}, {"ACQUISITION_TIME", "2018-09-01T00:00:00Z"}}};
  geo::write_cog(path, spec, texture(grid.size(), level));
}

void write_rasters(const fs::path& folder, const Grid& grid) {
  geo::write_cog(folder / "score.tif", {.grid = grid, .bands = {{"score", ""}}},
                 texture(grid.size(), 0.7));
  geo::write_cog(folder / "change.tif", {.grid = grid, .bands = {{"standardised change", ""}}},
                 texture(grid.size(), 4));
  geo::write_cog(folder / "mask.tif", geo::mask_spec(grid), MaskImage(grid.size()));
  fs::create_directories(folder / "scenes");
  write_scene(folder / "scenes" / "pre_vv.tif", grid, 0.1);
  write_scene(folder / "scenes" / "post_vv.tif", grid, 0.2);
  geo::write_cog(folder / "scenes" / "dem.tif", {.grid = grid, .bands = {{"height", "m"}}},
                 texture(grid.size(), 30));
}

void write_outlines(const fs::path& folder, const Grid& grid) {
  product::Landslide small{rectangle(grid, 10, 10, 4, 3), 1200, 0.61, 0.7, 5, {2.5}, 17.25};
  product::Landslide large{rectangle(grid, 30, 40, 6, 6), 3600, 0.83, 0.95, -6, {-3.25}, 31.5};
  product::write_event_package(folder / "landslides.gpkg", grid.crs(), {"score", {"VV"}},
                               {small, large}, {{rectangle(grid, 0, 0, 5, 20), 10000, "no_data"}});
}

nlohmann::ordered_json record_of(const fs::path& folder) {
  nlohmann::ordered_json record{{"program", "scarp"},
                                {"version", "0.1.0"},
                                {"command", "change"},
                                {"options",
                                 {{"pre", {"scenes/pre_vv.tif"}},
                                  {"post", {"scenes/post_vv.tif:1"}},
                                  {"dem", "scenes/dem.tif"}}},
                                {"inputs", nlohmann::ordered_json::array()},
                                {"facts", {{"units", "power"}, {"change_threshold", 16.0}}},
                                {"warnings", {"a warning of the run"}},
                                {"outputs", nlohmann::ordered_json::array()}};
  for (const auto& [role, name] :
       {std::pair("backscatter", "scenes/pre_vv.tif"),
        std::pair("backscatter", "scenes/post_vv.tif"), std::pair("dem", "scenes/dem.tif")}) {
    record["inputs"].push_back(
        {{"role", role}, {"path", name}, {"bytes", fs::file_size(folder / name)}});
  }
  return record;
}

}  // namespace

void make_map_folder(const fs::path& folder, Size size) {
  fs::create_directories(folder);
  const Grid grid = grid_of(size);
  write_rasters(folder, grid);
  write_outlines(folder, grid);
  const nlohmann::ordered_json summary{{"landslides", 2},
                                       {"landslide_area_m2", 4800.0},
                                       {"assessable_area_m2", 470'000.0},
                                       {"not_assessable_area_m2", 10'000.0},
                                       {"minimum_mapping_unit_m2", 1000.0},
                                       {"crs", "EPSG:32654"},
                                       {"cell_size_m", 10.0}};
  write_file(folder / "summary.json", summary.dump());
  write_file(folder / "run.json", record_of(folder).dump());
}

void edit_json(const fs::path& path, const std::function<void(nlohmann::ordered_json&)>& edit) {
  auto json = nlohmann::ordered_json::parse(read_file(path));
  edit(json);
  write_file(path, json.dump());
}

}  // namespace scarp::test
