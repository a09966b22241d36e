// Makes a model and labelled patches for golden tests: model.safetensors, whose probability rises
// from 0 to 1 where its only band passes 0.5; x.npy, y.npy (some bad with --bad); and a data set
// `set` of such patches.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "core/output_folder.h"
#include "core/run_record.h"
#include "dataset/data_set_files.h"
#include "dataset/npy.h"
#include "model/card.h"
#include "model/layers.h"

namespace {

using namespace scarp;

constexpr int kEdge = 8;
constexpr int kPixels = kEdge * kEdge;

const std::vector<dataset::Band> kBands{{"VV_post", "power", "VV", "", {}}};

void set_centre(model::Weights& weights, const std::string& name, std::size_t channel) {
  constexpr std::size_t kKernel = 9;
  weights[name].values[channel * kKernel + kKernel / 2] = 1;
}

// A U-Net of one level that hands its input through and takes sigmoid(20 x − 10).
model::Model threshold_model() {
  model::Model model;
  model.card.network.family = model::NetworkDescription::Family::unet;
  model.card.network.bands = 1;
  model.card.network.filters = 1;
  model.card.network.depth = 1;
  model.card.bands = kBands;
  model.card.patch_rows = model.card.patch_cols = kEdge;
  model.card.made_by = "make_patches";
  for (const model::Layer& layer : model::layers(model.card.network)) {
    for (const model::LayerTensor& tensor : layer.tensors) {
      const bool one =
          layer.op == model::Op::batch_norm &&
          (tensor.name == layer.name + ".weight" || tensor.name == layer.name + ".running_var");
      model.weights[tensor.name] = {
          tensor.shape,
          std::vector<float>(static_cast<std::size_t>(tensor.count()), one ? 1.0F : 0.0F)};
    }
  }
  set_centre(model.weights, "conv1_1.weight", 0);
  set_centre(model.weights, "conv1_2.weight", 0);
  set_centre(model.weights, "up1_1.weight", 1);  // after the channel from below
  set_centre(model.weights, "up1_2.weight", 0);
  model.weights["final.weight"].values[0] = 20;
  model.weights["final.bias"].values[0] = -10;
  return model;
}

// Landslides in the upper half, of which every fourth row is dark; a bright row in the lower half.
dataset::Patches patches(std::int64_t count) {
  dataset::Patches made{count, kEdge, kEdge, 1, {}, {}, {}};
  for (std::int64_t i = 0; i < count * kPixels; ++i) {
    const std::int64_t row = i / kEdge % kEdge;
    const bool landslide = row < kEdge / 2;
    made.y.push_back(landslide ? 1 : 0);
    made.x.push_back(landslide ? (row == 3 ? 0.2F : 0.9F) : (row == 7 ? 0.8F : 0.1F));
  }
  return made;
}

void write_set() {
  OutputFolder out("set", true);
  dataset::DataSetWriter writer(out, {{1, 2, 12}, kEdge, kEdge, 1, false});
  writer.write(dataset::Part::train, 0, patches(1));
  writer.write(dataset::Part::validation, 0, patches(2));
  writer.write(dataset::Part::test, 0, patches(12));
  dataset::DataSetDescription description;
  description.bands = kBands;
  writer.finish(description, {});
  write_text(out.file(kRunRecordName), "{\"program\": \"scarp\"}");
  out.commit();
}

}  // namespace

int main(int argc, char** argv) {
  bool bad = false;
  CLI::App app("Makes a model and labelled patches");
  app.add_flag("--bad", bad, "A label of 255, which is none");
  CLI11_PARSE(app, argc, argv);
  try {
    model::write_model("model.safetensors", threshold_model());
    dataset::Patches arrays = patches(12);
    if (bad) arrays.y[kPixels] = 255;
    dataset::write_npy("x.npy", {12, kEdge, kEdge, 1}, arrays.x.data());
    dataset::write_npy("y.npy", {12, kEdge, kEdge}, arrays.y.data());
    write_set();
  } catch (const std::exception& error) {
    std::fprintf(stderr, "make_patches: %s\n", error.what());
    return 1;
  }
  return 0;
}
