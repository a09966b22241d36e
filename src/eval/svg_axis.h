#pragma once

#include <string>
#include <vector>

namespace scarp::eval {

/// Where an axis begins and ends and which values it is labelled at.
struct AxisScale {
  double low = 0;
  double high = 1;
  std::vector<double> ticks;
  int decimals = 0;  ///< that tell the ticks apart
};

/// An axis that holds `low` to `high` with about `wanted` ticks at steps of 1, 2 or 5 times a power
/// of ten. With `exact` it ends where the values do, otherwise at a tick. Equal ends are widened;
/// ends that are not finite give 0 to 1.
AxisScale axis_scale(double low, double high, int wanted, bool exact);

/// Short label of a tick: "0.25", "1500", and "2e-05" where decimals would be many.
std::string tick_label(double value, const AxisScale& scale);

}  // namespace scarp::eval
