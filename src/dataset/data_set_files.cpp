#include "dataset/data_set_files.h"

#include <fmt/format.h>

#include <memory>

#include "core/csv.h"
#include "core/error.h"
#include "core/run_record.h"
#include "dataset/json.h"

namespace scarp::dataset {
namespace fs = std::filesystem;
namespace {

constexpr const char* kFormat = "scarp data set";
constexpr int kVersion = 1;

nlohmann::ordered_json part_of(const nlohmann::ordered_json& json, const char* key) {
  const auto found = json.find(key);
  return found == json.end() ? nlohmann::ordered_json() : *found;
}

double cell_size_of(const nlohmann::ordered_json& json, const fs::path& path) {
  const nlohmann::ordered_json cell = part_of(json, "cell_size_m");
  if (cell.is_number() && cell >= kLeastCell_m && cell <= kMostCell_m) return cell;
  throw Error(
      {fmt::format("\"cell_size_m\" is not within {:g} and {:.0f}", kLeastCell_m, kMostCell_m),
       path.string(), "The file is damaged, or was not made by scarp"});
}

std::string index_text(const std::vector<PatchRecord>& records) {
  std::string text = "split,index,source,row,col,easting,northing,landslide_share,valid_share\n";
  for (const PatchRecord& record : records) {
    text +=
        fmt::format("{},{},{},{},{},{:.9g},{:.9g},{:.6f},{:.6f}\n", name_of(record.part),
                    record.index, csv_field(record.source), record.row, record.col, record.centre.x,
                    record.centre.y, record.landslide_share, record.valid_share);
  }
  return text;
}

}  // namespace

std::string array_name(char letter, Part part) {
  return fmt::format("{}_{}.npy", letter, name_of(part));
}

DataSetDescription read_description(const fs::path& path) {
  const nlohmann::ordered_json json = read_json(path);
  if (part_of(json, "format") != kFormat || part_of(json, "version") != kVersion) {
    throw Error({"does not describe a data set that this version knows", path.string(),
                 "Make it anew with scarp dataset"});
  }
  DataSetDescription description{bands_of(part_of(json, "bands"), path),
                                 scaling_of(part_of(json, "scaling"), path),
                                 {},
                                 part_of(json, "details")};
  if (json.contains("cell_size_m")) description.cell_size_m = cell_size_of(json, path);
  return description;
}

DataSetWriter::DataSetWriter(const OutputFolder& out, const Shape& shape)
    : out_(out), shape_(shape) {
  for (const Part part : kParts) {
    const std::int64_t count = shape.counts[static_cast<std::size_t>(part)];
    if (count == 0) continue;
    Arrays& arrays = arrays_[static_cast<std::size_t>(part)];
    const std::vector<std::int64_t> pixels{count, shape.rows, shape.cols};
    const std::vector<std::int64_t> values{count, shape.rows, shape.cols, shape.bands};
    arrays.x = std::make_unique<NpyWriter>(out.file(array_name('x', part)), values, NpyType::f4);
    arrays.y = std::make_unique<NpyWriter>(out.file(array_name('y', part)), pixels, NpyType::u1);
    if (!shape.validity) continue;
    arrays.valid =
        std::make_unique<NpyWriter>(out.file(array_name('v', part)), pixels, NpyType::u1);
  }
}

void DataSetWriter::write(Part part, std::int64_t first, const Patches& patches) {
  Arrays& arrays = arrays_[static_cast<std::size_t>(part)];
  const std::int64_t start = first * patches.pixels();
  const std::int64_t count = patches.count * patches.pixels();
  arrays.x->write(start * patches.bands, patches.x.data(), count * patches.bands);
  const std::vector<std::uint8_t> labels(patches.y.begin(), patches.y.end());
  arrays.y->write(start, labels.data(), count);
  if (arrays.valid) arrays.valid->write(start, patches.valid.data(), count);
}

void DataSetWriter::finish(const DataSetDescription& description,
                           const std::vector<PatchRecord>& records) {
  nlohmann::ordered_json counts = nlohmann::ordered_json::object();
  for (const Part part : kParts) {
    const auto i = static_cast<std::size_t>(part);
    counts[name_of(part)] = shape_.counts[i];
    if (shape_.counts[i] == 0) continue;
    arrays_[i].x->finish();
    arrays_[i].y->finish();
    if (arrays_[i].valid) arrays_[i].valid->finish();
  }
  nlohmann::ordered_json json{
      {"format", kFormat},
      {"version", kVersion},
      {"patches", counts},
      {"rows", shape_.rows},
      {"cols", shape_.cols},
      {"bands", json_of(description.bands)},
      {"scaling", json_of(description.scaling)},
      {"details", description.details},
  };
  if (description.cell_size_m) json["cell_size_m"] = *description.cell_size_m;
  write_text(out_.file(kDescriptionFile), json.dump(2) + "\n");
  write_text(out_.file(kIndexFile), index_text(records));
}

}  // namespace scarp::dataset
