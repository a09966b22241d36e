#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/random.h"
#include "dataset/band.h"

namespace scarp::dataset {

/// A band that some patches go without, so that a network learns to do without it.
struct BandDrop {
  std::string band;
  double share = 0;  ///< of patches, drawn anew each time
};

/// What a patch may be turned into that is as likely to be met. Applied before scaling.
struct Augmentation {
  bool flip = true;     ///< left to right, top to bottom: each every other time
  bool rotate = false;  ///< quarter turns too; of patches that are not square only half turns
  std::optional<double> speckle_looks;  ///< multiplies backscatter by speckle of so many looks
  double gain_db = 0;                   ///< deviation of a gain drawn for each backscatter band
  std::vector<BandDrop> drops{};        ///< become `if_missing` of the band
};

/// One of the eight ways to lay a square on itself: first transposed, then flipped.
struct Symmetry {
  bool transpose = false;
  bool flip_rows = false;
  bool flip_cols = false;
};

/// Lays values of the shape (rows, cols, channels) on themselves. Only squares can be transposed.
void apply(Symmetry symmetry, float* values, int rows, int cols, int channels);
void apply(Symmetry symmetry, std::uint8_t* values, int rows, int cols, int channels);

/// One patch in the memory of its owner.
struct PatchView {
  float* x;             ///< (rows, cols, bands), not scaled
  float* y;             ///< (rows, cols); may be null
  std::uint8_t* valid;  ///< (rows, cols); may be null
  int rows;
  int cols;
};

/// The numbers that patch `patch` is augmented by in epoch `epoch`.
Random augmentation_random(std::uint64_t seed, std::uint64_t epoch, std::uint64_t patch);

/// Augments in place; x, y and valid are moved alike. Only bands in "power", "amplitude" or "dB"
/// are speckled and gained, all of them with numbers of their own.
void augment(const Augmentation& how, const std::vector<Band>& bands, const PatchView& patch,
             Random random);

}  // namespace scarp::dataset
