#pragma once

#include <string>
#include <vector>

#include "core/image.h"
#include "sar/pass.h"
#include "sar/radiometry.h"

namespace scarp::sar {

/// What is made of the digital numbers.
struct RadiometryOptions {
  Quantity quantity = Quantity::gamma0;
  std::vector<std::string> polarisations;
  bool subtract_noise = true;
  /// From products of processors that left it in the no-data borders.
  bool drop_border_noise = true;
};

/// Reads calibrated lines of a pass. The pass must outlive it.
class PassReader {
 public:
  /// Throws Error when a slice lacks a polarisation.
  PassReader(const Pass& pass, RadiometryOptions options);

  /// Signed linear power (see Radiometry) of each polarisation inside `window`: lines of the pass,
  /// and pixels. NaN beyond the edge of slices narrower than others. Lines are best read in order.
  std::vector<Image<float>> read(const Window& window) const;

  std::size_t polarisations() const { return options_.polarisations.size(); }

  /// What becomes of the noise of a polarisation in a slice.
  Denoising denoising(std::size_t slice, std::size_t polarisation) const;

 private:
  struct SliceChannels {
    std::vector<const Channel*> channels;  // as polarisations were asked for
    std::vector<Radiometry> radiometry;
    const Channel* border = nullptr;  // whose digital numbers show border noise, if any do
  };

  std::vector<Image<float>> read_slice(std::size_t slice, const Window& window) const;

  const Pass& pass_;
  RadiometryOptions options_;
  std::vector<SliceChannels> slices_;
};

}  // namespace scarp::sar
