#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "core/projection.h"
#include "made_orbit.h"
#include "sar/product.h"

namespace scarp::sar::test {

struct ProductOptions {
  CircularOrbit orbit;
  Size size{600, 800};
  double first_azimuth_time_s = 0;
  /// Digital number of a line and pixel.
  std::function<float(int line, int pixel)> digital_number = [](int, int) { return 100.0F; };
};

/// Digital numbers of even ground: 100 in the mean square, with speckle of 4.4 looks.
float speckled(int line, int pixel);

/// A product over a made orbit, calibrated so that every quantity is the square of the digital
/// number; its ground range jumps by up to 19 pixels each second, like those of real ones.
Product made_product(const ProductOptions& options);

/// The lines of such a product as two slices: the second one holds those from `cut` on, and begins
/// `step` lines after the first ends.
std::vector<Product> made_slices(const ProductOptions& whole, int cut, double step);

/// Where its image shows the ground at a height, exactly.
LonLat place_of(const Product& product, double line, double pixel, double height_m);

/// For grids in longitude and latitude.
class Geographic final : public Projection {
 public:
  std::vector<LonLat> to_lon_lat(const std::vector<Point>& places) const override;
  std::vector<Point> from_lon_lat(const std::vector<LonLat>& places) const override;
};

CrsPtr geographic_crs();

/// In longitude and latitude, around a place; cells of `cell_deg`, edges on multiples of it.
Grid grid_around(LonLat centre, double cell_deg, Size size);

}  // namespace scarp::sar::test
