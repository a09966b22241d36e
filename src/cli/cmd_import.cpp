#include <fmt/format.h>

#include <memory>
#include <string>

#include "cli/choices.h"
#include "cli/command.h"
#include "core/error.h"
#include "dataset/scaling.h"
#include "exchange/keras_import.h"
#include "model/layers.h"

namespace scarp::cli {
namespace {

struct ImportOptions {
  CommonOptions common;
  std::string keras;
  std::string out;
  std::vector<std::string> bands;
  std::string scaling = "none";
};

// NAME:UNIT[:POL]
dataset::Band band_of(const std::string& text) {
  std::vector<std::string> parts = CLI::detail::split(text, ':');
  if (parts.size() < 2 || parts.size() > 3 || parts[0].empty() || parts[1].empty()) {
    throw Error({"is no band", text, "Write NAME:UNIT or NAME:UNIT:POLARISATION"}, Fault::usage);
  }
  return {parts[0], parts[1], parts.size() == 3 ? parts[2] : "", "", {}};
}

void run(const ImportOptions& options) {
  exchange::KerasImportOptions job;
  job.file = options.keras;
  job.scaling = dataset::scaling_kind(options.scaling);
  for (const std::string& band : options.bands) job.bands.push_back(band_of(band));
  Session session(options.common);
  RunRecord record("import", options.common.hash);
  record.option("bands", options.bands);
  record.option("scaling", options.scaling);
  record.input("keras", options.keras);
  ResultFile out(options.out, options.common.overwrite);
  const model::Model model = exchange::import_keras(job);
  record.fact("network", model::to_json(model.card.network));
  record.fact("parameters", model::parameter_count(model::layers(model.card.network)));
  model::write_model(out.aside(), model);
  finish(out, record, session.reporter);
  fmt::print("{}\n", out.path().string());
}

}  // namespace

void add_import(CLI::App& app) {
  auto options = std::make_shared<ImportOptions>();
  CLI::App* command = app.add_subcommand("import", "Make a model of weights from other programs");
  command->group("Commands");
  command->footer(
      "Takes the weights of the attention U-Net of Nava et al. (2022) as Keras saves them\n"
      "(.hdf5, .h5), with any number of bands and filters. Such a file does not say what the\n"
      "bands are nor how they were scaled: say it here. For example:\n\n"
      "  scarp import --keras unet.hdf5 --scaling patch-minmax --out model.safetensors");
  command->add_option("--keras", options->keras, "Weights or whole model in HDF5")
      ->required()
      ->check(not_empty())
      ->option_text("FILE (required)");
  command->add_option("--out", options->out, "Model to write, .safetensors")
      ->required()
      ->check(not_empty())
      ->option_text("FILE (required)");
  command
      ->add_option("--bands", options->bands,
                   "The input's bands in order; units: power, amplitude, dB, degree, …\n"
                   "[3: VV_pre VV_post slope; 4: VV_pre VV_post1 VV_post2 slope; unit 1]")
      ->option_text("NAME:UNIT[:POL] ...");
  choose_from(
      command->add_option("--scaling", options->scaling, "How the input was scaled in training"),
      dataset::unfitted_scaling_names());
  add_common_options(*command, options->common);
  command->callback([options] { run(*options); });
}

}  // namespace scarp::cli
