#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "dataset/data_set.h"

namespace scarp::scoring {

/// Patches with labels to be scored, read in pieces.
struct LabelledPatches {
  std::string name;                          ///< "test part of FOLDER"
  std::vector<std::filesystem::path> files;  ///< that hold them
  std::int64_t count = 0;
  int rows = 0;
  int cols = 0;
  int bands = 0;
  /// Patches [first, first + count): values may be NaN, labels too where they are not known.
  std::function<dataset::Patches(std::int64_t first, std::int64_t count)> read;
};

/// Of a data set, which must outlive the result. Throws Error when the part is empty.
LabelledPatches part_of(const dataset::DataSet& data, dataset::Part part);

/// The same with all bands that a model wants: constants for optional ones that are not `given`.
LabelledPatches completed(LabelledPatches patches, const std::vector<dataset::Band>& wanted,
                          const std::vector<dataset::Band>& given);

/// Arrays in files of their own.
struct ArrayFiles {
  std::vector<std::filesystem::path> x;  ///< (N, rows, cols, bands) or (N, rows, cols) each; the
                                         ///< bands of several are put one after the other
  std::filesystem::path y;               ///< (N, rows, cols) or (N, rows, cols, 1)
  std::filesystem::path valid;           ///< likewise, 1 where a pixel counts; empty: all do
};

/// Throws Error when the shapes do not belong together, or there are no patches.
LabelledPatches open_arrays(const ArrayFiles& files);

}  // namespace scarp::scoring
