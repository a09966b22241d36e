#include "dataset/augment.h"

#include <algorithm>
#include <cmath>

#include "core/backscatter.h"

namespace scarp::dataset {
namespace {

template <typename T>
void lay(Symmetry symmetry, T* values, int rows, int cols, int channels) {
  const auto cells = static_cast<std::size_t>(rows) * static_cast<std::size_t>(cols);
  const std::vector<T> before(values, values + cells * static_cast<std::size_t>(channels));
  for (int row = 0; row < rows; ++row) {
    for (int col = 0; col < cols; ++col) {
      int from_row = symmetry.flip_rows ? rows - 1 - row : row;
      int from_col = symmetry.flip_cols ? cols - 1 - col : col;
      if (symmetry.transpose) std::swap(from_row, from_col);
      const std::ptrdiff_t from = (static_cast<std::ptrdiff_t>(from_row) * cols + from_col);
      values = std::copy_n(before.data() + from * channels, channels, values);
    }
  }
}

bool even_chance(Random& random) { return random.below(2) == 1; }

Symmetry draw_symmetry(const Augmentation& how, bool square, Random& random) {
  Symmetry symmetry;
  if (how.flip) {
    symmetry.flip_rows = even_chance(random);
    symmetry.flip_cols = even_chance(random);
  }
  if (!how.rotate) return symmetry;
  const std::uint64_t quarters = square ? random.below(4) : 2 * random.below(2);
  // A quarter turn is a transposition and a flip.
  if (quarters % 2 == 1) {
    symmetry.transpose = true;
    symmetry.flip_cols = !symmetry.flip_cols;
  }
  if (quarters >= 2) {
    symmetry.flip_rows = !symmetry.flip_rows;
    symmetry.flip_cols = !symmetry.flip_cols;
  }
  return symmetry;
}

float gained(float value, double power_gain, BackscatterUnit unit) {
  switch (unit) {
    case BackscatterUnit::power:
      return static_cast<float>(value * power_gain);
    case BackscatterUnit::amplitude:
      return static_cast<float>(value * std::sqrt(power_gain));
    case BackscatterUnit::decibel:
      break;
  }
  return static_cast<float>(value + 10 * std::log10(power_gain));
}

void disturb(const Augmentation& how, const std::vector<Band>& bands, const PatchView& patch,
             Random& random) {
  const std::ptrdiff_t cells = static_cast<std::ptrdiff_t>(patch.rows) * patch.cols;
  const auto count = static_cast<std::ptrdiff_t>(bands.size());
  for (std::ptrdiff_t b = 0; b < count; ++b) {
    const auto unit = backscatter_unit(bands[static_cast<std::size_t>(b)].unit);
    if (!unit) continue;
    const double gain = std::pow(10.0, how.gain_db * random.normal() / 10);
    for (std::ptrdiff_t i = 0; i < cells; ++i) {
      float& value = patch.x[i * count + b];
      const double speckle = how.speckle_looks ? random.speckle(*how.speckle_looks) : 1;
      value = gained(value, gain * speckle, *unit);
    }
  }
}

// Each is drawn for, dropped or not, so that one does not change what is drawn for the next.
void drop(const std::vector<BandDrop>& drops, const std::vector<Band>& bands,
          const PatchView& patch, Random& random) {
  const std::ptrdiff_t cells = static_cast<std::ptrdiff_t>(patch.rows) * patch.cols;
  const auto count = static_cast<std::ptrdiff_t>(bands.size());
  for (const BandDrop& one : drops) {
    const bool dropped = random.uniform() < one.share;
    for (std::ptrdiff_t b = 0; b < count && dropped; ++b) {
      const Band& band = bands[static_cast<std::size_t>(b)];
      if (band.name != one.band || !band.if_missing) continue;
      const auto value = static_cast<float>(*band.if_missing);
      for (std::ptrdiff_t i = 0; i < cells; ++i) patch.x[i * count + b] = value;
    }
  }
}

}  // namespace

void apply(Symmetry symmetry, float* values, int rows, int cols, int channels) {
  lay(symmetry, values, rows, cols, channels);
}

void apply(Symmetry symmetry, std::uint8_t* values, int rows, int cols, int channels) {
  lay(symmetry, values, rows, cols, channels);
}

Random augmentation_random(std::uint64_t seed, std::uint64_t epoch, std::uint64_t patch) {
  return Random(seed, epoch << 32U ^ patch);
}

void augment(const Augmentation& how, const std::vector<Band>& bands, const PatchView& patch,
             Random random) {
  const Symmetry symmetry = draw_symmetry(how, patch.rows == patch.cols, random);
  apply(symmetry, patch.x, patch.rows, patch.cols, static_cast<int>(bands.size()));
  if (patch.y != nullptr) apply(symmetry, patch.y, patch.rows, patch.cols, 1);
  if (patch.valid != nullptr) apply(symmetry, patch.valid, patch.rows, patch.cols, 1);
  if (how.speckle_looks || how.gain_db > 0) disturb(how, bands, patch, random);
  drop(how.drops, bands, patch, random);
}

}  // namespace scarp::dataset
