#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "model/network.h"

namespace scarp::infer {

/// Networks of every family, of all sizes that matter to how they are computed.
struct NetworkCase {
  std::string name;
  model::NetworkDescription description;
};

inline std::ostream& operator<<(std::ostream& stream, const NetworkCase& each) {
  return stream << each.name;
}

inline std::vector<NetworkCase> network_cases() {
  using Network = model::NetworkDescription;
  std::vector<NetworkCase> cases;
  const auto add = [&cases](const std::string& name, const auto& change) {
    NetworkCase each{name, {}};
    each.description.filters = 8;
    change(each.description);
    cases.push_back(each);
  };
  for (const int filters : {1, 2, 3, 4, 16, 24, 32, 64}) {
    add("Attention" + std::to_string(filters), [&](auto& d) { d.filters = filters; });
  }
  for (int bands = 1; bands <= 14; ++bands) {
    add("Bands" + std::to_string(bands), [&](auto& d) { d.bands = bands; });
  }
  add("Shallow", [](auto& d) { d.depth = 2; });
  add("Deep", [](auto& d) { d.depth = 5; });
  add("ThirdGateUp2", [](auto& d) { d.third_gate = Network::ThirdGate::up2; });
  add("Convolving", [](auto& d) { d.convolve_after_concatenation = true; });
  add("Pyramid", [](auto& d) { d.input_pyramid = d.deep_supervision = true; });
  add("Unet", [](auto& d) { d.family = Network::Family::unet; });
  for (const int filters : {1, 2, 3}) {
    add("Unet" + std::to_string(filters), [&](auto& d) {
      d.family = Network::Family::unet;
      d.filters = filters;
    });
    add("Siamese" + std::to_string(filters), [&](auto& d) {
      d.family = Network::Family::siamese_resunet;
      d.filters = filters;
      d.dates = {{0}, {1}, {2}};
    });
  }
  add("UnetWide", [](auto& d) {
    d.family = Network::Family::unet;
    d.filters = 32;
  });
  add("UnetDropout", [](auto& d) { d.family = Network::Family::unet_dropout; });
  add("Siamese", [](auto& d) {
    d.family = Network::Family::siamese_resunet;
    d.dates = {{0}, {1}, {2}};
  });
  add("SiameseWide", [](auto& d) {
    d.family = Network::Family::siamese_resunet;
    d.filters = 32;
    d.bands = 7;
    d.dates = {{0, 1}, {2, 3}, {4, 5}};
  });
  add("SiameseAllBands", [](auto& d) {
    d.family = Network::Family::siamese_resunet;
    d.bands = 2;
    d.dates = {{0}, {1}};
  });
  return cases;
}

/// Dates for a siamese network: as many bands to each of two or three as there are, the rest is
/// context.
inline std::vector<std::vector<int>> dates_of(int bands) {
  const int count = bands >= 6 ? 3 : 2;
  std::vector<std::vector<int>> dates;
  int band = 0;
  for (int date = 0; bands > 1 && date < count; ++date) {
    dates.emplace_back();
    for (int i = 0; i < bands / count; ++i) dates.back().push_back(band++);
  }
  return dates;
}

/// Every family with every number of filters from 2 to 64, and with every number of bands from 1 to
/// 14 at each power of two of filters; shallow, since the depth of each is tested elsewhere.
inline std::vector<NetworkCase> combined_cases(model::NetworkDescription::Family family) {
  std::vector<NetworkCase> cases;
  const auto add = [&](int filters, int bands) {
    NetworkCase each{std::to_string(filters) + " filters, " + std::to_string(bands) + " bands", {}};
    each.description.family = family;
    each.description.depth = 2;
    each.description.filters = filters;
    each.description.bands = bands;
    if (family == model::NetworkDescription::Family::siamese_resunet) {
      each.description.dates = dates_of(bands);
    }
    cases.push_back(each);
  };
  constexpr int kBands = 14;
  for (int filters = 2; filters <= 64; ++filters) add(filters, 1 + filters % kBands);
  for (int filters = 2; filters <= 64; filters *= 2) {
    for (int bands = 1; bands <= kBands; ++bands) add(filters, bands);
  }
  return cases;
}

}  // namespace scarp::infer
