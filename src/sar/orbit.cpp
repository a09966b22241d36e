#include "sar/orbit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "core/error.h"

namespace scarp::sar {
namespace {

constexpr double kLongestGap_s = 60;
constexpr double kBeyond_s = 2;  // 14 km of the path
constexpr double kLowest_m = 6.5e6;
constexpr double kHighest_m = 5e7;
constexpr double kSlowest_m_per_s = 1e3;
constexpr double kFastest_m_per_s = 1.2e4;

[[noreturn]] void refuse(const std::string& what) {
  throw Error({"the orbit is not usable: " + what, "",
               "Download the product or the orbit file again; it may be damaged"});
}

bool within(double value, double low, double high) { return value >= low && value <= high; }

void require_satellite(const StateVector& state) {
  // Written so that NaN fails.
  if (!within(norm(state.position_m), kLowest_m, kHighest_m)) {
    refuse(fmt::format("a state vector is {:.6g} m from the centre of the Earth",
                       norm(state.position_m)));
  }
  if (!within(norm(state.velocity_m_per_s), kSlowest_m_per_s, kFastest_m_per_s)) {
    refuse(fmt::format("a state vector has a speed of {:.6g} m/s", norm(state.velocity_m_per_s)));
  }
}

// Velocities of another frame, or in other units, do not lead from one position to the next.
void require_steady(const StateVector& a, const StateVector& b) {
  const double seconds = seconds_between(a.time, b.time);
  if (!(seconds > 0)) refuse("the times of its state vectors do not increase");
  if (seconds > kLongestGap_s) {
    refuse(fmt::format("{:.0f} s lie between two state vectors", seconds));
  }
  const Vec3 moved = b.position_m - a.position_m;
  const Vec3 expected = 0.5 * seconds * (a.velocity_m_per_s + b.velocity_m_per_s);
  if (norm(moved - expected) > 0.01 * norm(expected)) {
    refuse("its velocities do not lead from one position to the next");
  }
}

}  // namespace

const char* name_of(OrbitSource source) {
  switch (source) {
    case OrbitSource::annotation:
      return "annotation";
    case OrbitSource::restituted:
      return "restituted";
    case OrbitSource::precise:
      return "precise";
  }
  return "";
}

Orbit::Orbit(Utc epoch, std::vector<StateVector> states, OrbitSource source)
    : epoch_(epoch), source_(source), states_(std::move(states)) {
  if (states_.size() < kPoints) {
    refuse(fmt::format("{} state vectors, but {} are needed", states_.size(), kPoints));
  }
  for (std::size_t i = 0; i < states_.size(); ++i) {
    require_satellite(states_[i]);
    if (i > 0) require_steady(states_[i - 1], states_[i]);
    times_s_.push_back(seconds_between(epoch_, states_[i].time));
  }
  scales_.resize(states_.size() - kPoints + 1);
  for (std::size_t first = 0; first < scales_.size(); ++first) {
    for (std::size_t j = 0; j < kPoints; ++j) {
      double product = 1;
      for (std::size_t k = 0; k < kPoints; ++k) {
        if (k != j) product *= times_s_[first + j] - times_s_[first + k];
      }
      scales_[first][j] = 1 / product;
    }
  }
}

std::size_t Orbit::first_point(double azimuth_time_s) const {
  const auto after = std::upper_bound(times_s_.begin(), times_s_.end(), azimuth_time_s);
  const auto index = static_cast<std::size_t>(after - times_s_.begin());
  const std::size_t first = index < kPoints / 2 ? 0 : index - kPoints / 2;
  return std::min(first, scales_.size() - 1);
}

Orbit::Motion Orbit::at(double azimuth_time_s) const {
  const std::size_t first = first_point(azimuth_time_s);
  const std::array<double, kPoints>& scale = scales_[first];
  // Π (t − t_k) over the points before and after each one, with derivatives.
  std::array<double, kPoints> before{1};
  std::array<double, kPoints> before_rate{0};
  for (std::size_t j = 1; j < kPoints; ++j) {
    const double step = azimuth_time_s - times_s_[first + j - 1];
    before[j] = before[j - 1] * step;
    before_rate[j] = before_rate[j - 1] * step + before[j - 1];
  }
  Motion motion;
  double after = 1;
  double after_rate = 0;
  for (std::size_t j = kPoints; j-- > 0;) {
    const StateVector& state = states_[first + j];
    const double weight = scale[j] * before[j] * after;
    const double rate = scale[j] * (before_rate[j] * after + before[j] * after_rate);
    motion.position_m += weight * state.position_m;
    motion.velocity_m_per_s += weight * state.velocity_m_per_s;
    motion.acceleration_m_per_s2 += rate * state.velocity_m_per_s;
    const double step = azimuth_time_s - times_s_[first + j];
    after_rate = after_rate * step + after;
    after *= step;
  }
  return motion;
}

bool Orbit::covers(double first_s, double last_s) const {
  return first_s >= times_s_.front() && last_s <= times_s_.back();
}

bool Orbit::reaches(double azimuth_time_s) const {
  return covers(azimuth_time_s + kBeyond_s, azimuth_time_s - kBeyond_s);
}

}  // namespace scarp::sar
