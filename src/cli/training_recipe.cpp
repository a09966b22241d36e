#include "cli/training_recipe.h"

#include <filesystem>

#include "core/error.h"

namespace scarp::cli {
namespace {

namespace fs = std::filesystem;

void require(bool as_published, const char* option) {
  if (as_published) return;
  throw Error({"is not what the paper has", option, "Leave it out, or --recipe"}, Fault::usage);
}

}  // namespace

void require_as_published(const nn::TrainingRunOptions& options) {
  const model::NetworkDescription& network = options.network;
  const bool plain = network.third_gate == model::NetworkDescription().third_gate &&
                     !network.convolve_after_concatenation && !network.input_pyramid &&
                     !network.deep_supervision;
  require(network.family != model::NetworkDescription::Family::siamese_resunet, "--network");
  require(plain, "--network-options");
  require(network.depth == 4, "--depth");
  const nn::TrainOptions& training = options.training;
  require(training.loss.kind == nn::loss_kind("dice"), "--loss");
  require(training.optimiser == nn::Optimiser::adam, "--optimiser");
  require(training.schedule == nn::Schedule::none, "--schedule");
  require(training.epochs == 200, "--epochs");
  require(training.patience == 30, "--patience");
  const dataset::Augmentation& changes = training.augmentation;
  require(!changes.rotate && !changes.speckle_looks && changes.gain_db == 0, "--augment");
  require(changes.drops.empty(), "--drop-band");
  require(!options.scaling, "--scaling");
  require(!training.bf16, "--bf16");
}

void require_authors_arrays(const std::string& folder) {
  for (const char* name : {"trainX.npy", "trainY.npy", "testX.npy", "testY.npy"}) {
    if (fs::exists(fs::path(folder) / name)) continue;
    throw Error({"no such file", (fs::path(folder) / name).string(),
                 "Where the authors' arrays are is told in docs/authors-arrays.md"});
  }
  if (!fs::exists(fs::path(folder) / "dataset.json")) return;
  throw Error({"holds a data set of scarp's own, too", folder,
               "Give it as --data, or the arrays in a folder of their own"});
}

}  // namespace scarp::cli
