#include <fmt/format.h>

#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "core/error.h"
#include "core/output_folder.h"
#include "dataset/patches.h"
#include "stack/image_folders.h"
#include "stack/make_data_set.h"

namespace scarp::cli {
namespace {

constexpr const char* kNone = "-";  // stands for a file that one of several stacks lacks

struct DatasetOptions {
  CommonOptions common;
  std::string images;
  std::vector<std::string> bands;
  std::string labels;
  std::vector<std::string> stacks;
  std::vector<std::string> inventories;
  std::vector<std::string> areas;
  std::vector<std::string> masks;
  std::vector<std::string> events;
  std::string test_event;
  int patch = 64;
  std::optional<int> stride;
  std::string keep = "positive";
  std::string split = "paper";
  std::optional<int> block;
  std::optional<int> buffer;
  std::string scaling = "patch-minmax";
  std::uint64_t seed = 1;
  std::string out;
};

// The text for stack `i`; empty when none was given.
std::string nth(const std::vector<std::string>& texts, std::size_t i) {
  if (texts.empty() || texts[i] == kNone) return {};
  return texts[i];
}

void require_one_each(const DatasetOptions& options) {
  const auto require = [&](const char* name, const std::vector<std::string>& texts, bool needed) {
    if (texts.size() == options.stacks.size() || (texts.empty() && !needed)) return;
    throw Error({fmt::format("{} stacks, but {} of these", options.stacks.size(), texts.size()),
                 name, "Give one for each stack, in the same order; - where there is none"},
                Fault::usage);
  };
  require("--inventory", options.inventories, true);
  require("--interpreted-area", options.areas, false);
  require("--mask", options.masks, false);
  require("--event", options.events, false);
}

// "positive", "all" or "ratio=2".
void set_keep(const std::string& text, dataset::CutOptions& cut) {
  const std::string ratio = "ratio=";
  if (text == "positive") return;
  if (text == "all") {
    cut.keep = dataset::Keep::all;
  } else if (text.rfind(ratio, 0) == 0 &&
             CLI::detail::lexical_cast(text.substr(ratio.size()), cut.ratio) && cut.ratio >= 0 &&
             cut.ratio <= 1e6) {
    cut.keep = dataset::Keep::ratio;
  } else {
    throw Error({fmt::format("'{}' is none of positive, all, ratio=NUMBER", text), "--keep", ""},
                Fault::usage);
  }
}

// A stack's folder or file without what all have in common.
std::string event_name(const std::string& stack) {
  std::filesystem::path path(stack);
  if (!path.has_filename()) path = path.parent_path();
  return path.filename() == "stack.tif" ? path.parent_path().filename().string()
                                        : path.stem().string();
}

stack::SplitKind split_kind(const std::string& name) {
  if (name == "blocks") return stack::SplitKind::blocks;
  return name == "events" ? stack::SplitKind::events : stack::SplitKind::paper;
}

stack::DataSetOptions job_of(const DatasetOptions& options) {
  require_one_each(options);
  stack::DataSetOptions job;
  for (std::size_t i = 0; i < options.stacks.size(); ++i) {
    const std::string event = nth(options.events, i);
    job.sources.push_back({options.stacks[i],
                           {options.inventories[i], nth(options.areas, i), nth(options.masks, i)},
                           event.empty() ? event_name(options.stacks[i]) : event});
  }
  job.cut.patch = options.patch;
  job.cut.stride = options.stride.value_or(options.patch);
  job.cut.seed = options.seed;
  set_keep(options.keep, job.cut);
  job.split = split_kind(options.split);
  job.test_event = options.test_event;
  job.block_cells = options.block;
  job.buffer_cells = options.buffer;
  job.scaling = dataset::scaling_kind(options.scaling);
  return job;
}

// NAME=FOLDER
stack::ImageBand image_band(const std::string& text) {
  const std::size_t sign = text.find('=');
  if (sign == std::string::npos || sign == 0 || sign + 1 == text.size()) {
    throw Error(
        {fmt::format("'{}' is no NAME=FOLDER", text), "--bands", "Write it like VV_pre=BEFORE"},
        Fault::usage);
  }
  return {text.substr(0, sign), text.substr(sign + 1)};
}

stack::ImageFolders image_folders(const DatasetOptions& options) {
  stack::ImageFolders from;
  from.folder = options.images;
  for (const std::string& band : options.bands) from.bands.push_back(image_band(band));
  from.labels = options.labels;
  from.seed = options.seed;
  from.scaling = dataset::scaling_kind(options.scaling);
  return from;
}

RunRecord record_of_images(const DatasetOptions& options) {
  RunRecord record("dataset", options.common.hash);
  record.option("images", options.images);
  record.option("bands", options.bands);
  record.option("labels", options.labels);
  record.option("scaling", options.scaling);
  record.option("seed", options.seed);
  return record;
}

RunRecord record_of(const DatasetOptions& options) {
  RunRecord record("dataset", options.common.hash);
  const auto or_auto = [](const std::optional<int>& value) {
    return value ? nlohmann::ordered_json(*value) : nlohmann::ordered_json("auto");
  };
  record.option("stack", options.stacks);
  record.option("inventory", options.inventories);
  record.option("interpreted_area", options.areas);
  record.option("mask", options.masks);
  record.option("event", options.events);
  record.option("test_event", options.test_event);
  record.option("patch", options.patch);
  record.option("stride", or_auto(options.stride));
  record.option("keep", options.keep);
  record.option("split", options.split);
  record.option("block", or_auto(options.block));
  record.option("buffer", or_auto(options.buffer));
  record.option("scaling", options.scaling);
  record.option("seed", options.seed);
  return record;
}

using Summary = std::array<stack::PartSummary, dataset::kParts.size()>;

void tell(const Summary& parts, const OutputFolder& out) {
  for (const dataset::Part part : dataset::kParts) {
    const stack::PartSummary& one = parts[static_cast<std::size_t>(part)];
    fmt::print("{}: {} patches, {:.2f} % landslide\n", dataset::name_of(part), one.patches,
               100 * one.landslide_share);
  }
  fmt::print("{}\n", out.path().string());
}

void run_on_images(const DatasetOptions& options) {
  const stack::ImageFolders from = image_folders(options);
  Session session(options.common);
  RunRecord record = record_of_images(options);
  OutputFolder out(options.out, options.common.overwrite);
  const Summary parts = stack::make_data_set(from, out, record, session.reporter);
  finish(out, record, session.reporter);
  tell(parts, out);
}

void run_on_stacks(const DatasetOptions& options) {
  const stack::DataSetOptions job = job_of(options);
  Session session(options.common);
  RunRecord record = record_of(options);
  OutputFolder out(options.out, options.common.overwrite);
  const Summary parts = stack::make_data_set(job, out, record, session.threads, session.reporter);
  finish(out, record, session.reporter);
  tell(parts, out);
}

void run(const DatasetOptions& options) {
  if (!options.images.empty()) {
    run_on_images(options);
  } else if (!options.stacks.empty()) {
    run_on_stacks(options);
  } else {
    throw Error({"neither stacks nor images to make a data set of", "",
                 "Give --stack and --inventory, or --images, --bands and --labels"},
                Fault::usage);
  }
}

void add_inputs(CLI::App& command, DatasetOptions& options) {
  CLI::Option* stacks =
      command
          .add_option("--stack", options.stacks,
                      "Folders made by scarp stack, or rasters whose bands are described")
          ->check(not_empty())
          ->option_text("FOLDER|FILE ...");
  command
      .add_option("--inventory", options.inventories,
                  "Polygons of the landslides on each stack: GeoPackage, GeoJSON or shapefile")
      ->check(not_empty())
      ->option_text("FILE ...");
  stacks->needs("--inventory");
  command
      .add_option("--interpreted-area", options.areas,
                  "Polygons in which someone looked for landslides: outside nothing counts")
      ->check(not_empty())
      ->option_text("FILE ...");
  command
      .add_option("--mask", options.masks,
                  "More mask bits, of any grid: layover, shadow and the like do not count")
      ->check(not_empty())
      ->option_text("FILE ...");
  command
      .add_option("--event", options.events,
                  "Names of the stacks' events; two tracks of one event share a name\n"
                  "[names of the stacks]")
      ->check(not_empty())
      ->option_text("NAME ...");
  command.add_option("--out", options.out, "Folder for the data set")
      ->required()
      ->check(not_empty())
      ->option_text("FOLDER (required)");
}

void add_choices(CLI::App& command, DatasetOptions& options) {
  const auto cells = whole_between(1, dataset::kLongestPatchEdge);
  command.add_option("--patch", options.patch, "Edge of a patch, cells")
      ->check(cells)
      ->capture_default_str();
  command.add_option("--stride", options.stride, "From one patch to the next, cells [as --patch]")
      ->check(cells);
  command
      .add_option(
          "--keep", options.keep,
          "Patches with a landslide pixel, all, or for each with so many without [positive]")
      ->option_text("positive | all | ratio=NUMBER");
  command
      .add_option("--split", options.split,
                  "paper: at random, 64, 16 and 20 %; blocks: whole blocks of ground;\n"
                  "events: one event for testing [paper]")
      ->check(CLI::IsMember({"paper", "blocks", "events"}))
      ->option_text("paper | blocks | events");
  command.add_option("--test-event", options.test_event, "With --split events [the last one]")
      ->check(not_empty())
      ->option_text("NAME");
  command.add_option("--block", options.block, "Edge of a block, cells [six patches]")
      ->check(whole_between(1, 1000000));
  command
      .add_option("--buffer", options.buffer,
                  "Least gap between patches of different parts, cells [one patch]")
      ->check(whole_between(0, 1000000));
  command
      .add_option("--scaling", options.scaling,
                  "How networks are to scale the values, which stay as they are [patch-minmax]")
      ->check(CLI::IsMember({"none", "patch-minmax", "patch-minmax-all", "patch-standard",
                             "dataset-minmax", "standard", "db-clip"}))
      ->option_text(
          "none | patch-minmax | patch-minmax-all | patch-standard |\n"
          "                              dataset-minmax | standard | db-clip");
  command.add_option("--seed", options.seed, "Another seed is another split")
      ->check(whole_between(0, std::numeric_limits<std::uint64_t>::max()))
      ->option_text(fmt::format("UINT={}", options.seed));
}

void add_images(CLI::App& command, DatasetOptions& options) {
  const std::string group = "Images cut by others, instead of stacks";
  CLI::Option* images =
      command
          .add_option("--images", options.images,
                      "With folders train, test and perhaps validation (else a fifth of train), "
                      "each\n"
                      "with those of bands and labels; or with the latter: all for testing")
          ->check(not_empty())
          ->option_text("FOLDER")
          ->group(group);
  CLI::Option* bands =
      command
          .add_option("--bands", options.bands,
                      "Folder of each band, of single-band rasters or pictures: VV_pre=BEFORE")
          ->option_text("NAME=FOLDER ...")
          ->group(group);
  CLI::Option* labels = command
                            .add_option("--labels", options.labels,
                                        "Folder of the labels: 0 none, 1 or 255 landslide")
                            ->check(not_empty())
                            ->option_text("FOLDER")
                            ->group(group);
  images->needs(bands)->needs(labels);
  bands->needs(images);
  labels->needs(images);
}

// Images are taken as they are.
void require_of_images(const CLI::App& command) {
  for (const char* name :
       {"--stack", "--inventory", "--interpreted-area", "--mask", "--event", "--patch", "--stride",
        "--keep", "--split", "--test-event", "--block", "--buffer"}) {
    if (command.count(name) == 0) continue;
    throw Error({fmt::format("{} is of stacks, and not of --images", name), "", ""}, Fault::usage);
  }
}

}  // namespace

void add_dataset(CLI::App& app) {
  auto options = std::make_shared<DatasetOptions>();
  CLI::App* command = app.add_subcommand(
      "dataset", "Cut labelled patches from stacks and inventories, for training and testing");
  command->group("Commands");
  command->footer(
      "For example:\n\n"
      "  scarp dataset --stack stack --inventory landslides.gpkg --interpreted-area area.geojson "
      "\\\n"
      "                --split blocks --out patches");
  add_inputs(*command, *options);
  add_choices(*command, *options);
  add_images(*command, *options);
  add_common_options(*command, options->common);
  command->callback([command, options] {
    if (!options->images.empty()) require_of_images(*command);
    run(*options);
  });
}

}  // namespace scarp::cli
