#include "sar/radiometry.h"

#include <limits>
#include <vector>

namespace scarp::sar {
namespace {

Denoising choose(const Channel& channel, bool subtract_noise) {
  if (channel.noise_already_removed) return Denoising::by_processor;
  if (!subtract_noise) return Denoising::not_wanted;
  return channel.noise.empty() ? Denoising::no_data : Denoising::subtracted;
}

// One row; written so that compilers vectorise it. The difference needs double precision: DN² and η
// nearly cancel over water.
void calibrate_row(const float* factors, const double* noise, int count, float* cells) {
  constexpr float kNaN = std::numeric_limits<float>::quiet_NaN();
  for (int i = 0; i < count; ++i) {
    const double dn = cells[i];
    const auto signal = static_cast<float>(dn * dn - noise[i]);
    const float power = signal / (factors[i] * factors[i]);
    cells[i] = cells[i] == 0 ? kNaN : power;
  }
}

}  // namespace

const char* name_of(Denoising denoising) {
  switch (denoising) {
    case Denoising::subtracted:
      return "subtracted";
    case Denoising::by_processor:
      return "removed by the processor";
    case Denoising::no_data:
      return "no noise data";
    case Denoising::not_wanted:
      break;
  }
  return "not wanted";
}

Radiometry::Radiometry(const Channel& channel, Quantity quantity, bool subtract_noise)
    : channel_(channel), quantity_(quantity), denoising_(choose(channel, subtract_noise)) {}

void Radiometry::calibrate(Image<float>& dn, int first_line, int first_pixel) const {
  const auto width = static_cast<std::size_t>(dn.cols());
  std::vector<float> factors(width);
  std::vector<double> noise(width, 0.0);
  for (int row = 0; row < dn.rows(); ++row) {
    const int line = first_line + row;
    channel_.calibration.factors(quantity_, line, first_pixel, dn.cols(), factors.data());
    if (denoising_ == Denoising::subtracted) {
      channel_.noise.power(line, first_pixel, dn.cols(), noise.data());
    }
    calibrate_row(factors.data(), noise.data(), dn.cols(), dn.row(row));
  }
}

}  // namespace scarp::sar
