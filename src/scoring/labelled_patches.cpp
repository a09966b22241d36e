#include "scoring/labelled_patches.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include "core/error.h"
#include "dataset/npy.h"

namespace scarp::scoring {
namespace {

using dataset::NpyFile;

constexpr std::int64_t kMostBands = 1 << 12;

[[noreturn]] void throw_shape(const NpyFile& file, const std::string& wanted) {
  throw Error({fmt::format("has the shape ({}), but {}", fmt::join(file.shape(), ", "), wanted),
               file.path().string(), ""});
}

std::int64_t bands_of(const NpyFile& x) { return x.shape().size() == 4 ? x.shape()[3] : 1; }

// What all arrays share: (N, rows, cols).
std::vector<std::int64_t> plane_of(const NpyFile& x) {
  const std::vector<std::int64_t>& shape = x.shape();
  const auto possible = [](std::int64_t length, std::int64_t most) {
    return length >= 1 && length <= most;
  };
  const bool patches =
      (shape.size() == 3 || shape.size() == 4) && possible(shape[1], dataset::kLongestImageEdge) &&
      possible(shape[2], dataset::kLongestImageEdge) && possible(bands_of(x), kMostBands);
  if (!patches) throw_shape(x, "patches have the shape (patches, rows, columns, bands)");
  if (shape[0] == 0) throw Error({"holds no patches", x.path().string(), ""});
  return {shape[0], shape[1], shape[2]};
}

void require_plane(const NpyFile& file, const std::vector<std::int64_t>& plane,
                   std::int64_t bands) {
  const std::vector<std::int64_t>& shape = file.shape();
  const bool fits = (shape.size() == 3 || (shape.size() == 4 && shape[3] == bands)) &&
                    std::equal(plane.begin(), plane.end(), shape.begin());
  if (!fits) throw_shape(file, fmt::format("({}) belongs to the patches", fmt::join(plane, ", ")));
}

struct OpenArrays {
  std::vector<NpyFile> x;
  std::vector<NpyFile> y_valid;  // labels and, where given, validity
  int rows = 0;
  int cols = 0;
  int bands = 0;
};

OpenArrays open(const ArrayFiles& files) {
  OpenArrays arrays;
  for (const auto& path : files.x) arrays.x.emplace_back(path);
  if (arrays.x.empty()) throw Error({"no patches are given", "", ""}, Fault::usage);
  const std::vector<std::int64_t> plane = plane_of(arrays.x.front());
  std::int64_t bands = 0;
  for (const NpyFile& x : arrays.x) {
    require_plane(x, plane, bands_of(x));
    bands += bands_of(x);
  }
  if (bands > kMostBands) throw_shape(arrays.x.back(), "these are too many bands");
  arrays.y_valid.emplace_back(files.y);
  if (!files.valid.empty()) arrays.y_valid.emplace_back(files.valid);
  for (const NpyFile& layer : arrays.y_valid) require_plane(layer, plane, 1);
  arrays.rows = static_cast<int>(plane[1]);
  arrays.cols = static_cast<int>(plane[2]);
  arrays.bands = static_cast<int>(bands);
  return arrays;
}

// Puts the bands of one file, (pixels, bands), into those of all from `first` on.
void put_bands(const std::vector<float>& from, std::int64_t bands, std::int64_t first,
               dataset::Patches& patches) {
  const std::int64_t pixels = patches.count * patches.pixels();
  for (std::int64_t pixel = 0; pixel < pixels; ++pixel) {
    const float* values = from.data() + pixel * bands;
    std::copy(values, values + bands, patches.x.data() + pixel * patches.bands + first);
  }
}

dataset::Patches read(const OpenArrays& arrays, std::int64_t first, std::int64_t count) {
  dataset::Patches patches{count, arrays.rows, arrays.cols, arrays.bands, {}, {}, {}};
  if (arrays.x.size() == 1) {
    patches.x = arrays.x.front().read(first, count);
  } else {
    patches.x.resize(static_cast<std::size_t>(count * patches.pixels() * patches.bands));
    std::int64_t band = 0;
    for (const NpyFile& x : arrays.x) {
      put_bands(x.read(first, count), bands_of(x), band, patches);
      band += bands_of(x);
    }
  }
  patches.y = arrays.y_valid[0].read(first, count);
  if (arrays.y_valid.size() < 2) return patches;
  for (const float value : arrays.y_valid[1].read(first, count)) {
    if (value != 0 && value != 1) {
      throw Error({fmt::format("holds {:g}, but validity is 0 or 1", value),
                   arrays.y_valid[1].path().string(), ""});
    }
    patches.valid.push_back(value != 0 ? 1 : 0);
  }
  return patches;
}

// The bands of a model: a constant, or else the next one of those given.
using Constants = std::vector<std::optional<float>>;

dataset::Patches with_constants(dataset::Patches given, const Constants& constants) {
  std::vector<float> x;
  x.reserve(static_cast<std::size_t>(given.count * given.pixels()) * constants.size());
  for (const float* from = given.x.data(); from != given.x.data() + given.x.size();) {
    for (const auto& constant : constants) x.push_back(constant ? *constant : *from++);
  }
  given.x = std::move(x);
  given.bands = static_cast<int>(constants.size());
  return given;
}

}  // namespace

LabelledPatches part_of(const dataset::DataSet& data, dataset::Part part) {
  const std::string name = dataset::name_of(part);
  if (data.count(part) == 0) {
    throw Error({fmt::format("has no {} patches", name), data.folder().string(), ""});
  }
  return {fmt::format("{} part of {}", name, data.folder().string()),
          data.files(part),
          data.count(part),
          data.rows(),
          data.cols(),
          static_cast<int>(data.bands().size()),
          [&data, part](std::int64_t first, std::int64_t count) {
            return data.read(part, first, count);
          }};
}

LabelledPatches completed(LabelledPatches patches, const std::vector<dataset::Band>& wanted,
                          const std::vector<dataset::Band>& given) {
  const std::vector<std::size_t> missing = dataset::left_out(wanted, given);
  if (given.empty() || missing.empty()) return patches;
  Constants constants(wanted.size());
  for (const std::size_t i : missing) constants[i] = wanted[i].if_missing;
  patches.bands = static_cast<int>(wanted.size());
  patches.read = [read = patches.read, constants](std::int64_t first, std::int64_t count) {
    return with_constants(read(first, count), constants);
  };
  return patches;
}

LabelledPatches open_arrays(const ArrayFiles& files) {
  const auto arrays = std::make_shared<const OpenArrays>(open(files));
  LabelledPatches patches;
  for (const NpyFile& x : arrays->x) {
    patches.name += (patches.name.empty() ? "" : ", ") + x.path().string();
    patches.files.push_back(x.path());
  }
  for (const NpyFile& layer : arrays->y_valid) patches.files.push_back(layer.path());
  patches.count = arrays->x.front().items();
  patches.rows = arrays->rows;
  patches.cols = arrays->cols;
  patches.bands = arrays->bands;
  patches.read = [arrays](std::int64_t first, std::int64_t count) {
    return read(*arrays, first, count);
  };
  return patches;
}

}  // namespace scarp::scoring
