#pragma once

#include <optional>
#include <string>
#include <vector>

namespace scarp::stack {

/// A band that a stack is to have.
struct BandRequest {
  enum class Kind { backscatter, slope, height };

  std::string name;  ///< as it was asked for, and as the band will be called
  Kind kind = Kind::backscatter;
  std::string polarisation;  ///< of backscatter, upper case
  bool after = false;        ///< the event
  std::optional<int> date;   ///< counted from 1 in order of time; empty: the one next to the event
  bool mean = false;         ///< of all dates of that side, instead
};

/// From "BA_S" (VV_pre, VV_post, slope), "BAA_S" (VV_pre, VV_post1, VV_post2, slope) or names like
/// "VV_pre1,VH_premean,VH_post,slope,height". Throws Error (wrong use) for anything else and for a
/// name given twice.
std::vector<BandRequest> parse_band_list(const std::string& text);

/// What a series has of one polarisation.
struct DateCount {
  std::string polarisation;
  int before = 0;
  int after = 0;
};

/// All of it: every date of each polarisation, before and after, then the slope if there is a DEM.
std::vector<BandRequest> every_band(const std::vector<DateCount>& series, bool dem);

}  // namespace scarp::stack
