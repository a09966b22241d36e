#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "core/image.h"

// Open water as the dates before an event show it: dark, on flat ground.
namespace scarp::change {

/// Ground at least so steep is no water; heights over water are noisy.
inline constexpr float kSteepestWater_deg = 5;

/// How many cells have which level of backscatter, in steps of 0.1 dB.
class LevelHistogram {
 public:
  static constexpr double kLowest_db = -55;
  static constexpr double kStep_db = 0.1;

  /// Counts a cell; NaN and levels beyond −55 … 15 dB are passed over.
  void add(double level_db);
  void add(const LevelHistogram& other);

  const std::array<std::int64_t, 700>& counts() const { return counts_; }

 private:
  std::array<std::int64_t, 700> counts_{};
};

/// The level below which flat ground is water: where the two bulks of levels part, by minimum-error
/// thresholding (Kittler & Illingworth 1986). Nothing where there are no two bulks, or the darker
/// one is as bright as land can be: water is rather missed than made up. Co-polarised backscatter
/// of flat ground, averaged over some cells, is expected.
std::optional<double> water_level_db(const LevelHistogram& flat_ground);

}  // namespace scarp::change
