// What mpirun starts: ten steps by all ranks, and by each of them alone, lead to the same weights.
// Fails aloud.
#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <string>

#include "cluster/session.h"
#include "core/error.h"
#include "nn/device.h"
#include "nn/train.h"
#include "support/invented_patches.h"

namespace {

namespace fs = std::filesystem;
using namespace scarp;  // NOLINT(google-build-using-namespace): a program

using test::invented_patches;

constexpr double kClose = 1e-5;

struct Setting {
  // The last of ten batches has one patch: some ranks have none.
  nn::TrainingData data{invented_patches(55, 1), invented_patches(7, 2), {}, {}};
  model::NetworkDescription network;
  nn::TrainOptions options;

  Setting(model::NetworkDescription::Family family, nn::LossOptions::Kind loss) {
    data.bands = {{"VV_pre", "power", "VV", "", {}}, {"VV_post", "power", "VV", "", {}}};
    network.family = family;
    network.bands = 2;
    network.filters = 4;
    network.depth = 2;
    options.loss.kind = loss;
    options.epochs = 1;
    options.batch = 6;
    options.augmentation = {true, true, 8.0, 1.0};
    options.device = nn::Device::cpu;
  }
};

double farthest(const model::Weights& a, const model::Weights& b) {
  double farthest = 0;
  for (const auto& [name, tensor] : a) {
    for (std::size_t i = 0; i < tensor.values.size(); ++i) {
      const double distance = std::abs(tensor.values[i] - b.at(name).values[i]);
      if (!(distance <= farthest)) farthest = distance;
    }
  }
  return farthest;
}

void compare(const std::string& name, const Setting& setting, const fs::path& folder,
             Communicator& ranks) {
  Reporter reporter(Reporter::Level::quiet);
  const auto by_one = nn::train(setting.network, setting.data, setting.options,
                                folder / fmt::format("{}-{}", name, ranks.rank()), reporter);
  const auto by_all =
      nn::train(setting.network, setting.data, setting.options, folder / name, reporter, &ranks);
  const double distance = farthest(by_all.weights, by_one.weights);
  if (ranks.rank() == 0) fmt::print("{}: weights differ by {:.1e}\n", name, distance);
  const double loss =
      std::abs(by_all.curve.back().validation_loss - by_one.curve.back().validation_loss);
  if (!(distance < kClose) || !(loss < kClose)) {
    throw Error(
        {fmt::format("weights differ by {:.1e}, the loss by {:.1e}", distance, loss), name, ""});
  }
}

void run(const fs::path& folder) {
  Communicator& ranks = cluster::join();
  nn::set_threads(1);
  using Family = model::NetworkDescription::Family;
  using Loss = nn::LossOptions::Kind;
  compare("attention-unet", {Family::attention_unet, Loss::dice}, folder, ranks);
  compare("dropout", {Family::unet_dropout, Loss::focal_tversky}, folder, ranks);
  Setting siamese{Family::siamese_resunet, Loss::bce_dice};
  siamese.network.dates = {{0}, {1}};
  compare("siamese", siamese, folder, ranks);
}

}  // namespace

int main(int, char** argv) {
  int code = 0;
  try {
    run(argv[1]);
  } catch (const std::exception& error) {
    code = cluster::fail(error.what(), 1);
  }
  return cluster::leave(code);
}
