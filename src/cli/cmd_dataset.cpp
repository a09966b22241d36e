#include <fmt/format.h>

#include <filesystem>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/choices.h"
#include "cli/dataset.h"
#include "core/error.h"
#include "core/output_folder.h"
#include "dataset/patches.h"

namespace scarp::cli {
namespace {

constexpr const char* kNone = "-";  // stands for a file that one of several stacks lacks

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

void run_on_stacks(const DatasetOptions& options) {
  const stack::DataSetOptions job = job_of(options);
  Session session(options.common);
  RunRecord record = record_of(options);
  OutputFolder out(options.out, options.common.overwrite);
  const auto parts = stack::make_data_set(job, out, record, session.threads, session.reporter);
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
  choose_from(command.add_option(
                  "--scaling", options.scaling,
                  "How networks are to scale the values, which stay as they are [patch-minmax]"),
              dataset::scaling_names());
  command.add_option("--seed", options.seed, "Another seed is another split")
      ->check(whole_between(0, std::numeric_limits<std::uint64_t>::max()))
      ->option_text(fmt::format("UINT={}", options.seed));
}

}  // namespace

void tell(const std::array<stack::PartSummary, dataset::kParts.size()>& parts,
          const OutputFolder& out) {
  for (const dataset::Part part : dataset::kParts) {
    const stack::PartSummary& one = parts[static_cast<std::size_t>(part)];
    fmt::print("{}: {} patches, {:.2f} % landslide\n", dataset::name_of(part), one.patches,
               100 * one.landslide_share);
  }
  fmt::print("{}\n", out.path().string());
}

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
  add_image_options(*command, *options);
  add_common_options(*command, options->common);
  command->callback([command, options] {
    if (!options->images.empty()) require_of_images(*command);
    run(*options);
  });
}

}  // namespace scarp::cli
