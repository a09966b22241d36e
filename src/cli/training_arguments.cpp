#include "cli/training_arguments.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <limits>
#include <set>

#include "cli/choices.h"
#include "cli/command.h"
#include "cli/training_recipe.h"
#include "core/error.h"

namespace scarp::cli {
namespace {

constexpr double kSpeckleLooks = 16;
constexpr double kGain_db = 1;
constexpr const char* kOfDataSet = "data-set";

template <typename Settings>
struct Switch {
  const char* name;
  void (*set)(Settings&);
};

using Network = model::NetworkDescription;

constexpr std::array<Switch<Network>, 4> kNetworkOptions{{
    {"gate3-from-up2", [](Network& of) { of.third_gate = Network::ThirdGate::up2; }},
    {"convolve", [](Network& of) { of.convolve_after_concatenation = true; }},
    {"pyramid", [](Network& of) { of.input_pyramid = true; }},
    {"deep-supervision", [](Network& of) { of.deep_supervision = true; }},
}};

constexpr std::array<Switch<dataset::Augmentation>, 4> kAugmentations{{
    {"flips", [](dataset::Augmentation& how) { how.flip = true; }},
    {"d4", [](dataset::Augmentation& how) { how.flip = how.rotate = true; }},
    {"speckle", [](dataset::Augmentation& how) { how.speckle_looks = kSpeckleLooks; }},
    {"gain", [](dataset::Augmentation& how) { how.gain_db = kGain_db; }},
}};

// Names that the command line lets through are all known.
template <typename Switches, typename Settings>
void set_all(const std::vector<std::string>& names, const Switches& switches, Settings& settings) {
  for (const auto& one : switches) {
    if (std::find(names.begin(), names.end(), one.name) != names.end()) one.set(settings);
  }
}

// Of several that may be given.
template <typename Switches>
void choose_some(CLI::Option* option, const Switches& switches) {
  std::vector<std::string> names;
  for (const auto& one : switches) names.emplace_back(one.name);
  option->check(CLI::IsMember(names))->option_text(fmt::format("{} ...", fmt::join(names, " | ")));
}

void add_network_options(CLI::App& command, TrainingArguments& arguments) {
  const std::string group = "Network";
  choose_from(command.add_option("--network", arguments.network, "See docs/train.md"),
              model::network_family_names())
      ->group(group);
  choose_some(command
                  .add_option("--network-options", arguments.network_options,
                              "Of attention-unet: gating the third gate by up2, convolutions after "
                              "each\nconcatenation, an input pyramid, deep supervision")
                  ->group(group),
              kNetworkOptions);
  model::NetworkDescription& network = arguments.run.network;
  command.add_option("--filters", network.filters, "Of the first layer")
      ->check(whole_between(1, 256))
      ->capture_default_str()
      ->group(group);
  command.add_option("--depth", network.depth, "Times the size is halved")
      ->check(whole_between(1, 6))
      ->capture_default_str()
      ->group(group);
  command.add_option("--dropout", network.dropout, "Share dropped, of unet-dropout")
      ->check(between(0.0, 0.9))
      ->capture_default_str()
      ->group(group);
}

void add_optimiser_options(CLI::App& command, TrainingArguments& arguments) {
  nn::TrainOptions& training = arguments.run.training;
  choose_from(command.add_option("--loss", arguments.loss, "What is made small"), nn::loss_names())
      ->group(kTrainingGroup);
  command.add_option("--lr", training.learning_rate, "Learning rate")
      ->check(between(1e-8, 10.0))
      ->capture_default_str()
      ->group(kTrainingGroup);
  command.add_option("--batch", training.batch, "Patches in a batch")
      ->check(whole_between(1, 4096))
      ->capture_default_str()
      ->group(kTrainingGroup);
  command.add_option("--epochs", training.epochs, "At most")
      ->check(whole_between(1, 100000))
      ->capture_default_str()
      ->group(kTrainingGroup);
  command
      .add_option("--patience", training.patience,
                  "Epochs without a better validation loss before training ends")
      ->check(whole_between(1, 100000))
      ->capture_default_str()
      ->group(kTrainingGroup);
  choose_from(command.add_option("--optimiser", arguments.optimiser, ""), {"adam", "adamw"})
      ->group(kTrainingGroup);
  command.add_option("--weight-decay", training.weight_decay, "Of kernels, with adamw")
      ->check(between(0.0, 10.0))
      ->capture_default_str()
      ->group(kTrainingGroup);
  choose_from(command.add_option("--schedule", arguments.schedule, "Of the learning rate"),
              {"none", "cosine"})
      ->group(kTrainingGroup);
}

void add_data_options(CLI::App& command, TrainingArguments& arguments) {
  nn::TrainOptions& training = arguments.run.training;
  choose_some(
      command
          .add_option("--augment", arguments.augment,
                      "Change patches at random: flips; flips and quarter turns (d4); speckle of\n"
                      "16 looks; a gain of about 1 dB for each backscatter band")
          ->group(kTrainingGroup),
      kAugmentations);
  command
      .add_option("--drop-band", arguments.drop_band,
                  "Make a band optional: this share of the patches, drawn anew in each epoch, go\n"
                  "without it, as slope=0.5, and the model maps stacks that lack it, too")
      ->check(not_empty())
      ->option_text("NAME=SHARE ...")
      ->group(kTrainingGroup);
  std::vector<std::string> scalings = dataset::scaling_names();
  scalings.insert(scalings.begin(), kOfDataSet);
  choose_from(command.add_option("--scaling", arguments.scaling,
                                 "Of the bands, instead of the data set's own"),
              scalings)
      ->group(kTrainingGroup);
  command.add_option("--seed", training.seed, "Of weights, order, augmentation and dropout")
      ->check(whole_between(0, std::numeric_limits<std::uint64_t>::max()))
      ->option_text(fmt::format("UINT={}", training.seed))
      ->group(kTrainingGroup);
  add_device_option(command, arguments.device);
  command.add_flag("--bf16", training.bf16, "Convolutions in half precision, on CUDA devices")
      ->group(kTrainingGroup);
}

void add_input_options(CLI::App& command, TrainingArguments& arguments) {
  CLI::Option* data = command.add_option("--data", arguments.data, "Data set from scarp dataset")
                          ->check(not_empty())
                          ->option_text("FOLDER");
  command
      .add_option_function<std::string>(
          "--npy",
          [&arguments](const std::string& folder) {
            arguments.data = folder;
            arguments.authors_arrays = true;
          },
          "Instead: the arrays trainX.npy, trainY.npy, testX.npy and testY.npy of\n"
          "Nava et al. (2022)")
      ->check(not_empty())
      ->excludes(data)
      ->option_text("FOLDER");
}

// "slope=0.5"
dataset::BandDrop band_drop(const std::string& text) {
  const std::size_t sign = text.rfind('=');
  double share = 0;
  const bool read = sign != std::string::npos && sign > 0 &&
                    CLI::detail::lexical_cast(text.substr(sign + 1), share);
  if (read && share > 0 && share < 1) return {text.substr(0, sign), share};
  throw Error({fmt::format("'{}' is no band and share of patches", text), "--drop-band",
               "Write it as slope=0.5: above 0, and below 1"},
              Fault::usage);
}

std::vector<dataset::BandDrop> band_drops(const std::vector<std::string>& texts) {
  std::set<std::string> bands;
  std::vector<dataset::BandDrop> drops;
  for (const std::string& text : texts) {
    drops.push_back(band_drop(text));
    if (bands.insert(drops.back().band).second) continue;
    throw Error({"names " + drops.back().band + " twice", "--drop-band", ""}, Fault::usage);
  }
  return drops;
}

// An option that would do nothing is not what the user meant.
void require_at_work(const nn::TrainingRunOptions& options) {
  const bool drops = options.network.family == model::NetworkDescription::Family::unet_dropout ||
                     options.network.dropout == model::NetworkDescription().dropout;
  if (!drops) throw Error({"--dropout is of unet-dropout alone", "", ""}, Fault::usage);
  const bool decays = options.training.optimiser == nn::Optimiser::adamw ||
                      options.training.weight_decay == nn::TrainOptions().weight_decay;
  if (!decays) throw Error({"--weight-decay is of adamw alone", "", ""}, Fault::usage);
}

}  // namespace

nn::TrainingRunOptions TrainingArguments::options() const {
  if (data.empty()) throw Error({"--data or --npy is required", "", ""}, Fault::usage);
  if (authors_arrays) require_authors_arrays(data);
  nn::TrainingRunOptions result = run;
  result.data = data;
  result.network.family = model::network_family(network);
  set_all(network_options, kNetworkOptions, result.network);
  result.training.loss.kind = nn::loss_kind(loss);
  result.training.optimiser = optimiser == "adam" ? nn::Optimiser::adam : nn::Optimiser::adamw;
  result.training.schedule = schedule == "none" ? nn::Schedule::none : nn::Schedule::cosine;
  set_all(augment, kAugmentations, result.training.augmentation);
  result.training.augmentation.drops = band_drops(drop_band);
  if (scaling != kOfDataSet) result.scaling = dataset::scaling_kind(scaling);
  result.training.device = nn::device_named(device);
  if (recipe == kPaperRecipe) require_as_published(result);
  model::require_valid(result.network);
  require_at_work(result);
  return result;
}

void add_training_options(CLI::App& command, TrainingArguments& arguments) {
  add_input_options(command, arguments);
  add_network_options(command, arguments);
  add_optimiser_options(command, arguments);
  add_data_options(command, arguments);
  choose_from(
      command.add_option("--recipe", arguments.recipe,
                         "Refuse what is not as published: only --network, --filters, --lr,\n"
                         "--batch and --augment flips may be chosen"),
      {kPaperRecipe})
      ->group(kTrainingGroup);
}

std::vector<std::filesystem::path> data_files(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> files;
  for (const char* name :
       {"dataset.json", "x_train.npy", "y_train.npy", "v_train.npy", "x_validation.npy",
        "y_validation.npy", "v_validation.npy", "x_test.npy", "y_test.npy", "v_test.npy",
        "trainX.npy", "trainY.npy", "testX.npy", "testY.npy"}) {
    if (std::filesystem::exists(folder / name)) files.push_back(folder / name);
  }
  return files;
}

void record_training(RunRecord& record, const TrainingArguments& arguments) {
  const nn::TrainingRunOptions options = arguments.options();
  record.option("data", arguments.data);
  if (!arguments.recipe.empty()) record.option("recipe", arguments.recipe);
  nlohmann::ordered_json network = model::to_json(options.network);
  for (const char* of_data : {"bands", "dates"}) network.erase(of_data);
  record.option("network", network);
  record.option("scaling", arguments.scaling);
  nn::TrainOptions training = options.training;
  training.device = nn::resolve(training.device);
  record.option("training", nn::to_json(training));
  for (const auto& file : data_files(arguments.data)) record.input("data", file);
}

}  // namespace scarp::cli
