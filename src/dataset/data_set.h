#pragma once

#include <array>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "dataset/band.h"
#include "dataset/npy.h"
#include "dataset/patches.h"
#include "dataset/scaling.h"

namespace scarp::dataset {

/// What a patch serves for.
enum class Part { train, validation, test };

inline constexpr std::array<Part, 3> kParts{Part::train, Part::validation, Part::test};

/// "train", "validation", "test".
std::string name_of(Part part);

/// Edge of a cell on the ground that is possible, in m.
inline constexpr double kLeastCell_m = 1e-3;
inline constexpr double kMostCell_m = 1e5;

/// What is said of a data set beside its arrays.
struct DataSetDescription {
  std::vector<Band> bands;
  Scaling scaling;                    ///< fitted on the training patches; the arrays are not scaled
  std::optional<double> cell_size_m;  ///< on the ground; of arrays from elsewhere not known
  nlohmann::ordered_json details = nlohmann::ordered_json::object();  ///< split, seed, sources …
};

/// A folder of labelled patches: either `x_train.npy`, `y_train.npy` and so on with `dataset.json`,
/// or the arrays `trainX.npy`, `trainY.npy`, `testX.npy`, `testY.npy` of Nava et al. (2022), whose
/// validation part is the last fifth of the training array. Arrays are read when asked for, in part
/// or whole.
class DataSet {
 public:
  /// Throws Error when files are missing or are not what they should be: names the file.
  explicit DataSet(const std::filesystem::path& folder);

  const std::filesystem::path& folder() const { return folder_; }
  const std::vector<Band>& bands() const { return description_.bands; }
  const Scaling& scaling() const { return description_.scaling; }
  const DataSetDescription& description() const { return description_; }
  int rows() const { return rows_; }
  int cols() const { return cols_; }
  std::int64_t count(Part part) const;

  /// The files that a part is read from: values, labels and, where there is one, validity.
  std::vector<std::filesystem::path> files(Part part) const;

  /// Patches [first, first + count) of a part. Throws Error when they do not fit into memory, a
  /// label is neither 0 nor 1, or a valid value is not finite: names file and patch.
  Patches read(Part part, std::int64_t first, std::int64_t count) const;

  /// All of a part.
  Patches read(Part part) const { return read(part, 0, count(part)); }

 private:
  // Where the patches of a part are: those from `first` in these files.
  struct Arrays {
    std::vector<NpyFile> x_y_valid;  // none, two or three
    std::int64_t first = 0;
    std::int64_t count = 0;
  };

  void open_own();
  void open_authors();
  void require_alike() const;
  const Arrays& arrays(Part part) const { return arrays_[static_cast<std::size_t>(part)]; }

  std::filesystem::path folder_;
  DataSetDescription description_;
  int rows_ = 0;
  int cols_ = 0;
  std::array<Arrays, kParts.size()> arrays_;
};

}  // namespace scarp::dataset
