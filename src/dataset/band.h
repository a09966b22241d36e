#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/utc.h"

namespace scarp::dataset {

/// What one band of a stack, a data set or a model's input holds.
struct Band {
  std::string name;                    ///< "VV_pre", "VV_post1", "slope"
  std::string unit;                    ///< "power", "amplitude", "dB", "degree", "m", "1"
  std::string polarisation;            ///< "VV", "VH", "HH", "HV"; empty for terrain
  std::string pass;                    ///< "ascending", "descending"; empty where unknown
  std::optional<Utc> time;             ///< of acquisition
  std::optional<double> if_missing{};  ///< of a model's input: the value, in `unit`, that stands
                                       ///< for the band where it is not given; empty: it has to be
};

/// Optional bands of a model's input that are not among those given: their indices, rising.
std::vector<std::size_t> left_out(const std::vector<Band>& wanted, const std::vector<Band>& given);

/// What a model must find alike in its input: names, units and polarisations, in order. The times
/// and the pass are those of one event. In words what differs; empty when nothing does. Optional
/// bands have to be there, too.
std::string difference(const std::vector<Band>& expected, const std::vector<Band>& found);

/// The same, but optional bands may be left out.
std::string difference_in_needed(const std::vector<Band>& expected, const std::vector<Band>& found);

}  // namespace scarp::dataset
