#include "sar/pass.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "core/error.h"

namespace scarp::sar {
namespace {

// Slices that follow at once are a line apart, give or take the rounding of their times.
constexpr double kShortestStep_lines = 0.5;
constexpr double kLongestStep_lines = 3;

void require_same_pixels(const Product& a, const Product& b) {
  if (std::abs(a.image.azimuth_time_interval_s / b.image.azimuth_time_interval_s - 1) < 1e-3 &&
      std::abs(a.image.range_pixel_spacing_m / b.image.range_pixel_spacing_m - 1) < 1e-3) {
    return;
  }
  throw Error({"the slices differ in the size of their pixels",
               a.identity.name + " and " + b.identity.name, "Process each by itself"});
}

// From the last line of one to the first of the other, in lines.
double step_lines(const Product& a, const Product& b) {
  const double later_s = seconds_between(a.epoch, b.epoch);
  const double first_s = later_s + b.image.first_azimuth_time_s;
  return a.image.line(first_s) - (a.image.size.rows - 1);
}

// Slant ranges of one pixel's centre at all records.
std::vector<double> ranges_m(const RadarImage& image, int pixel) {
  std::vector<double> result;
  for (const GroundRangeRecord& record : image.ground_range.records()) {
    result.push_back(image.ground_range.slant_range_m(
        record.azimuth_time_s, pixel * image.range_pixel_spacing_m, GroundRangeRule::nearest));
  }
  return result;
}

}  // namespace

Pass::Pass(const std::vector<Product>& sorted, GeometryOptions options) {
  if (sorted.empty()) throw Error({"no scene is given", "", ""}, Fault::usage);
  std::int64_t lines = 0;
  for (const Product& product : sorted) {
    if (!slices_.empty()) {
      Slice& before = slices_.back();
      require_same_pixels(*before.product, product);
      const double step = step_lines(*before.product, product);
      if (step >= kShortestStep_lines && step <= kLongestStep_lines) before.step_to_next = step;
    }
    slices_.push_back({&product, RadarGeometry(product, options), static_cast<int>(lines), {}});
    lines += product.image.size.rows;
    if (lines > std::numeric_limits<int>::max()) {
      throw Error({"the scenes have too many lines together", product.identity.name, ""});
    }
  }
}

int Pass::pixels() const {
  int widest = 0;
  for (const Slice& slice : slices_) widest = std::max(widest, slice.pixels());
  return widest;
}

double Pass::nearest_m() const {
  double nearest = std::numeric_limits<double>::infinity();
  for (const Slice& slice : slices_) {
    for (const double range : ranges_m(slice.product->image, 0)) nearest = std::min(nearest, range);
  }
  return nearest;
}

double Pass::furthest_m() const {
  double furthest = 0;
  for (const Slice& slice : slices_) {
    const RadarImage& image = slice.product->image;
    for (const double range : ranges_m(image, image.size.cols - 1)) {
      furthest = std::max(furthest, range);
    }
  }
  return furthest;
}

std::vector<const Channel*> channels(const Pass& pass, const std::string& polarisation) {
  std::vector<const Channel*> result;
  for (const Slice& slice : pass.slices()) {
    const std::vector<Channel>& all = slice.product->channels;
    const auto found = std::find_if(all.begin(), all.end(), [&](const Channel& channel) {
      return channel.polarisation == polarisation;
    });
    if (found == all.end() || !found->measurement) {
      throw Error({fmt::format("has no {} image", polarisation), slice.product->identity.name,
                   "Choose another polarisation, or download the scene again"});
    }
    result.push_back(&*found);
  }
  return result;
}

}  // namespace scarp::sar
