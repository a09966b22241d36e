#include "made_files.h"

#include "core/error.h"
#include "geo/crs.h"
#include "geo/vector_file.h"

namespace scarp::test {

Grid utm_grid(Size size, double cell, double east, double south) {
  return {{573220 + east, cell, 0, 4747320 - south, 0, -cell}, size, geo::parse_crs("EPSG:32654")};
}

Image<float> image_of(const Grid& grid, const std::function<double(double, double)>& function) {
  Image<float> image(grid.size());
  for (int row = 0; row < grid.rows(); ++row) {
    for (int col = 0; col < grid.cols(); ++col) {
      const Point centre = grid.centre(row, col);
      image(row, col) = static_cast<float>(function(centre.x, centre.y));
    }
  }
  return image;
}

void make_file(const std::filesystem::path& path, const Grid& grid, const Image<float>& image,
               const geo::BandSpec& band) {
  geo::write_cog(path, {.grid = grid, .bands = {band}}, image);
}

void make_polygons(const std::filesystem::path& path, const Grid& grid,
                   const std::vector<Window>& rectangles) {
  geo::VectorWriter writer(path);
  writer.begin_layer("polygons", grid.crs(), {});
  for (const Window& cells : rectangles) {
    const Bounds b = grid.crop(cells).bounds();
    writer.add({{{{{b.min_x, b.min_y},
                   {b.max_x, b.min_y},
                   {b.max_x, b.max_y},
                   {b.min_x, b.max_y},
                   {b.min_x, b.min_y}},
                  {}}},
                {}});
  }
  writer.finish();
}

}  // namespace scarp::test
