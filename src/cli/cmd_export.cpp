#include <fmt/format.h>

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

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
  std::string tile;
  std::string card;
};

constexpr const char* kAnyTile = "any";
constexpr int kLargestTile = 4096;

// What is to be written.
struct Files {
  std::optional<ResultFile> onnx;
  std::optional<ResultFile> item;  // of STAC, beside the former
  std::optional<ResultFile> card;
};

// No two names may be one file.
void require_apart(const std::vector<std::string>& paths) {
  std::set<fs::path> places;
  for (const std::string& path : paths) {
    if (places.insert(fs::weakly_canonical(fs::absolute(path))).second) continue;
    throw Error(
        {"would be written in place of another file of this run", path, "Choose another name"},
        Fault::usage);
  }
}

void open_files(const ExportOptions& options, Files& files) {
  const std::string item = fs::path(options.onnx).replace_extension(".json").string();
  std::vector<std::string> paths{options.model};
  if (!options.onnx.empty()) paths.insert(paths.end(), {options.onnx, item});
  if (!options.card.empty()) paths.push_back(options.card);
  require_apart(paths);
  if (!options.onnx.empty()) {
    files.onnx.emplace(options.onnx, options.common.overwrite);
    files.item.emplace(item, options.common.overwrite);
  }
  if (!options.card.empty()) files.card.emplace(options.card, options.common.overwrite);
}

CLI::Validator tile_or_any() {
  const CLI::Validator number = whole_between(1, kLargestTile);
  return {[number](const std::string& text) {
            const std::string problem = text == kAnyTile ? "" : number(text);
            return problem.empty() ? problem : fmt::format("{}, nor '{}'", problem, kAnyTile);
          },
          ""};
}

// Rows and columns that the ONNX file takes; nothing: any.
std::optional<int> tile_of(const ExportOptions& options, const model::Card& card) {
  if (options.tile.empty()) return exchange::usual_tile(card);
  if (options.tile == kAnyTile) return std::nullopt;
  const int tile = std::stoi(options.tile);
  const int multiple = card.network.multiple();
  if (tile % multiple == 0) return tile;
  throw Error({fmt::format("{} is not divisible by {}, as the network needs it", tile, multiple),
               "--tile", ""},
              Fault::usage);
}

void write(const Files& files, const ExportOptions& options, const model::Model& model) {
  if (files.onnx && files.item) {
    const std::optional<int> tile = tile_of(options, model.card);
    write_text(files.onnx->aside(), exchange::onnx_file(model, tile));
    const exchange::ModelFile file{files.onnx->path().filename().string(),
                                   sha256_of_file(files.onnx->aside().string())};
    write_text(files.item->aside(), exchange::stac_item(model, file, tile).dump(2) + "\n");
  }
  if (files.card) {
    const exchange::ModelFile file{fs::path(options.model).filename().string(),
                                   sha256_of_file(options.model)};
    write_text(files.card->aside(), exchange::markdown_card(model, file));
  }
}

void run(const ExportOptions& options) {
  if (options.onnx.empty() && options.card.empty()) {
    throw Error({"neither --onnx nor --card is given", "scarp export", "See scarp export --help"},
                Fault::usage);
  }
  if (options.onnx.empty() && !options.tile.empty()) {
    throw Error({"is of ONNX files: --onnx is not given", "--tile", ""}, Fault::usage);
  }
  Session session(options.common);
  const model::Model model = model::read_model(options.model);
  Files files;
  open_files(options, files);
  write(files, options, model);
  RunRecord record("export", options.common.hash);
  record.input("model", options.model);
  for (auto* file : {&files.onnx, &files.item, &files.card}) {
    if (!*file) continue;
    finish(**file, record, session.reporter);
    fmt::print("{}\n", (*file)->path().string());
  }
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
  command
      ->add_option("--tile", options->tile,
                   "Rows and columns of the squares that it takes [those of the patches the model\n"
                   "learned from]; any: all sizes, but QGIS cannot use the file")
      ->check(tile_or_any())
      ->option_text("INT | any");
  command->add_option("--card", options->card, "Model card to write, Markdown")
      ->check(not_empty())
      ->option_text("FILE");
  add_common_options(*command, options->common);
  command->callback([options] { run(*options); });
}

}  // namespace scarp::cli
