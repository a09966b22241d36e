#pragma once

#include "core/image.h"
#include "core/window.h"
#include "sar/product.h"

namespace scarp::sar {

/// What became of the thermal noise of a channel.
enum class Denoising {
  subtracted,
  by_processor,  ///< the product came without
  no_data,       ///< the product has no noise table, or one of zeros
  not_wanted,
};

/// "subtracted", "removed by the processor", "no noise data" or "not wanted".
const char* name_of(Denoising denoising);

/// Digital numbers of one channel to calibrated power. The channel must outlive it. Safe to use
/// from several threads at once.
class Radiometry {
 public:
  Radiometry(const Channel& channel, Quantity quantity, bool subtract_noise);

  Denoising denoising() const { return denoising_; }

  /// (DN² − η) / A² in place, for digital numbers whose first cell lies at (first_line,
  /// first_pixel) of the image. Linear power, below zero where noise exceeds the signal: clip after
  /// averaging. NaN where DN is 0, which is no data. Every value depends on its own cell alone.
  void calibrate(Image<float>& dn, int first_line, int first_pixel) const;

 private:
  const Channel& channel_;
  Quantity quantity_;
  Denoising denoising_;
};

}  // namespace scarp::sar
