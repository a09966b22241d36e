// What mpirun starts: ten steps by all ranks, and by each of them alone, lead to the same weights.
// Fails aloud.
#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <filesystem>
#include <string>

#include "cluster/session.h"
#include "core/error.h"
#include "core/random.h"
#include "nn/device.h"
#include "nn/train.h"

namespace {

namespace fs = std::filesystem;
using namespace scarp;  // NOLINT(google-build-using-namespace): a program

constexpr double kClose = 1e-5;

// Discs that are brighter after the event.
dataset::Patches invented(std::int64_t count, std::uint64_t seed) {
  constexpr int kSize = 16;
  dataset::Patches patches{count, kSize, kSize, 2, {}, {}, {}};
  Random random(seed);
  for (std::int64_t i = 0; i < count; ++i) {
    const double row = random.uniform(3, 13);
    const double col = random.uniform(3, 13);
    for (int at = 0; at < kSize * kSize; ++at) {
      const int at_row = at / kSize;
      const bool inside = std::hypot(at_row - row, at % kSize - col) < 4;
      patches.y.push_back(inside ? 1 : 0);
      patches.x.push_back(static_cast<float>(random.speckle(4)));
      patches.x.push_back(static_cast<float>(random.speckle(4) * (inside ? 3 : 1)));
    }
  }
  return patches;
}

struct Setting {
  // The last of ten batches has one patch: some ranks have none.
  nn::TrainingData data{invented(55, 1), invented(7, 2), {}, {}};
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
