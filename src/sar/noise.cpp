#include "sar/noise.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

#include "core/error.h"
#include "sar/ipf_version.h"
#include "sar/line_profile.h"

namespace scarp::sar {
namespace {

// `what` names the list in messages.
void require_list(const std::vector<int>& places, const std::vector<double>& values,
                  const std::string& what) {
  if (places.empty()) throw Error({what + " is empty", "", ""});
  if (places.size() != values.size()) {
    throw Error({fmt::format("{} has {} places, but {} values", what, places.size(), values.size()),
                 "", ""});
  }
  if (std::adjacent_find(places.begin(), places.end(), std::greater_equal<>()) != places.end()) {
    throw Error({what + " is out of order", "", ""});
  }
  const auto usable = [](double value) { return std::isfinite(value) && value >= 0; };
  if (std::all_of(values.begin(), values.end(), usable)) return;
  throw Error({what + " has values that are negative or no numbers", "", ""});
}

void require_block(const AzimuthNoiseBlock& block) {
  if (block.first_line > block.last_line || block.first_pixel > block.last_pixel) {
    throw Error({fmt::format("the azimuth noise block from line {}, pixel {} has no extent",
                             block.first_line, block.first_pixel),
                 "", ""});
  }
  require_list(block.lines, block.factor,
               fmt::format("the azimuth noise block from line {}, pixel {}", block.first_line,
                           block.first_pixel));
}

bool overlap(const RangeNoiseVector& vector, const AzimuthNoiseBlock& block) {
  return vector.pixels.front() <= block.last_pixel && vector.pixels.back() >= block.first_pixel;
}

// Lines between a vector and a block; 0 inside.
int distance(const RangeNoiseVector& vector, const AzimuthNoiseBlock& block) {
  return std::max({0, block.first_line - vector.line, vector.line - block.last_line});
}

double factor_at(const AzimuthNoiseBlock& block, int line) {
  const LineBracket at = bracket(block.lines, line);
  return block.factor[at.before] + at.weight * (block.factor[at.after] - block.factor[at.before]);
}

}  // namespace

NoiseTable::NoiseTable(std::vector<RangeNoiseVector> vectors, std::vector<AzimuthNoiseBlock> blocks)
    : vectors_(std::move(vectors)), blocks_(std::move(blocks)) {
  for (const RangeNoiseVector& vector : vectors_) {
    require_list(vector.pixels, vector.noise,
                 fmt::format("the noise vector of line {}", vector.line));
    if (!all_.lines.empty() && vector.line < all_.lines.back()) {
      throw Error(
          {fmt::format("the noise vector of line {} is out of order", vector.line), "", ""});
    }
    all_.places.push_back(all_.places.size());
    all_.lines.push_back(vector.line);
    empty_ = empty_ && std::all_of(vector.noise.begin(), vector.noise.end(),
                                   [](double noise) { return noise == 0; });
  }
  for (const AzimuthNoiseBlock& block : blocks_) {
    require_block(block);
    of_block_.push_back(select(block));
  }
}

// The vectors inside a block, else those nearest to it; in its swath before those of others.
NoiseTable::Selection NoiseTable::select(const AzimuthNoiseBlock& block) const {
  const auto in_swath = [&](const RangeNoiseVector& vector) { return overlap(vector, block); };
  const bool any_in_swath = std::any_of(vectors_.begin(), vectors_.end(), in_swath);
  int nearest = std::numeric_limits<int>::max();
  Selection selection;
  for (std::size_t i = 0; i < vectors_.size(); ++i) {
    if (any_in_swath && !in_swath(vectors_[i])) continue;
    const int here = distance(vectors_[i], block);
    if (here > nearest) continue;
    if (here < nearest) selection = {};
    nearest = here;
    selection.places.push_back(i);
    selection.lines.push_back(vectors_[i].line);
  }
  return selection;
}

void NoiseTable::fill(const Selection& selection, int line, double factor, int first_pixel,
                      int count, double* out) const {
  const LineBracket lines = bracket(selection.lines, line);
  const RangeNoiseVector& before = vectors_[selection.places[lines.before]];
  const RangeNoiseVector& after = vectors_[selection.places[lines.after]];
  LineProfile profile;
  profile.set<double>({before.pixels, before.noise}, {after.pixels, after.noise}, lines.weight,
                      factor, first_pixel, first_pixel + count - 1);
  profile.sample(first_pixel, count, out);
}

void NoiseTable::power(int line, int first_pixel, int count, double* out) const {
  if (count < 1) return;
  if (vectors_.empty()) {
    std::fill(out, out + count, 0.0);
    return;
  }
  const int end = first_pixel + count;
  const auto on_line = [&](const AzimuthNoiseBlock& block) {
    return line >= block.first_line && line <= block.last_line;
  };
  const auto covers_all = [&](const AzimuthNoiseBlock& block) {
    return on_line(block) && block.first_pixel <= first_pixel && block.last_pixel + 1 >= end;
  };
  if (std::none_of(blocks_.begin(), blocks_.end(), covers_all)) {
    fill(all_, line, 1, first_pixel, count, out);  // for pixels between blocks
  }
  for (std::size_t i = 0; i < blocks_.size(); ++i) {
    const AzimuthNoiseBlock& block = blocks_[i];
    const int first = std::max(first_pixel, block.first_pixel);
    const int width = std::min(end, block.last_pixel + 1) - first;
    if (!on_line(block) || width < 1) continue;
    fill(of_block_[i], line, factor_at(block, line), first, width, out + (first - first_pixel));
  }
}

std::optional<double> noise_scale(const std::string& ipf_version, const std::string& mode,
                                  double dn) {
  if (!ipf_before(ipf_version, 2, 51)) return 1;
  double k = 0;
  if (mode == "IW") k = 75088.7;
  if (mode == "EW") k = 56065.87;
  if (k == 0) return std::nullopt;
  return ipf_before(ipf_version, 2, 34) ? k * dn : k * dn * dn;
}

}  // namespace scarp::sar
