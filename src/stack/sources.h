#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <vector>

#include "core/output_folder.h"
#include "core/reporter.h"
#include "core/run_record.h"
#include "core/thread_pool.h"
#include "dataset/cut.h"
#include "stack/make_data_set.h"
#include "stack/stack_file.h"

// What a data set is cut from.
namespace scarp::stack {

/// An open source and the patches to be cut from it.
struct Source {
  const LabelledStack& files;
  std::unique_ptr<StackFile> stack;
  dataset::Labels labels;
  std::vector<dataset::Place> places;
};

/// Opens and labels the stacks of a data set and chooses the patches. Throws Error when their bands
/// differ, or one holds no patch.
std::vector<Source> open_sources(const DataSetOptions& options, const OutputFolder& out,
                                 RunRecord& record, ThreadPool& threads, Reporter& reporter);

/// The bands of all of them; times and passes belong to one event, and are told of a single source.
std::vector<dataset::Band> common_bands(const std::vector<Source>& sources);

/// Files, ground, and how much of it is valid and landslide.
nlohmann::ordered_json describe(const Source& source);

}  // namespace scarp::stack
