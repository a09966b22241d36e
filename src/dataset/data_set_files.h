#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/grid.h"
#include "core/output_folder.h"
#include "dataset/data_set.h"

namespace scarp::dataset {

inline constexpr const char* kDescriptionFile = "dataset.json";
inline constexpr const char* kIndexFile = "patches.csv";

/// "x_train.npy"; letters: x values, y labels, v validity.
std::string array_name(char letter, Part part);

/// Throws Error when it is broken.
DataSetDescription read_description(const std::filesystem::path& path);

/// A line of patches.csv.
struct PatchRecord {
  Part part;
  std::int64_t index;  ///< in the arrays of that part
  std::string source;  ///< the event
  int row;             ///< of the first cell in the stack
  int col;
  Point centre;            ///< easting and northing, or longitude and latitude
  double landslide_share;  ///< of all pixels
  double valid_share;
};

/// Writes the folder of a data set, patch by patch in any order.
class DataSetWriter {
 public:
  struct Shape {
    std::array<std::int64_t, kParts.size()> counts;
    int rows;
    int cols;
    int bands;
    bool validity;  ///< also write which pixels count
  };

  /// Parts without patches get no files.
  DataSetWriter(const OutputFolder& out, const Shape& shape);

  /// The patches of `part` from `first` on. Throws Error when the disk is full.
  void write(Part part, std::int64_t first, const Patches& patches);

  /// Throws Error when patches are missing.
  void finish(const DataSetDescription& description, const std::vector<PatchRecord>& records);

 private:
  struct Arrays {
    std::unique_ptr<NpyWriter> x;
    std::unique_ptr<NpyWriter> y;
    std::unique_ptr<NpyWriter> valid;
  };

  const OutputFolder& out_;
  Shape shape_;
  std::array<Arrays, kParts.size()> arrays_;
};

}  // namespace scarp::dataset
