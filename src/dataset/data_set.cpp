#include "dataset/data_set.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/memory.h"
#include "dataset/data_set_files.h"

namespace scarp::dataset {
namespace fs = std::filesystem;
namespace {

constexpr std::int64_t kMostBands = 1 << 12;

std::string shape_text(const NpyFile& file) {
  return fmt::format("{}", fmt::join(file.shape(), " × "));
}

// (count, rows, cols, bands)
void require_patches(const NpyFile& x) {
  const std::vector<std::int64_t>& shape = x.shape();
  const bool patches =
      shape.size() == 4 && shape[1] > 0 && shape[2] > 0 && shape[3] > 0 && shape[3] <= kMostBands;
  if (!patches) {
    throw Error({fmt::format("has the shape {}, but patches have the shape count × rows × columns "
                             "× bands",
                             shape_text(x)),
                 x.path().string(), ""});
  }
  if (shape[1] <= kLongestPatchEdge && shape[2] <= kLongestPatchEdge) return;
  throw Error({fmt::format("has patches of {} × {}, but patches have at most {} rows and columns",
                           shape[1], shape[2], kLongestPatchEdge),
               x.path().string(), "Cut them into smaller ones"});
}

// (count, rows, cols) or (count, rows, cols, 1), as the patches of `x`
void require_layer_of(const NpyFile& x, const NpyFile& layer) {
  std::vector<std::int64_t> shape = layer.shape();
  if (shape.size() == 4 && shape[3] == 1) shape.pop_back();
  const std::vector<std::int64_t> wanted(x.shape().begin(), x.shape().begin() + 3);
  if (shape == wanted) return;
  throw Error({fmt::format("has the shape {}, but {} × 1 belongs to {}", shape_text(layer),
                           fmt::join(wanted, " × "), x.path().filename().string()),
               layer.path().string(), ""});
}

std::vector<NpyFile> open_arrays(const fs::path& x_path, const fs::path& y_path,
                                 const fs::path& valid_path) {
  std::vector<NpyFile> files;
  files.emplace_back(x_path);
  require_patches(files[0]);
  files.emplace_back(y_path);
  require_layer_of(files[0], files[1]);
  if (valid_path.empty() || !fs::exists(valid_path)) return files;
  files.emplace_back(valid_path);
  require_layer_of(files[0], files[2]);
  return files;
}

// The bands of the published composites; their arrays hold scaled values without a unit.
std::vector<Band> authors_bands(const NpyFile& x) {
  const std::int64_t count = x.shape()[3];
  if (count != 3 && count != 4) {
    throw Error({fmt::format("has {} bands, but those of the authors have 3 (before, after, slope) "
                             "or 4 (before, after, after, slope)",
                             count),
                 x.path().string(), ""});
  }
  std::vector<Band> bands{{"VV_pre", "1", "VV", "", std::nullopt}};
  for (std::int64_t i = 1; i < count - 1; ++i) {
    const std::string name = count == 3 ? "VV_post" : fmt::format("VV_post{}", i);
    bands.push_back({name, "1", "VV", "", std::nullopt});
  }
  bands.push_back({"slope", "1", "", "", std::nullopt});
  return bands;
}

// Where the value with this index lies, in words.
std::string place(std::int64_t index, std::int64_t first, std::int64_t patch_size,
                  std::int64_t row_size) {
  const std::int64_t inside = index % patch_size;
  return fmt::format("patch {}, row {}", first + index / patch_size, inside / row_size);
}

void require_binary(const std::vector<float>& values, const NpyFile& file, std::int64_t first) {
  const auto wrong = std::find_if(values.begin(), values.end(),
                                  [](float value) { return value != 0 && value != 1; });
  if (wrong == values.end()) return;
  const std::int64_t cols = file.shape()[2];
  throw Error(
      {fmt::format("{} holds {:g}, but only 0 and 1 are known",
                   place(wrong - values.begin(), first, file.shape()[1] * cols, cols), *wrong),
       file.path().string(), ""});
}

void require_finite(const Patches& patches, const NpyFile& file, std::int64_t first) {
  for (std::size_t i = 0; i < patches.x.size(); ++i) {
    const std::size_t pixel = i / static_cast<std::size_t>(patches.bands);
    const bool valid = patches.valid.empty() || patches.valid[pixel] != 0;
    if (!valid || std::isfinite(patches.x[i])) continue;
    throw Error(
        {fmt::format("{}, band {} holds {}, which is no number",
                     place(static_cast<std::int64_t>(pixel), first, patches.pixels(), patches.cols),
                     i % static_cast<std::size_t>(patches.bands) + 1, patches.x[i]),
         file.path().string(), "Leave the pixel out by a validity array, or the patch"});
  }
}

void require_memory(const NpyFile& x, std::int64_t count) {
  const auto values = static_cast<double>(x.shape()[1] * x.shape()[2] * (x.shape()[3] + 1));
  const double bytes = static_cast<double>(count) * values * sizeof(float);
  if (bytes <= memory_bytes()) return;
  throw Error({fmt::format("its {} patches need {:.1f} GB of memory", count, bytes / 1e9),
               x.path().string(), "Use a machine with more memory, or fewer patches"});
}

}  // namespace

std::string name_of(Part part) {
  switch (part) {
    case Part::train:
      return "train";
    case Part::validation:
      return "validation";
    case Part::test:
      break;
  }
  return "test";
}

DataSet::DataSet(const fs::path& folder) : folder_(folder) {
  if (fs::exists(folder / kDescriptionFile)) {
    open_own();
  } else if (fs::exists(folder / "trainX.npy") || fs::exists(folder / "testX.npy")) {
    open_authors();
  } else {
    throw Error(
        {fmt::format("is no data set: neither {} nor trainX.npy is in it", kDescriptionFile),
         folder.string(), "Make one with scarp dataset"});
  }
  const auto* first = std::find_if(arrays_.begin(), arrays_.end(),
                                   [](const Arrays& arrays) { return !arrays.x_y_valid.empty(); });
  if (first == arrays_.end()) {
    throw Error({"no part has patches", folder.string(), "Make it anew with scarp dataset"});
  }
  const std::vector<std::int64_t>& shape = first->x_y_valid[0].shape();
  rows_ = static_cast<int>(shape[1]);
  cols_ = static_cast<int>(shape[2]);
  require_alike();
}

std::int64_t DataSet::count(Part part) const { return arrays(part).count; }

std::vector<fs::path> DataSet::files(Part part) const {
  std::vector<fs::path> paths;
  for (const NpyFile& file : arrays(part).x_y_valid) paths.push_back(file.path());
  return paths;
}

void DataSet::open_own() {
  description_ = read_description(folder_ / kDescriptionFile);
  for (const Part part : kParts) {
    Arrays& arrays = arrays_[static_cast<std::size_t>(part)];
    if (!fs::exists(folder_ / array_name('x', part))) continue;
    arrays.x_y_valid = open_arrays(folder_ / array_name('x', part), folder_ / array_name('y', part),
                                   folder_ / array_name('v', part));
    arrays.count = arrays.x_y_valid[0].items();
  }
}

void DataSet::open_authors() {
  if (fs::exists(folder_ / "trainX.npy")) {
    std::vector<NpyFile> train = open_arrays(folder_ / "trainX.npy", folder_ / "trainY.npy", {});
    const std::int64_t count = train[0].items();
    // As Keras' validation_split = 0.2 has it.
    const std::int64_t used = count * 4 / 5;
    description_.bands = authors_bands(train[0]);
    arrays_[0] = {train, 0, used};
    arrays_[1] = {std::move(train), used, count - used};
  }
  if (fs::exists(folder_ / "testX.npy")) {
    std::vector<NpyFile> test = open_arrays(folder_ / "testX.npy", folder_ / "testY.npy", {});
    if (description_.bands.empty()) description_.bands = authors_bands(test[0]);
    const std::int64_t tests = test[0].items();
    arrays_[2] = {std::move(test), 0, tests};
  }
  description_.details["source"] = "arrays of the authors of Nava et al. (2022)";
}

// One size and one list of bands throughout.
void DataSet::require_alike() const {
  const auto bands = static_cast<std::int64_t>(description_.bands.size());
  for (const Arrays& arrays : arrays_) {
    if (arrays.x_y_valid.empty()) continue;
    const NpyFile& x = arrays.x_y_valid[0];
    if (x.shape()[3] != bands) {
      throw Error({fmt::format("has {} bands, but {} are described", x.shape()[3], bands),
                   x.path().string(), ""});
    }
    if (x.shape()[1] == rows_ && x.shape()[2] == cols_) continue;
    throw Error({fmt::format("has patches of {} × {}, but the others have {} × {}", x.shape()[1],
                             x.shape()[2], rows_, cols_),
                 x.path().string(), "All patches of a data set have one size"});
  }
}

Patches DataSet::read(Part part, std::int64_t first, std::int64_t count) const {
  const Arrays& from = arrays(part);
  Patches patches{count, rows_, cols_, static_cast<int>(bands().size()), {}, {}, {}};
  if (first < 0 || count < 0 || count > from.count - first) {
    throw Error({fmt::format("patches {} to {} of {} were asked for, but there are {}", first,
                             first + count, name_of(part), from.count),
                 folder_.string(), ""});
  }
  if (count == 0) return patches;
  const std::vector<NpyFile>& files = from.x_y_valid;
  const std::int64_t start = from.first + first;
  require_memory(files[0], count);
  patches.x = files[0].read(start, count);
  patches.y = files[1].read(start, count);
  require_binary(patches.y, files[1], start);
  if (files.size() > 2) {
    const std::vector<float> valid = files[2].read(start, count);
    require_binary(valid, files[2], start);
    patches.valid.assign(valid.begin(), valid.end());
  }
  require_finite(patches, files[0], start);
  return patches;
}

}  // namespace scarp::dataset
