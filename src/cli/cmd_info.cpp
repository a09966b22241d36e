#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "core/error.h"
#include "geo/file_content.h"
#include "pipeline/made_info.h"
#include "pipeline/product_info.h"
#include "safe/orbit_choice.h"
#include "safe/orbit_file.h"
#include "safe/product_reader.h"

namespace scarp::cli {
namespace {

using Json = nlohmann::ordered_json;

struct InfoOptions {
  std::string path;
  std::string orbit;
  bool json = false;
};

Json describe_product(const InfoOptions& options) {
  sar::Product product = safe::open_product(options.path);
  if (options.orbit.empty()) return pipeline::product_info(product);
  safe::OrbitChoice choice = safe::choose_orbit(options.orbit, product);
  product.orbit = choice.orbit;
  Json info = pipeline::product_info(product);
  if (!choice.file.empty()) info["orbit"]["file"] = choice.file;
  return info;
}

Json describe_orbit_file(const InfoOptions& options) {
  return pipeline::orbit_file_info(options.path, safe::read_orbit_file(options.path));
}

// Of what scarp made itself.
template <Json Info(const std::string&)>
Json describe_made(const InfoOptions& options) {
  return Info(options.path);
}

// A kind of thing that can be described. The first that knows a path has it.
struct Kind {
  bool (*knows)(const std::string& path);
  Json (*describe)(const InfoOptions& options);
};

const std::vector<Kind>& kinds() {
  static const std::vector<Kind> all{
      {safe::is_orbit_file, describe_orbit_file},
      {safe::is_product, describe_product},
      {pipeline::is_model, describe_made<pipeline::model_info>},
      {pipeline::is_stack, describe_made<pipeline::stack_info>},
      {pipeline::is_data_set, describe_made<pipeline::data_set_info>},
      {pipeline::is_result, describe_made<pipeline::result_info>}};
  return all;
}

Json describe(const InfoOptions& options) {
  if (geo::kind_of(options.path) == geo::PathKind::absent) {
    throw Error({"no such file or folder", options.path, "Check the path"});
  }
  for (const Kind& kind : kinds()) {
    if (kind.knows(options.path)) return kind.describe(options);
  }
  throw Error({"is nothing that scarp info knows", options.path,
               "Name a Sentinel-1 product (.SAFE folder, manifest.safe or .zip), an orbit file "
               "(.EOF), a model (.safetensors), or the folder of a stack, a data set or a result"});
}

void run(const InfoOptions& options) {
  const Json info = describe(options);
  // Names of files may be no UTF-8.
  const auto json = [&] { return info.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; };
  fmt::print("{}", options.json ? json() : pipeline::info_text(info));
}

}  // namespace

void add_info(CLI::App& app) {
  auto options = std::make_shared<InfoOptions>();
  CLI::App* command = app.add_subcommand(
      "info",
      "Say what a file is, and what is wrong with it: Sentinel-1 products, orbit files, models,\n"
      "stacks, data sets, results");
  command->group("Commands");
  command->footer(
      "Compares its own account of a product's geometry with the product's tie points; "
      "docs/info.md\n"
      "says what to expect. For example:\n\n"
      "  scarp info S1A_IW_GRDH_1SDV_….zip --orbit orbits/\n"
      "  scarp info model.safetensors");
  command->add_option("path", options->path, "What to describe")
      ->required()
      ->check(not_empty())
      ->option_text("PATH (required)");
  command
      ->add_option(
          "--orbit", options->orbit,
          "Orbit file (.EOF), or folder of such: the best that covers the product is used,\n"
          "the annotated orbit where none does")
      ->check(not_empty())
      ->option_text("PATH");
  command->add_flag("--json", options->json, "As JSON");
  command->callback([options] { run(*options); });
}

}  // namespace scarp::cli
