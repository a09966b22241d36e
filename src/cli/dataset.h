#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "stack/make_data_set.h"

// Private to this folder: the two sources of `scarp dataset`.
namespace scarp::cli {

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

/// Those of images cut by others.
void add_image_options(CLI::App& command, DatasetOptions& options);

/// Images are taken as they are: throws Error (usage) for options of stacks.
void require_of_images(const CLI::App& command);

void run_on_images(const DatasetOptions& options);

/// Prints what became of the parts.
void tell(const std::array<stack::PartSummary, dataset::kParts.size()>& parts,
          const OutputFolder& out);

}  // namespace scarp::cli
