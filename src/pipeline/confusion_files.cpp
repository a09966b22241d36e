#include "pipeline/confusion_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "eval/confusion_map.h"
#include "geo/cog.h"
#include "geo/png.h"

namespace scarp::pipeline {
namespace {

constexpr int kShortestEdge = 640;
constexpr int kLongestEdge = 1600;

constexpr std::size_t kOutcomeCount = eval::kOutcomes.size();

// Of the cells of one pixel: the commonest class of landslides, else background, else nothing.
std::uint8_t told_of(const std::array<std::int64_t, kOutcomeCount>& cells) {
  const auto* first = cells.begin() + static_cast<int>(eval::Outcome::true_positive);
  const auto* most = std::max_element(first, cells.end());
  if (*most > 0) return static_cast<std::uint8_t>(most - cells.begin());
  return cells[1] > 0 ? 1 : 0;
}

Image<std::uint8_t> shrunk(const Image<std::uint8_t>& outcomes, int step) {
  Image<std::uint8_t> small(
      Size{(outcomes.rows() + step - 1) / step, (outcomes.cols() + step - 1) / step});
  for (int row = 0; row < small.rows(); ++row) {
    for (int col = 0; col < small.cols(); ++col) {
      std::array<std::int64_t, kOutcomeCount> cells{};
      const Window square = intersect({row * step, col * step, step, step}, whole(outcomes.size()));
      for (int r = square.row; r < square.row_end(); ++r) {
        for (int c = square.col; c < square.col_end(); ++c) ++cells[outcomes(r, c)];
      }
      small(row, col) = told_of(cells);
    }
  }
  return small;
}

}  // namespace

void write_confusion_map(const std::filesystem::path& path, const Grid& grid,
                         const Image<std::uint8_t>& outcomes) {
  geo::CogSpec spec{.grid = grid,
                    .bands = {{"0 not counted, 1 TN, 2 TP, 3 FN, 4 FP", ""}},
                    .type = geo::CellType::u8,
                    .integer_no_data = static_cast<int>(eval::Outcome::not_counted),
                    .average_overviews = false};
  for (const eval::OutcomeInfo& info : eval::kOutcomes) {
    const auto value = static_cast<std::uint8_t>(info.outcome);
    spec.metadata.emplace_back(fmt::format("SCARP_CLASS_{}", value), std::string(info.meaning));
    spec.colours.push_back({value, {info.colour.red, info.colour.green, info.colour.blue}});
  }
  geo::write_cog(path, spec, outcomes);
}

void write_confusion_picture(const std::filesystem::path& path,
                             const Image<std::uint8_t>& outcomes) {
  const int longest = std::max(outcomes.rows(), outcomes.cols());
  const int step = (longest + kLongestEdge - 1) / kLongestEdge;
  const Image<std::uint8_t> cells = shrunk(outcomes, step);
  const int factor = std::max(1, kShortestEdge / std::max(cells.rows(), cells.cols()));
  const Size size{cells.rows() * factor, cells.cols() * factor};
  geo::RgbImage picture{Image<std::uint8_t>(size), Image<std::uint8_t>(size),
                        Image<std::uint8_t>(size)};
  for (int row = 0; row < size.rows; ++row) {
    for (int col = 0; col < size.cols; ++col) {
      const eval::Rgb colour = eval::kOutcomes[cells(row / factor, col / factor)].colour;
      picture.red(row, col) = colour.red;
      picture.green(row, col) = colour.green;
      picture.blue(row, col) = colour.blue;
    }
  }
  geo::write_png(path, picture);
}

}  // namespace scarp::pipeline
