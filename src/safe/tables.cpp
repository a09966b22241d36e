#include "safe/tables.h"

#include <optional>
#include <utility>
#include <vector>

#include "safe/in_file.h"
#include "safe/xml.h"

namespace scarp::safe {
namespace {

constexpr int kFarthest = 10'000'000;  // lines and pixels

std::vector<float> floats(const Xml& element) {
  const std::vector<double> values = element.numbers();
  return {values.begin(), values.end()};
}

std::vector<int> places(const Xml& element) { return element.whole_numbers(-kFarthest, kFarthest); }

int line_of(const Xml& vector) { return vector.child("line").whole(-kFarthest, kFarthest); }

CalibrationFile calibration_from_xml(const Xml& root) {
  std::vector<sar::CalibrationVector> vectors;
  double dn = 0;
  for (const Xml& element : root.child("calibrationVectorList").children("calibrationVector")) {
    sar::CalibrationVector vector;
    vector.line = line_of(element);
    vector.pixels = places(element.child("pixel"));
    vector.sigma0 = floats(element.child("sigmaNought"));
    vector.beta0 = floats(element.child("betaNought"));
    vector.gamma0 = floats(element.child("gamma"));
    if (const auto list = element.find("dn"); vectors.empty() && list) {
      const std::vector<double> values = list->numbers();
      if (!values.empty()) dn = values.front();
    }
    vectors.push_back(std::move(vector));
  }
  return {sar::CalibrationTable(std::move(vectors)), dn};
}

// `list` and `lut` are named differently in the two formats.
std::vector<sar::RangeNoiseVector> range_vectors(const Xml& root, const char* name, const char* lut,
                                                 double scale) {
  std::vector<sar::RangeNoiseVector> vectors;
  for (const Xml& element : root.child(std::string(name) + "List").children(name)) {
    sar::RangeNoiseVector vector{line_of(element), places(element.child("pixel")),
                                 element.child(lut).numbers()};
    for (double& noise : vector.noise) noise *= scale;
    vectors.push_back(std::move(vector));
  }
  return vectors;
}

int whole_or(const Xml& element, const char* name, int otherwise) {
  const auto found = element.find(name);
  return found ? found->whole(-kFarthest, kFarthest) : otherwise;
}

// Blocks of stripmap images may come without bounds.
std::vector<sar::AzimuthNoiseBlock> azimuth_blocks(const Xml& root, Size size) {
  std::vector<sar::AzimuthNoiseBlock> blocks;
  const auto list = root.find("noiseAzimuthVectorList");
  if (!list) return blocks;
  for (const Xml& element : list->children("noiseAzimuthVector")) {
    blocks.push_back({whole_or(element, "firstAzimuthLine", 0),
                      whole_or(element, "lastAzimuthLine", size.rows - 1),
                      whole_or(element, "firstRangeSample", 0),
                      whole_or(element, "lastRangeSample", size.cols - 1),
                      places(element.child("line")), element.child("noiseAzimuthLut").numbers()});
  }
  return blocks;
}

sar::NoiseTable noise_from_xml(const Xml& root, Size size, double scale) {
  if (root.find("noiseVectorList")) {
    return {range_vectors(root, "noiseVector", "noiseLut", scale), {}};
  }
  return {range_vectors(root, "noiseRangeVector", "noiseRangeLut", scale),
          azimuth_blocks(root, size)};
}

}  // namespace

CalibrationFile read_calibration(const std::string& file, const std::string& content) {
  return in_file(file,
                 [&] { return calibration_from_xml(Xml::parse(file, content, "calibration")); });
}

sar::NoiseTable read_noise(const std::string& file, const std::string& content, Size size,
                           double scale) {
  return in_file(file,
                 [&] { return noise_from_xml(Xml::parse(file, content, "noise"), size, scale); });
}

}  // namespace scarp::safe
