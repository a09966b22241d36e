// Makes a small Sentinel-1 product that no satellite took, for golden tests.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "safe/orbit_file.h"
#include "safe/product_writer.h"
#include "sar/generated_image.h"
#include "sar/synthetic_scene.h"

namespace {

struct Options {
  std::string folder = ".";
  std::string name = "scene";
  std::vector<int> size{120, 100};  // pixels, lines
  std::vector<std::string> polarisations{"VV", "VH"};
  std::string ipf_version = "3.40";
  std::string mode = "IW";
  double spacing_m = 10;
  int first_line = 0;
  int absolute_orbit = 23563;
  int relative_orbit = 116;
  std::string satellite = "S1A";
  std::vector<double> centre{142.0, 42.75};  // longitude, latitude
  double noise_power = 50;
  bool ascending = false;
  bool no_measurement = false;
  std::string orbit_file;
  std::string start;
  std::uint64_t seed = 1;
  std::vector<int> changed;  // pixel, line, pixels, lines
  std::vector<int> dark;     // likewise
};

// Amplitudes by a factor in a rectangle.
scarp::sar::LineFunction with_change(scarp::sar::LineFunction ground, std::vector<int> where,
                                     float factor) {
  return [ground = std::move(ground), where = std::move(where), factor](int line, int first,
                                                                        int count, float* out) {
    ground(line, first, count, out);
    if (line < where[1] || line >= where[1] + where[3]) return;
    for (int i = 0; i < count; ++i) {
      if (first + i >= where[0] && first + i < where[0] + where[2]) out[i] *= factor;
    }
  };
}

void make(const Options& options) {
  using namespace scarp;
  sar::SyntheticScene scene;
  scene.size = {options.size[1], options.size[0]};
  scene.polarisations = options.polarisations;
  scene.ipf_version = options.ipf_version;
  scene.mode = options.mode;
  scene.spacing_m = options.spacing_m;
  scene.first_line = options.first_line;
  scene.absolute_orbit = options.absolute_orbit;
  scene.relative_orbit = options.relative_orbit;
  scene.satellite = options.satellite;
  scene.centre = {options.centre[0], options.centre[1]};
  scene.noise_power = options.noise_power;
  scene.ascending = options.ascending;
  if (const auto start = Utc::parse(options.start)) scene.start = *start;
  sar::Product product = sar::synthetic_product(scene);
  if (!options.name.empty()) product.identity.name = options.name;
  for (sar::Channel& channel : product.channels) {
    if (options.no_measurement) break;
    sar::LineFunction image = sar::speckle_dn(1e4, 4.4, options.seed);
    // Four times as bright, as if ground had slid there; 20 dB darker, as water is.
    if (!options.changed.empty()) image = with_change(std::move(image), options.changed, 2);
    if (!options.dark.empty()) image = with_change(std::move(image), options.dark, 0.1F);
    channel.measurement = sar::generated_image(scene.size, std::move(image));
  }
  const auto folder = safe::write_product(options.folder, product, {true});
  if (!options.orbit_file.empty()) {
    const auto& states = product.orbit.states();
    safe::write_orbit_file(options.orbit_file,
                           {product.identity.satellite, sar::OrbitSource::precise,
                            states.front().time, states.back().time, states});
  }
  fmt::print("{}\n", folder.string());
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Makes a small Sentinel-1 product that no satellite took");
  app.add_option("folder", options.folder, "Where to put it");
  app.add_option("--name", options.name, "Of the .SAFE folder; empty: as ESA would name it");
  app.add_option("--size", options.size, "Pixels × lines")->delimiter('x')->expected(2);
  app.add_option("--polarisations", options.polarisations, "VV,VH …")->delimiter(',');
  app.add_option("--ipf", options.ipf_version, "Version of the processor");
  app.add_option("--mode", options.mode, "IW, EW or S1 … S6");
  app.add_option("--spacing", options.spacing_m, "Of pixels and lines, m");
  app.add_option("--first-line", options.first_line, "Of the pass: other slices");
  app.add_option("--absolute-orbit", options.absolute_orbit, "Number");
  app.add_option("--relative-orbit", options.relative_orbit, "Number");
  app.add_option("--satellite", options.satellite, "S1A …");
  app.add_option("--centre", options.centre, "Longitude and latitude")->delimiter(',')->expected(2);
  app.add_option("--noise", options.noise_power, "Thermal noise, about, in DN²");
  app.add_flag("--ascending", options.ascending, "Pass");
  app.add_flag("--no-measurement", options.no_measurement, "Annotations alone");
  app.add_option("--start", options.start, "Time of the first line, like 2018-09-05T20:40:00");
  app.add_option("--seed", options.seed, "Of the speckle");
  app.add_option("--changed", options.changed, "Brighter: pixel,line,pixels,lines")
      ->delimiter(',')
      ->expected(4);
  app.add_option("--dark", options.dark, "Water: pixel,line,pixels,lines")
      ->delimiter(',')
      ->expected(4);
  app.add_option("--orbit-file", options.orbit_file, "Precise orbit file to write as well");
  CLI11_PARSE(app, argc, argv);
  try {
    make(options);
  } catch (const std::exception& error) {
    fmt::print(stderr, "make_scene: {}\n", error.what());
    return 1;
  }
  return 0;
}
