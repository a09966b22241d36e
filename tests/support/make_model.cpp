// Makes a tiny model with random weights that learned nothing, for golden tests.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "infer/parity_cases.h"
#include "infer/random_model.h"
#ifdef SCARP_INFER
#include "infer/calibrate.h"
#endif

namespace {

struct Options {
  std::string file;
  std::string network = "unet";
  int filters = 2;
  int depth = 1;
  std::vector<std::string> bands{"VV_pre", "VV_post", "slope"};
  int patch = 32;
  double cell_size_m = 10;
  double threshold = 0.5;
  std::optional<double> screening_threshold;
  std::optional<double> temperature;
  float weights_times = 1;
  bool int8 = false;
};

scarp::dataset::Band band_of(const std::string& name) {
  const std::size_t end = name.find('_');
  if (end == std::string::npos) return {name, "degree", "", "", {}};
  return {name, "power", name.substr(0, end), "", {}};
}

#ifdef SCARP_INFER
// As if integers of eight bits had been good enough.
void calibrate(scarp::model::Model& model) {
  const int edge = model.card.patch_rows;
  const auto pixels = static_cast<std::size_t>(edge) * static_cast<std::size_t>(edge);
  const auto x = scarp::infer::noise(pixels * model.card.bands.size(), 1);
  model.card.int8 = {scarp::infer::calibrate(model, {x.data(), 1, edge, edge}), 1, 1, true};
}
#endif

void make(const Options& options) {
  using namespace scarp;
  model::NetworkDescription network;
  network.family = model::network_family(options.network);
  network.bands = static_cast<int>(options.bands.size());
  network.filters = options.filters;
  network.depth = options.depth;
  if (network.family == model::NetworkDescription::Family::siamese_resunet) {
    network.dates = infer::dates_of(network.bands);
  }
  model::Model result = infer::random_model(network);
  model::Card& card = result.card;
  for (const std::string& name : options.bands) card.bands.push_back(band_of(name));
  card.scaling.kind = dataset::Scaling::Kind::patch_standard;
  card.patch_rows = options.patch;
  card.patch_cols = options.patch;
  card.cell_size_m = options.cell_size_m;
  card.delineation_threshold = options.threshold;
  card.screening_threshold = options.screening_threshold;
  card.temperature = options.temperature;
  card.made_by = "a test";
  for (auto& [name, tensor] : result.weights) {
    for (float& value : tensor.values) value *= options.weights_times;
  }
#ifdef SCARP_INFER
  if (options.int8) calibrate(result);
#endif
  model::write_model(options.file, result);
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  CLI::App app("Makes a tiny model that learned nothing");
  app.add_option("file", options.file, "To write")->required();
  app.add_option("--network", options.network, "Its family");
  app.add_option("--filters", options.filters, "Of the first layer");
  app.add_option("--depth", options.depth, "Times the size is halved");
  app.add_option("--bands", options.bands, "VV_pre,VV_post,slope …")->delimiter(',');
  app.add_option("--patch", options.patch, "Edge in cells");
  app.add_option("--cell-size", options.cell_size_m, "That it is said to have learned from, m");
  app.add_option("--threshold", options.threshold, "Of delineation");
  app.add_option("--screening-threshold", options.screening_threshold, "The lower one");
  app.add_option("--temperature", options.temperature, "As if calibrated on real events");
  app.add_option("--weights-times", options.weights_times, "Spoils what the network says");
#ifdef SCARP_INFER
  app.add_flag("--int8", options.int8, "As if integers of eight bits had been good enough");
#endif
  CLI11_PARSE(app, argc, argv);
  try {
    make(options);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "make_model: %s\n", error.what());
    return 1;
  }
  return 0;
}
