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

[[noreturn]] void refuse(const Product& a, const Product& b, const std::string& difference) {
  throw Error({fmt::format("the scenes are not slices of one pass: {}", difference),
               a.identity.name + " and " + b.identity.name,
               "Give slices that follow each other in one acquisition, and process other scenes by "
               "themselves"},
              Fault::usage);
}

void require_same_pass(const Product& a, const Product& b) {
  const Identity& i = a.identity;
  const Identity& j = b.identity;
  const auto differ = [&](const char* what, const std::string& left, const std::string& right) {
    if (left != right) refuse(a, b, fmt::format("{} {} and {}", what, left, right));
  };
  differ("satellite", i.satellite, j.satellite);
  differ("mode", i.mode, j.mode);
  differ("type", i.type, j.type);
  differ("processor", i.ipf_version, j.ipf_version);
  differ("absolute orbit", std::to_string(i.absolute_orbit), std::to_string(j.absolute_orbit));
  if (std::abs(a.image.azimuth_time_interval_s / b.image.azimuth_time_interval_s - 1) > 1e-3 ||
      std::abs(a.image.range_pixel_spacing_m / b.image.range_pixel_spacing_m - 1) > 1e-3) {
    refuse(a, b, "their pixels differ in size");
  }
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

Pass::Pass(std::vector<const Product*> products, GeometryOptions options) {
  if (products.empty()) throw Error({"no scene is given", "", ""}, Fault::usage);
  const auto start = [](const Product* p) {
    return p->epoch.plus_seconds(p->image.first_azimuth_time_s);
  };
  std::sort(products.begin(), products.end(),
            [&](const Product* a, const Product* b) { return start(a) < start(b); });
  std::int64_t lines = 0;
  for (const Product* product : products) {
    if (!slices_.empty()) {
      Slice& before = slices_.back();
      require_same_pass(*before.product, *product);
      const double step = step_lines(*before.product, *product);
      if (step <= 1 - before.lines()) refuse(*before.product, *product, "both show the same");
      if (step >= kShortestStep_lines && step <= kLongestStep_lines) before.step_to_next = step;
    }
    slices_.push_back({product, RadarGeometry(*product, options), static_cast<int>(lines), {}});
    lines += product->image.size.rows;
    if (lines > std::numeric_limits<int>::max()) {
      throw Error({"the scenes have too many lines together", product->identity.name, ""});
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
