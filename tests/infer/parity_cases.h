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

}  // namespace scarp::infer
