#include "stack/image_folders.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

#include "core/error.h"
#include "dataset/data_set_files.h"
#include "dataset/shuffle.h"
#include "geo/raster_file.h"
#include "stack/image_names.h"

namespace scarp::stack {
namespace fs = std::filesystem;
namespace {

using dataset::Part;
using dataset::Patches;

constexpr float kPictureMask = 255;  // what pictures of masks say for 1

/// The images of each part.
using Parts = std::array<std::vector<ImageSet>, dataset::kParts.size()>;

std::vector<ImageSet>& of(Parts& parts, Part part) { return parts[static_cast<std::size_t>(part)]; }

std::vector<ImageSet> images_in(const fs::path& folder, const ImageFolders& from) {
  std::vector<fs::path> folders;
  for (const ImageBand& band : from.bands) folders.push_back(folder / band.folder);
  folders.push_back(folder / from.labels);
  return matching_images(folders);
}

// A fifth of the training images, drawn at random; both in their former order.
void take_validation(Parts& parts, std::uint64_t seed) {
  std::vector<ImageSet>& train = of(parts, Part::train);
  const auto count = static_cast<std::int64_t>(train.size());
  const std::int64_t used = count * 4 / 5;
  std::vector<std::int64_t> order = dataset::shuffled(count, Random(seed));
  std::sort(order.begin(), order.begin() + used);
  std::sort(order.begin() + used, order.end());
  std::vector<ImageSet> rest;
  for (std::int64_t i = 0; i < count; ++i) {
    (i < used ? rest : of(parts, Part::validation)).push_back(train[order[i]]);
  }
  train = std::move(rest);
}

Parts find_images(const ImageFolders& from) {
  Parts parts;
  bool divided = false;
  for (const Part part : dataset::kParts) {
    const fs::path folder = from.folder / dataset::name_of(part);
    if (!fs::is_directory(folder)) continue;
    of(parts, part) = images_in(folder, from);
    divided = true;
  }
  if (!divided) of(parts, Part::test) = images_in(from.folder, from);
  if (of(parts, Part::validation).empty()) take_validation(parts, from.seed);
  return parts;
}

dataset::Band described(const ImageBand& from) {
  dataset::Band band{from.name, "1", "", "", std::nullopt};
  const std::string first = from.name.substr(0, from.name.find('_'));
  for (const char* known : {"VV", "VH", "HH", "HV"}) {
    if (first == known) band.polarisation = known;
  }
  return band;
}

Image<float> read_image(const fs::path& path, std::optional<Size>& size) {
  const geo::RasterFile file(path.string());
  if (file.band_count() != 1) {
    throw Error({fmt::format("has {} bands, but images of one band are read", file.band_count()),
                 path.string(), ""});
  }
  const Size own = file.grid().size();
  if (std::max(own.rows, own.cols) > dataset::kLongestPatchEdge) {
    throw Error({fmt::format("measures {} × {}, but patches {} cells at most", own.rows, own.cols,
                             dataset::kLongestPatchEdge),
                 path.string(), "Cut it into smaller images"});
  }
  if (!size) size = own;
  if (own != *size) {
    throw Error({fmt::format("measures {} × {}, but the images before {} × {}", own.rows, own.cols,
                             size->rows, size->cols),
                 path.string(), "All images of a data set have one size"});
  }
  return file.read(1, Window{0, 0, own.rows, own.cols});
}

float label_of(float value, const fs::path& path) {
  if (value == 0 || value == 1) return value;
  if (value == kPictureMask) return 1;
  throw Error(
      {fmt::format("holds {:g}, but labels are 0, and 1 or 255", value), path.string(), ""});
}

// The bands of one set, with its labels. What has no value in a band or the labels is not valid.
Patches read_images(const ImageSet& set, std::optional<Size>& size) {
  Patches patch{1, 0, 0, static_cast<int>(set.size()) - 1, {}, {}, {}};
  for (std::size_t i = 0; i < set.size(); ++i) {
    const std::vector<float> values = read_image(set[i], size).values();
    if (i == 0) {
      patch.x.resize(values.size() * static_cast<std::size_t>(patch.bands));
      patch.y.resize(values.size());
      patch.valid.assign(values.size(), 1);
    }
    for (std::size_t pixel = 0; pixel < values.size(); ++pixel) {
      const bool known = !std::isnan(values[pixel]);
      if (!known) patch.valid[pixel] = 0;
      if (i + 1 < set.size()) {
        patch.x[pixel * static_cast<std::size_t>(patch.bands) + i] = values[pixel];
      } else {
        patch.y[pixel] = known ? label_of(values[pixel], set[i]) : 0;
      }
    }
  }
  const Size all = size.value_or(Size{});
  patch.rows = all.rows;
  patch.cols = all.cols;
  return patch;
}

double share(double sum, std::size_t of) { return sum / static_cast<double>(of); }

dataset::PatchRecord record_of(Part part, std::int64_t index, const ImageSet& set,
                               const Patches& patch) {
  constexpr double kNowhere = std::numeric_limits<double>::quiet_NaN();
  double landslide = 0;
  double valid = 0;
  for (std::size_t i = 0; i < patch.y.size(); ++i) {
    landslide += patch.y[i];
    valid += patch.valid[i];
  }
  return {part,
          index,
          set.front().stem().string(),
          0,
          0,
          {kNowhere, kNowhere},
          share(landslide, patch.y.size()),
          share(valid, patch.y.size())};
}

/// Reads all images one after the other.
template <typename Use>
void for_each_image(const Parts& parts, Reporter& reporter, const std::string& title,
                    const Use& use) {
  std::int64_t count = 0;
  for (const auto& sets : parts) count += static_cast<std::int64_t>(sets.size());
  Reporter::Stage stage(reporter, title, count);
  std::optional<Size> size;
  for (const Part part : dataset::kParts) {
    const std::vector<ImageSet>& sets = parts[static_cast<std::size_t>(part)];
    for (std::size_t i = 0; i < sets.size(); ++i) {
      use(part, static_cast<std::int64_t>(i), sets[i], read_images(sets[i], size));
      stage.advance();
    }
  }
}

// What the arrays will hold, by reading everything once.
std::vector<dataset::PatchRecord> inspect(const Parts& parts, Reporter& reporter,
                                          dataset::DataSetWriter::Shape& shape) {
  std::vector<dataset::PatchRecord> records;
  for_each_image(parts, reporter, "looking at images",
                 [&](Part part, std::int64_t index, const ImageSet& set, const Patches& patch) {
                   records.push_back(record_of(part, index, set, patch));
                   if (records.back().valid_share < 1) shape.validity = true;
                   shape.rows = patch.rows;
                   shape.cols = patch.cols;
                 });
  for (const Part part : dataset::kParts) {
    const auto i = static_cast<std::size_t>(part);
    shape.counts[i] = static_cast<std::int64_t>(parts[i].size());
  }
  return records;
}

void record_inputs(const Parts& parts, const OutputFolder& out, RunRecord& record) {
  for (const auto& sets : parts) {
    for (const ImageSet& set : sets) {
      for (const fs::path& file : set) {
        out.require_not_replaced(file);
        record.input("image", file);
      }
    }
  }
}

}  // namespace

std::array<PartSummary, dataset::kParts.size()> make_data_set(const ImageFolders& from,
                                                              OutputFolder& out, RunRecord& record,
                                                              Reporter& reporter) {
  const Parts parts = find_images(from);
  record_inputs(parts, out, record);
  const bool fits = !parts.front().empty();  // else there is nothing to fit a scaling to
  dataset::DataSetDescription description;
  for (const ImageBand& band : from.bands) description.bands.push_back(described(band));
  dataset::DataSetWriter::Shape shape{{}, 0, 0, static_cast<int>(from.bands.size()), false};
  const std::vector<dataset::PatchRecord> records = inspect(parts, reporter, shape);
  dataset::DataSetWriter writer(out, shape);
  dataset::ScalingFit fit(from.scaling, description.bands);
  for_each_image(parts, reporter, "writing patches",
                 [&](Part part, std::int64_t index, const ImageSet&, const Patches& patch) {
                   writer.write(part, index, patch);
                   if (part == Part::train) fit.add(patch);
                 });
  if (fits) {
    description.scaling = fit.result();
  } else {
    record.option("scaling", dataset::name_of(description.scaling.kind));
  }
  description.details = {{"images", from.folder.string()}, {"seed", from.seed}};
  writer.finish(description, records);
  return summarise(records);
}

}  // namespace scarp::stack
