#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>

#include "cli/command.h"
#include "core/error.h"
#include "core/sha256.h"
#include "exchange/model_description.h"
#include "exchange/onnx_export.h"
#include "model/card.h"

namespace scarp::cli {
namespace {

namespace fs = std::filesystem;

struct ExportOptions {
  CommonOptions common;
  std::string model;
  std::string onnx;
  std::string card;
};

void write_onnx(const ExportOptions& options, const model::Model& model, Session& session) {
  const fs::path item_path = fs::path(options.onnx).replace_extension(".json");
  RunRecord record("export", options.common.hash);
  record.input("model", options.model);
  ResultFile out(options.onnx, options.common.overwrite);
  ResultFile item(item_path, options.common.overwrite);
  write_text(out.aside(), exchange::onnx_file(model));
  const exchange::ModelFile file{out.path().filename().string(),
                                 sha256_of_file(out.aside().string())};
  write_text(item.aside(), exchange::stac_item(model, file).dump(2) + "\n");
  finish(out, record, session.reporter);
  finish(item, record, session.reporter);
  fmt::print("{}\n{}\n", out.path().string(), item.path().string());
}

void write_card(const ExportOptions& options, const model::Model& model, Session& session) {
  RunRecord record("export", options.common.hash);
  record.input("model", options.model);
  ResultFile out(options.card, options.common.overwrite);
  const exchange::ModelFile file{fs::path(options.model).filename().string(),
                                 sha256_of_file(options.model)};
  write_text(out.aside(), exchange::markdown_card(model, file));
  finish(out, record, session.reporter);
  fmt::print("{}\n", out.path().string());
}

void run(const ExportOptions& options) {
  if (options.onnx.empty() && options.card.empty()) {
    throw Error({"neither --onnx nor --card is given", "scarp export", "See scarp export --help"},
                Fault::usage);
  }
  Session session(options.common);
  const model::Model model = model::read_model(options.model);
  if (!options.onnx.empty()) write_onnx(options, model, session);
  if (!options.card.empty()) write_card(options, model, session);
}

}  // namespace

void add_export(CLI::App& app) {
  auto options = std::make_shared<ExportOptions>();
  CLI::App* command = app.add_subcommand("export", "Hand a model on to other programs");
  command->group("Commands");
  command->footer(
      "The ONNX file takes a stack's values as they are, (patches, bands, rows, columns), and\n"
      "carries what the QGIS plugin Deepness wants to know. Beside it, with the ending .json,\n"
      "lies a STAC item with the extension MLM. For example:\n\n"
      "  scarp export --model model.safetensors --onnx model.onnx --card model.md");
  command->add_option("--model", options->model, "From scarp train or scarp import")
      ->required()
      ->check(not_empty())
      ->option_text("FILE (required)");
  command->add_option("--onnx", options->onnx, "ONNX file to write, operator set 13")
      ->check(not_empty())
      ->option_text("FILE");
  command->add_option("--card", options->card, "Model card to write, Markdown")
      ->check(not_empty())
      ->option_text("FILE");
  add_common_options(*command, options->common);
  command->callback([options] { run(*options); });
}

}  // namespace scarp::cli
