#include <fmt/format.h>

#include <string>

#include "cli/dataset.h"
#include "core/error.h"
#include "stack/image_folders.h"

namespace scarp::cli {
namespace {

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

}  // namespace

void add_image_options(CLI::App& command, DatasetOptions& options) {
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

void require_of_images(const CLI::App& command) {
  for (const char* name :
       {"--stack", "--inventory", "--interpreted-area", "--mask", "--event", "--patch", "--stride",
        "--keep", "--split", "--test-event", "--block", "--buffer"}) {
    if (command.count(name) == 0) continue;
    throw Error({fmt::format("{} is of stacks, and not of --images", name), "", ""}, Fault::usage);
  }
}

void run_on_images(const DatasetOptions& options) {
  const stack::ImageFolders from = image_folders(options);
  Session session(options.common);
  RunRecord record = record_of_images(options);
  OutputFolder out(options.out, options.common.overwrite);
  const auto parts = stack::make_data_set(from, out, record, session.reporter);
  finish(out, record, session.reporter);
  tell(parts, out);
}

}  // namespace scarp::cli
