#pragma once

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "core/output_folder.h"
#include "core/reporter.h"
#include "core/run_record.h"
#include "core/thread_pool.h"
#include "dataset/cut.h"
#include "dataset/data_set.h"
#include "dataset/data_set_files.h"
#include "dataset/scaling.h"
#include "stack/label_stack.h"

namespace scarp::stack {

/// A stack with its inventory.
struct LabelledStack {
  std::filesystem::path stack;  ///< see StackFile
  LabelFiles labels;
  std::string event;  ///< stacks of one event are never told apart by a split
};

enum class SplitKind { paper, blocks, events };

struct DataSetOptions {
  std::vector<LabelledStack> sources;
  dataset::CutOptions cut;
  SplitKind split = SplitKind::paper;
  std::string test_event;           ///< for SplitKind::events; empty: the last one
  std::optional<int> block_cells;   ///< edge of a block; empty: six patches
  std::optional<int> buffer_cells;  ///< least gap between parts; empty: one patch
  dataset::Scaling::Kind scaling = dataset::Scaling::Kind::patch_minmax;
};

/// What a part became.
struct PartSummary {
  std::int64_t patches = 0;
  double landslide_share = 0;  ///< of all pixels
};

std::array<PartSummary, dataset::kParts.size()> summarise(
    const std::vector<dataset::PatchRecord>& records);

/// Cuts labelled patches from stacks and writes them as a data set into `out`; what it found out
/// goes into `record`. This is what `scarp dataset` runs. Throws Error.
std::array<PartSummary, dataset::kParts.size()> make_data_set(const DataSetOptions& options,
                                                              OutputFolder& out, RunRecord& record,
                                                              ThreadPool& threads,
                                                              Reporter& reporter);

}  // namespace scarp::stack
