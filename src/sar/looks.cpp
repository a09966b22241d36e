#include "sar/looks.h"

#include <algorithm>
#include <array>
#include <string>

namespace scarp::sar {
namespace {

struct Looks {
  const char* mode;
  const char* type;
  double equivalent;
};

constexpr std::array<Looks, 7> kLooks{{{"IW", "GRDH", 4.4},
                                       {"IW", "GRDM", 81.8},
                                       {"EW", "GRDH", 2.7},
                                       {"EW", "GRDM", 10.7},
                                       {"SM", "GRDF", 3.7},
                                       {"SM", "GRDH", 29.7},
                                       {"SM", "GRDM", 398.4}}};

}  // namespace

std::optional<double> equivalent_looks(const Identity& product) {
  const bool stripmap = product.mode.size() == 2 && product.mode[0] == 'S';  // S1 to S6
  const std::string mode = stripmap ? "SM" : product.mode;
  const auto* const found = std::find_if(kLooks.begin(), kLooks.end(), [&](const Looks& looks) {
    return mode == looks.mode && product.type == looks.type;
  });
  if (found == kLooks.end()) return std::nullopt;
  return found->equivalent;
}

}  // namespace scarp::sar
