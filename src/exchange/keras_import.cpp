#include "exchange/keras_import.h"

#include <fmt/format.h>

#include <string>
#include <utility>

#include "core/error.h"
#include "core/version.h"
#include "exchange/keras_attention_unet.h"

namespace scarp::exchange {
namespace {

// BA_S and BAA_S of the paper; the weights do not say in which units.
std::vector<dataset::Band> default_bands(int count, const std::string& where) {
  std::vector<std::string> names;
  if (count == 3) names = {"VV_pre", "VV_post", "slope"};
  if (count == 4) names = {"VV_pre", "VV_post1", "VV_post2", "slope"};
  if (names.empty()) {
    throw Error(
        {fmt::format("its network has {} bands", count), where, "Name them in order with --bands"},
        Fault::usage);
  }
  std::vector<dataset::Band> bands;
  for (const std::string& name : names) {
    bands.push_back({name, "1", name == "slope" ? "" : "VV", "", {}});
  }
  return bands;
}

}  // namespace

model::Model import_keras(const KerasImportOptions& options) {
  const std::string where = options.file.string();
  ImportedNetwork network = attention_unet_of(read_keras_layers(options.file), where);
  model::Model model;
  model.card.network = network.description;
  model.card.bands =
      options.bands.empty() ? default_bands(network.description.bands, where) : options.bands;
  if (model.card.bands.size() != static_cast<std::size_t>(network.description.bands)) {
    throw Error({fmt::format("its network has {} bands, but --bands names {}",
                             network.description.bands, model.card.bands.size()),
                 where, ""},
                Fault::usage);
  }
  model.card.scaling.kind = options.scaling;
  model.card.training["imported_from"] = options.file.filename().string();
  model.card.made_by = fmt::format("scarp {}, imported from Keras", kVersion);
  model.weights = std::move(network.weights);
  return model;
}

}  // namespace scarp::exchange
